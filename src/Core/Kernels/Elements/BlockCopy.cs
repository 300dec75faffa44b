using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>Copies blocks of one length between memory where they lie at different distances.</summary>
internal static unsafe class BlockCopy
{
    private const int Part = 1 << 14;

    /// <param name="from">The first block.</param>
    /// <param name="fromStride">Values from a block's start to the next one's.</param>
    /// <param name="to">Where the first one goes.</param>
    /// <param name="toStride">Values from a block's start to the next one's.</param>
    /// <param name="length">Values of a block.</param>
    /// <param name="count">Blocks.</param>
    /// <param name="threads">Threads at most.</param>
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
