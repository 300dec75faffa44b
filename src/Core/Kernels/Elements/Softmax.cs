using System.Numerics;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>softmax and its logarithm along the middle axis of [outer, size, inner].</summary>
/// <remarks>
/// y_i = e^(x_i - max) / sum_j e^(x_j - max); its logarithm is x_i - max - ln sum.
/// Backward with g = dL/dy: dy_i/dx_j = y_i (1[i=j] - y_j), so dx_i = y_i (g_i - sum_j g_j y_j). For the logarithm
/// dy_i/dx_j = 1[i=j] - e^y_j, so dx_i = g_i - e^y_i sum_j g_j.
/// </remarks>
internal static unsafe class Softmax
{
    /// <summary>Below this many values one thread does all the work.</summary>
    private const int Little = 1 << 13;

    /// <summary>Outer indices of one part.</summary>
    private const int Part = 16;

    /// <param name="y">May be x.</param>
    public static void Forward(float* x, float* y, int outer, int size, int inner, bool logarithm, int threads)
    {
        Work work = new() { X = x, Y = y, Outer = outer, Size = size, Inner = inner, Logarithm = logarithm };
        Workers.Run(ref work, new SizedCut(outer, Part).Parts, (long)outer * size * inner < Little ? 1 : threads);
    }

    /// <param name="gradInput">May be gradOutput.</param>
    public static void Backward(
        float* y, float* gradOutput, float* gradInput, int outer, int size, int inner, bool logarithm, int threads)
    {
        Work work = new()
        {
            X = gradOutput,
            Y = gradInput,
            Value = y,
            Outer = outer,
            Size = size,
            Inner = inner,
            Logarithm = logarithm,
        };
        Workers.Run(ref work, new SizedCut(outer, Part).Parts, (long)outer * size * inner < Little ? 1 : threads);
    }

    /// <summary>y = e^(x - max), y may be x; returns the sum.</summary>
    public static float Exponentials(float* x, float* y, int size, out float max)
    {
        max = Maximum(x, size);
        Vector<float> shift = new(max);
        Vector<float> sum = Vector<float>.Zero;
        for (int i = 0; i < size; i += Vector<float>.Count)
        {
            // e^-infinity fills the lanes beyond the row with 0.
            Vector<float> value = PartialVector.Load(x + i, size - i, float.NegativeInfinity);
            value = ElementaryFunctions.Exp(value - shift);
            PartialVector.Store(value, y + i, size - i);
            sum += value;
        }

        return Vector.Sum(sum);
    }

    /// <summary>The sum of e^(x - max), bit-identical to that of <see cref="Exponentials"/>.</summary>
    public static float SumOfExponentials(float* x, int size, out float max)
    {
        max = Maximum(x, size);
        Vector<float> shift = new(max);
        Vector<float> sum = Vector<float>.Zero;
        for (int i = 0; i < size; i += Vector<float>.Count)
        {
            sum += ElementaryFunctions.Exp(PartialVector.Load(x + i, size - i, float.NegativeInfinity) - shift);
        }

        return Vector.Sum(sum);
    }

    // A NaN may be passed over here; it still makes the sum NaN.
    private static float Maximum(float* x, int size)
    {
        float max = x[0];
        for (int i = 1; i < size; i++)
        {
            max = x[i] > max ? x[i] : max;
        }

        return max;
    }

    private struct Work : IParallelWork
    {
        public float* X;
        public float* Y;
        public float* Value;
        public int Outer;
        public int Size;
        public int Inner;
        public bool Logarithm;

        public readonly void Run(int part)
        {
            SizedCut cut = new(Outer, Part);
            int end = (int)cut.End(part);
            for (int row = (int)cut.First(part); row < end; row++)
            {
                long at = (long)row * Size * Inner;
                if (Value is not null)
                {
                    BackwardRow(at);
                }
                else if (Inner == 1)
                {
                    ForwardRow(X + at, Y + at);
                }
                else
                {
                    ForwardColumns(X + at, Y + at);
                }
            }
        }

        private readonly void ForwardRow(float* x, float* y)
        {
            if (!Logarithm)
            {
                float factor = 1f / Exponentials(x, y, Size, out _);
                for (int i = 0; i < Size; i++)
                {
                    y[i] *= factor;
                }

                return;
            }

            float logSum = MathF.Log(SumOfExponentials(x, Size, out float max));
            for (int i = 0; i < Size; i++)
            {
                y[i] = x[i] - max - logSum;
            }
        }

        // A vector of neighbouring positions at a time, each with its own maximum and sum.
        private readonly void ForwardColumns(float* x, float* y)
        {
            for (int j = 0; j < Inner; j += Vector<float>.Count)
            {
                int lanes = Inner - j;
                Vector<float> max = new(float.NegativeInfinity);
                for (int i = 0; i < Size; i++)
                {
                    max = Vector.Max(max, PartialVector.Load(x + (i * Inner) + j, lanes, 0));
                }

                Vector<float> sum = Vector<float>.Zero;
                for (int i = 0; i < Size; i++)
                {
                    sum += ElementaryFunctions.Exp(PartialVector.Load(x + (i * Inner) + j, lanes, 0) - max);
                }

                Vector<float> logSum = Logarithm ? Vector.Log(sum) : Vector<float>.Zero;
                for (int i = 0; i < Size; i++)
                {
                    Vector<float> value = PartialVector.Load(x + (i * Inner) + j, lanes, 0);
                    value = Logarithm ? value - max - logSum : ElementaryFunctions.Exp(value - max) / sum;
                    PartialVector.Store(value, y + (i * Inner) + j, lanes);
                }
            }
        }

        private readonly void BackwardRow(long at)
        {
            float* g = X + at;
            float* dx = Y + at;
            float* y = Value + at;
            for (int j = 0; j < Inner; j++)
            {
                float sum = 0;
                for (int i = j; i < Size * Inner; i += Inner)
                {
                    sum += Logarithm ? g[i] : g[i] * y[i];
                }

                for (int i = j; i < Size * Inner; i += Inner)
                {
                    dx[i] = Logarithm ? g[i] - (MathF.Exp(y[i]) * sum) : y[i] * (g[i] - sum);
                }
            }
        }
    }
}
