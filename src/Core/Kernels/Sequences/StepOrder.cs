using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>Copies [outer, first, second, width] to [outer, second, first, width]: samples of steps to steps of
/// samples, and back.</summary>
internal static unsafe class StepOrder
{
    private const int Part = 1 << 14; // values

    /// <param name="from">[outer, first, second, width].</param>
    /// <param name="to">[outer, second, first, width].</param>
    /// <param name="outer">How many times.</param>
    /// <param name="first">The first of the dimensions that are swapped.</param>
    /// <param name="second">The second one.</param>
    /// <param name="width">Values that stay together.</param>
    /// <param name="threads">The most threads.</param>
    /// <param name="given">Which of the first dimension each place takes, [first]; null for their order.</param>
    /// <param name="taken">Where each of the second dimension goes to, [second]; null for their order.</param>
    public static void Swap(
        float* from, float* to, int outer, int first, int second, int width, int threads, int* given = null,
        int* taken = null)
    {
        Work work = new()
        {
            From = from,
            To = to,
            First = first,
            Second = second,
            Width = width,
            Given = given,
            Taken = taken,
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
        public int* Given;
        public int* Taken;
        public SizedCut Runs;

        // A run of the target is [first, width]: its values lie second * width apart in the source.
        public readonly void Run(int part)
        {
            for (long run = Runs.First(part); run < Runs.End(part); run++)
            {
                (long outer, long inner) = Math.DivRem(run, Second);
                float* start = From + (((outer * First * Second) + inner) * Width);
                long place = Taken is null ? run : (outer * Second) + Taken[inner];
                float* target = To + (place * First * Width);
                for (int i = 0; i < First; i++, target += Width)
                {
                    float* source = start + ((nint)(Given is null ? i : Given[i]) * Second * Width);
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
