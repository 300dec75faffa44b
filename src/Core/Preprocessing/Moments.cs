using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NormTools.Core.Preprocessing;

/// <summary>Number, mean and squared distances from the mean of the values of a column; missing ones are left
/// out.</summary>
/// <param name="Count">Values that are not missing.</param>
/// <param name="Origin">One of them, from which distances are counted: they keep their digits where a mean would not.</param>
/// <param name="Distance">That of their mean.</param>
/// <param name="Squares">The sum of their squared distances from the mean.</param>
internal readonly record struct Moments(long Count, double Origin, double Distance, double Squares)
{
    private const double Epsilon = 2.220446049250313e-16; // the distance from 1 to the next number
    private const int Block = 1024; // values whose mean is known before their distances are summed: they stay in the L1 cache

    /// <summary>0 for no values.</summary>
    public double Mean => Origin + Distance;

    /// <summary>The mean squared distance from the mean: divided by the number of values.</summary>
    public double Variance => Count == 0 ? 0 : Squares / Count;

    /// <summary>Whether the variance is no larger than rounding can make it for equal values.</summary>
    /// <remarks>scikit-learn's bound, n eps variance + (n mean eps)^2.</remarks>
    public bool IsConstant
    {
        get
        {
            double bound = Count * Mean * Epsilon;
            return Variance <= (Count * Epsilon * Variance) + (bound * bound);
        }
    }

    /// <summary>Two passes over each block, relative to its first value, so that equal values have a variance of
    /// exactly 0.</summary>
    public static Moments Of(ReadOnlySpan<double> values)
    {
        Moments all = default;
        Span<double> present = stackalloc double[Math.Min(values.Length, Block)];
        for (int start = 0; start < values.Length; start += Block)
        {
            ReadOnlySpan<double> block = values.Slice(start, Math.Min(Block, values.Length - start));
            all = all.With(OfPresent(Present.In(block, present)));
        }

        return all;
    }

    /// <summary>These values, and later ones.</summary>
    /// <remarks>Chan, Golub and LeVeque 1983, eq. 2.1.</remarks>
    public Moments With(Moments later)
    {
        if (Count == 0 || later.Count == 0)
        {
            return Count == 0 ? later : this;
        }

        double count = Count + later.Count;
        double distance = (later.Origin - Origin) + (later.Distance - Distance);
        return new(
            Count + later.Count,
            Origin,
            Distance + (distance * (later.Count / count)),
            Squares + later.Squares + (distance * distance * (Count * (later.Count / count))));
    }

    /// <summary>Of values none of which is missing, at most a block of them.</summary>
    public static Moments OfPresent(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
        {
            return default;
        }

        double distance = Sums(values, values[0]).Distances / values.Length;
        (double rest, double squares) = Sums(values, values[0] + distance);
        return Of(values.Length, values[0], distance, rest, squares);
    }

    /// <param name="count">Values.</param>
    /// <param name="origin">The first of them.</param>
    /// <param name="distance">Their mean distance from it.</param>
    /// <param name="rest">The sum of their distances from the mean: what rounding left in it.</param>
    /// <param name="squares">The sum of the squares of these distances.</param>
    public static Moments Of(long count, double origin, double distance, double rest, double squares) =>
        new(count, origin, distance, Math.Max(0, squares - (rest * rest / count)));

    // Eight sums side by side whatever the vector width, so that every processor gets the same bits.
    private static (double Distances, double Squares) Sums(ReadOnlySpan<double> values, double centre)
    {
        ref double first = ref MemoryMarshal.GetReference(values);
        Vector128<double> middle = Vector128.Create(centre);
        Vector128<double> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        int i = 0;
        for (; i <= values.Length - 8; i += 8)
        {
            Vector128<double> p = Vector128.LoadUnsafe(ref first, (nuint)i) - middle;
            Vector128<double> q = Vector128.LoadUnsafe(ref first, (nuint)(i + 2)) - middle;
            Vector128<double> r = Vector128.LoadUnsafe(ref first, (nuint)(i + 4)) - middle;
            Vector128<double> s = Vector128.LoadUnsafe(ref first, (nuint)(i + 6)) - middle;
            (a, b, c, d) = (a + p, b + q, c + r, d + s);
            (e, f, g, h) = (e + (p * p), f + (q * q), g + (r * r), h + (s * s));
        }

        double distances = Vector128.Sum((a + b) + (c + d));
        double squares = Vector128.Sum((e + f) + (g + h));
        for (; i < values.Length; i++)
        {
            double distance = values[i] - centre;
            distances += distance;
            squares += distance * distance;
        }

        return (distances, squares);
    }
}
