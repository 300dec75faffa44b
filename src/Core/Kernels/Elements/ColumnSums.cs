using System.Numerics;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>The sums of the columns of a matrix: the gradient of a bias.</summary>
internal static unsafe class ColumnSums
{
    /// <summary>Columns of one part.</summary>
    private const int Part = 256;

    /// <summary>Below this many values one thread does all the work.</summary>
    private const int Little = 1 << 14;

    /// <summary>sums[j] = sum over i of x[i, j].</summary>
    /// <param name="x">[rows, columns].</param>
    public static void Of(float* x, float* sums, int rows, int columns, int threads) =>
        Run(x, null, sums, rows, columns, threads);

    /// <summary>Sets x to 0 where y is not positive (the gradient through a ReLU whose value is y), then sums the
    /// columns.</summary>
    /// <param name="x">[rows, columns], changed in place.</param>
    /// <param name="y">[rows, columns].</param>
    /// <param name="sums">[columns], or null for no sums.</param>
    public static void OfRectified(float* x, float* y, float* sums, int rows, int columns, int threads) =>
        Run(x, y, sums, rows, columns, threads);

    private static void Run(float* x, float* y, float* sums, int rows, int columns, int threads)
    {
        Work work = new() { X = x, Y = y, Sums = sums, Rows = rows, Columns = columns };
        Workers.Run(ref work, new SizedCut(columns, Part).Parts, (long)rows * columns < Little ? 1 : threads);
    }

    // Four vectors of columns at a time, down all rows: the sums stay in registers, and the order of summation does not
    // depend on the number of threads.
    private struct Work : IParallelWork
    {
        public float* X;
        public float* Y;
        public float* Sums;
        public int Rows;
        public int Columns;

        public readonly void Run(int part)
        {
            SizedCut cut = new(Columns, Part);
            int end = (int)cut.End(part);
            int j = (int)cut.First(part);
            int width = Vector<float>.Count;
            for (; j <= end - (4 * width); j += 4 * width)
            {
                Vector<float> s0 = Vector<float>.Zero, s1 = s0, s2 = s0, s3 = s0;
                for (int i = 0; i < Rows; i++)
                {
                    long at = ((long)i * Columns) + j;
                    s0 += Take(at);
                    s1 += Take(at + width);
                    s2 += Take(at + (2 * width));
                    s3 += Take(at + (3 * width));
                }

                if (Sums is not null)
                {
                    s0.Store(Sums + j);
                    s1.Store(Sums + j + width);
                    s2.Store(Sums + j + (2 * width));
                    s3.Store(Sums + j + (3 * width));
                }
            }

            for (; j <= end - width; j += width)
            {
                Vector<float> sum = Vector<float>.Zero;
                for (int i = 0; i < Rows; i++)
                {
                    sum += Take(((long)i * Columns) + j);
                }

                if (Sums is not null)
                {
                    sum.Store(Sums + j);
                }
            }

            for (; j < end; j++)
            {
                SumColumn(j);
            }
        }

        private readonly Vector<float> Take(long at)
        {
            Vector<float> value = Vector.Load(X + at);
            if (Y is not null)
            {
                Vector<int> passes = Vector.GreaterThan(Vector.Load(Y + at), Vector<float>.Zero);
                value = Vector.ConditionalSelect(passes, value, Vector<float>.Zero);
                value.Store(X + at);
            }

            return value;
        }

        private readonly void SumColumn(int j)
        {
            float sum = 0;
            float* x = X + j;
            float* y = Y is null ? null : Y + j;
            nint step = Columns;
            for (int left = Rows; left > 0; left--, x += step)
            {
                if (y is not null)
                {
                    *x = *y > 0 ? *x : 0;
                    y += step;
                }

                sum += *x;
            }

            if (Sums is not null)
            {
                Sums[j] = sum;
            }
        }
    }
}
