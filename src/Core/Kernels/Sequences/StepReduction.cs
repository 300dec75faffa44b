using System.Numerics.Tensors;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>From [rows, steps, width] to one step, [rows, width], and the gradients back. Where samples have lengths, [rows], only
/// so many steps count, and the others have no gradient.</summary>
internal static unsafe class StepReduction
{
    private const int Part = 1 << 14; // values of the input

    private enum Kind
    {
        Last,
        LastBackward,
        Mean,
        MeanBackward,
        Max,
        MaxBackward,
    }

    /// <summary>y = x[last].</summary>
    public static void Last(float* x, float* y, int* lengths, int rows, int steps, int width, int threads) =>
        Run(Kind.Last, x, y, null, lengths, rows, steps, width, threads);

    /// <summary>The last step's gradient is dy, that of the others 0.</summary>
    public static void LastBackward(float* dy, float* dx, int* lengths, int rows, int steps, int width, int threads) =>
        Run(Kind.LastBackward, dx, dy, null, lengths, rows, steps, width, threads);

    /// <summary>y = the sum over the steps, in their order, divided by their number.</summary>
    public static void Mean(float* x, float* y, int* lengths, int rows, int steps, int width, int threads) =>
        Run(Kind.Mean, x, y, null, lengths, rows, steps, width, threads);

    /// <summary>Every step's gradient is dy divided by the number of steps.</summary>
    public static void MeanBackward(float* dy, float* dx, int* lengths, int rows, int steps, int width, int threads) =>
        Run(Kind.MeanBackward, dx, dy, null, lengths, rows, steps, width, threads);

    /// <summary>y = the largest value over the steps, the first of equal ones; NaN, if there is one, as in
    /// torch.</summary>
    /// <param name="places">The step of each, [rows, width].</param>
    public static void Max(float* x, float* y, int* places, int* lengths, int rows, int steps, int width, int threads) =>
        Run(Kind.Max, x, y, places, lengths, rows, steps, width, threads);

    /// <summary>The gradient goes to the step that was the largest.</summary>
    public static void MaxBackward(float* dy, int* places, float* dx, int* lengths, int rows, int steps, int width, int threads) =>
        Run(Kind.MaxBackward, dx, dy, places, lengths, rows, steps, width, threads);

    private static void Run(
        Kind kind, float* many, float* one, int* places, int* lengths, int rows, int steps, int width, int threads)
    {
        Work work = new()
        {
            Kind = kind,
            Many = many,
            One = one,
            Places = places,
            Lengths = lengths,
            Steps = steps,
            Width = width,
            Rows = new SizedCut(rows, Math.Max(1, Part / Math.Max(1, steps * (long)width))),
        };
        Workers.Run(ref work, work.Rows.Parts, threads);
    }

    private struct Work : IParallelWork
    {
        public Kind Kind;
        public float* Many;
        public float* One;
        public int* Places;
        public int* Lengths;
        public int Steps;
        public int Width;
        public SizedCut Rows;

        public readonly void Run(int part)
        {
            for (long row = Rows.First(part); row < Rows.End(part); row++)
            {
                int length = Lengths is null ? Steps : Lengths[row];
                float* many = Many + (row * Steps * Width);
                Span<float> all = new(many, length * Width);
                Span<float> one = new(One + (row * Width), Width);
                if (Kind is Kind.LastBackward or Kind.MeanBackward or Kind.MaxBackward)
                {
                    new Span<float>(many + ((nint)length * Width), (Steps - length) * Width).Clear();
                }

                switch (Kind)
                {
                    case Kind.Last:
                        all[^Width..].CopyTo(one);
                        break;
                    case Kind.LastBackward:
                        all[..^Width].Clear();
                        one.CopyTo(all[^Width..]);
                        break;
                    case Kind.Mean:
                        Mean(all, one, length);
                        break;
                    case Kind.MeanBackward:
                        Spread(all, one, length);
                        break;
                    case Kind.Max:
                        Largest(many, one, Places + (row * Width), length);
                        break;
                    default:
                        all.Clear();
                        for (int i = 0; i < Width; i++)
                        {
                            many[((nint)Places[(row * Width) + i] * Width) + i] = one[i];
                        }

                        break;
                }
            }
        }

        private readonly void Mean(ReadOnlySpan<float> all, Span<float> one, int length)
        {
            all[..Width].CopyTo(one);
            for (int step = 1; step < length; step++)
            {
                TensorPrimitives.Add(one, all.Slice(step * Width, Width), one);
            }

            TensorPrimitives.Divide(one, length, one);
        }

        private readonly void Spread(Span<float> all, ReadOnlySpan<float> one, int length)
        {
            TensorPrimitives.Divide(one, length, all[..Width]);
            for (int step = 1; step < length; step++)
            {
                all[..Width].CopyTo(all.Slice(step * Width, Width));
            }
        }

        private readonly void Largest(float* many, Span<float> one, int* places, int length)
        {
            for (int i = 0; i < Width; i++)
            {
                int place = 0;
                float largest = many[i];
                for (int step = 1; step < length; step++)
                {
                    float value = many[((nint)step * Width) + i];
                    bool isLarger = value > largest || (float.IsNaN(value) && !float.IsNaN(largest));
                    (largest, place) = isLarger ? (value, step) : (largest, place);
                }

                (one[i], places[i]) = (largest, place);
            }
        }
    }
}
