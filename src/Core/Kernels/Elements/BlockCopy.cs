using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>Copies blocks of equal length between two places where they are spaced differently.</summary>
internal static unsafe class BlockCopy
{
    private const int Part = 1 << 14;

    /// <param name="from">The first block.</param>
    /// <param name="fromStride">Values from the start of one block to the start of the next.</param>
    /// <param name="to">Where the first block goes.</param>
    /// <param name="toStride">As <paramref name="fromStride"/>, for the copies.</param>
    /// <param name="length">Values of a block.</param>
    /// <param name="count">The number of blocks.</param>
    /// <param name="threads">The most threads to use.</param>
    public static void Run(float* from, int fromStride, float* to, int toStride, int length, int count, int threads)
    {
        int blocks = Math.Max(1, Part / length);
        Work work = new()
        {
            From = from,
            FromStride = fromStride,
            To = to,
            ToStride = toStride,
            Length = length,
            Count = count,
            BlocksOfPart = blocks,
        };
        Workers.Run(ref work, (count + blocks - 1) / blocks, threads);
    }

    private struct Work : IParallelWork
    {
        public float* From;
        public int FromStride;
        public float* To;
        public int ToStride;
        public int Length;
        public int Count;
        public int BlocksOfPart;

        public readonly void Run(int part)
        {
            int end = Math.Min(Count, (part + 1) * BlocksOfPart);
            for (int block = part * BlocksOfPart; block < end; block++)
            {
                new ReadOnlySpan<float>(From + ((long)block * FromStride), Length)
                    .CopyTo(new Span<float>(To + ((long)block * ToStride), Length));
            }
        }
    }
}
