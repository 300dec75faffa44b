using System.Numerics;
using System.Runtime.InteropServices;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <content>The passes over the values of a block.</content>
internal readonly partial struct MomentSums
{
    private static unsafe MomentSums Block<T>(T* x, int runs, int length, nint stride, T guess, int left, nint gap)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (double first, double second) = Deviations(x, runs, length, stride, guess, left, gap);
        return Guessed(x, runs, length, stride, guess, first, second);
    }

    // Summing in T is accurate enough here: at most 4096 values, usually spread over many lanes.
    private static unsafe MomentSums TwoPasses<T>(T* x, int runs, int length, nint stride)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double count = (double)runs * length;
        double inverse = 1 / count;
        T centre = Sum(x, runs, length, stride) * T.CreateTruncating(inverse);
        (double first, double second) = Deviations(x, runs, length, stride, centre, 0, 0);
        double squares = second - (first * first * inverse);
        return second > count * Tiny<T>() && squares > 1e-3 * second
            ? new(count, double.CreateTruncating(centre) + (first * inverse), squares)
            : Careful(x, runs, length, stride);
    }

    // If the squared deviations are smaller than this on average, some may have underflowed in T.
    private static double Tiny<T>() => typeof(T) == typeof(float) ? 1e-30 : 1e-290;

    private static unsafe T Sum<T>(T* x, int runs, int length, nint stride)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = Vector<T>.Count;
        int rest = length % width;
        Vector<T> mask = VectorOperations.Last<T>(rest);
        Vector<T> a = Vector<T>.Zero, b = a, c = a, d = a;
        T single = T.Zero;
        for (int run = 0; run < runs; run++, x += stride)
        {
            if (length < width)
            {
                for (int j = 0; j < length; j++)
                {
                    single += x[j];
                }

                continue;
            }

            int i = 0;
            for (; i <= length - (4 * width); i += 4 * width)
            {
                a += Vector.Load(x + i);
                b += Vector.Load(x + i + width);
                c += Vector.Load(x + i + (2 * width));
                d += Vector.Load(x + i + (3 * width));
            }

            for (; i <= length - width; i += width)
            {
                a += Vector.Load(x + i);
            }

            if (rest > 0)
            {
                b += Vector.Load(x + length - width) & mask;
            }
        }

        return Vector.Sum((a + b) + (c + d)) + single;
    }

    // The sums of x - centre and of its square. If the run continues (left > 0), what comes after is prefetched
    // meanwhile.
    private static unsafe (double First, double Second) Deviations<T>(
        T* x, int runs, int length, nint stride, T centre, int left, nint gap)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = Vector<T>.Count;
        int rest = length % width;
        Vector<T> mask = VectorOperations.Last<T>(rest);
        Vector<T> middle = Vector.Create(centre);
        Vector<T> a = Vector<T>.Zero, b = a, e = a, f = a;
        T first = T.Zero;
        T second = T.Zero;
        for (int run = 0; run < runs; run++, x += stride)
        {
            if (length < width)
            {
                for (int j = 0; j < length; j++)
                {
                    T deviation = x[j] - centre;
                    first += deviation;
                    second += deviation * deviation;
                }

                continue;
            }

            int i = 0;
            for (; i <= length - (2 * width); i += 2 * width)
            {
                if (left > 0)
                {
                    VectorOperations.Fetch(x, i, left, gap, VectorOperations.FetchDistance);
                }

                Vector<T> p = Vector.Load(x + i) - middle;
                Vector<T> q = Vector.Load(x + i + width) - middle;
                a += p;
                b += q;
                e = VectorOperations.MultiplyAdd(p, p, e);
                f = VectorOperations.MultiplyAdd(q, q, f);
            }

            for (; i <= length - width; i += width)
            {
                Vector<T> p = Vector.Load(x + i) - middle;
                a += p;
                e = VectorOperations.MultiplyAdd(p, p, e);
            }

            if (rest > 0)
            {
                Vector<T> p = (Vector.Load(x + length - width) - middle) & mask;
                b += p;
                f = VectorOperations.MultiplyAdd(p, p, f);
            }
        }

        return (
            double.CreateTruncating(Vector.Sum(a + b) + first),
            double.CreateTruncating(Vector.Sum(e + f) + second));
    }

    /// <summary>
    /// The moments of values that are (nearly) equal, whose squares leave T's range, or that are not all finite: summed
    /// in double, one by one.
    /// </summary>
    public static unsafe MomentSums Careful<T>(T* x, int runs, int length, nint stride)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double count = (double)runs * length;
        if (AllEqual(x, runs, length, stride))
        {
            return new(count, double.CreateTruncating(*x), 0);
        }

        double sum = 0;
        for (int run = 0; run < runs; run++)
        {
            foreach (T value in new ReadOnlySpan<T>(x + (run * stride), length))
            {
                sum += double.CreateTruncating(value);
            }
        }

        double mean = sum / count;
        double squares = 0;
        for (int run = 0; run < runs; run++)
        {
            foreach (T value in new ReadOnlySpan<T>(x + (run * stride), length))
            {
                double deviation = double.CreateTruncating(value) - mean;
                squares += deviation * deviation;
            }
        }

        return new(count, mean, squares);
    }

    /// <summary>The sum of x^2, added one by one in double: an infinite value makes it infinite, a NaN makes it
    /// NaN.</summary>
    public static unsafe double CarefulSquares<T>(T* x, int runs, int length, nint stride)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double sum = 0;
        int done = 0;
        for (int run = 0; run < runs; run++)
        {
            foreach (T value in new ReadOnlySpan<T>(x + (run * stride), length))
            {
                Slices.Count(ref done, 1);
                double wide = double.CreateTruncating(value);
                sum += wide * wide;
            }
        }

        return sum;
    }

    private static unsafe bool AllEqual<T>(T* x, int runs, int length, nint stride)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!T.IsFinite(*x))
        {
            return false;
        }

        for (int run = 0; run < runs; run++)
        {
            var values = new ReadOnlySpan<T>(x + (run * stride), length);
            bool differs = typeof(T) == typeof(float)
                ? MemoryMarshal.Cast<T, uint>(values).ContainsAnyExcept(*(uint*)x)
                : MemoryMarshal.Cast<T, ulong>(values).ContainsAnyExcept(*(ulong*)x);
            if (differs)
            {
                return false;
            }
        }

        return true;
    }
}
