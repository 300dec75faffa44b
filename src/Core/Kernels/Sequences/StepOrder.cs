using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>Copies [outer, first, second, width] to [outer, second, first, width]: samples of steps to steps of
/// samples, and back.</summary>
internal static unsafe class StepOrder
{
    private const int Part = 1 << 14; // values

    public static void Swap(float* from, float* to, int outer, int first, int second, int width, int threads)
    {
        Work work = new()
        {
            From = from,
            To = to,
            First = first,
            Second = second,
            Width = width,
            Runs = new SizedCut((long)outer * second, Math.Max(1, Part / Math.Max(1, first * (long)width))),
        };
        Workers.Run(ref work, work.Runs.Parts, threads);
    }

    private struct Work : IParallelWork
    {
        public float* From;
        public float* To;
        public int First;
        public int Second;
        public int Width;
        public SizedCut Runs;

        // A run of the target is [first, width]: its values lie second * width apart in the source.
        public readonly void Run(int part)
        {
            for (long run = Runs.First(part); run < Runs.End(part); run++)
            {
                (long outer, long inner) = Math.DivRem(run, Second);
                float* source = From + (((outer * First * Second) + inner) * Width);
                float* target = To + (run * First * Width);
                for (int i = 0; i < First; i++, source += (nint)Second * Width, target += Width)
                {
                    if (Width == 1)
                    {
                        *target = *source;
                    }
                    else
                    {
                        new ReadOnlySpan<float>(source, Width).CopyTo(new(target, Width));
                    }
                }
            }
        }
    }
}
