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
    /// <summary>Rows that are summed up by themselves: those of even and of odd numbers.</summary>
    public const int GroupRows = 16;

    private const double Epsilon = 2.220446049250313e-16; // the distance from 1 to the next number
    private const int Block = 1024; // values with one origin

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

    /// <summary>Of blocks, each by its distances from its first value.</summary>
    /// <remarks>
    /// Equal values have a variance of exactly 0. The origin is one of the block's own n values, so that the squares of the
    /// distances from it are at most n + 1 times those from the mean: subtracting leaves twelve digits at worst, which takes
    /// an origin far from all other values, and commonly fifteen.
    /// </remarks>
    public static Moments Of(ReadOnlySpan<double> values)
    {
        Moments all = default;
        for (int start = 0; start < values.Length; start += Block)
        {
            all = all.With(OfBlock(values.Slice(start, Math.Min(Block, values.Length - start))));
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

    /// <param name="count">Values.</param>
    /// <param name="origin">One of them.</param>
    /// <param name="sum">Of their distances from it.</param>
    /// <param name="squares">The sum of the squares of these distances.</param>
    public static Moments Of(long count, double origin, double sum, double squares)
    {
        double distance = sum / count;
        return count == 0 ? default : new(count, origin, distance, Math.Max(0, squares - (sum * distance)));
    }

    // In the order of MomentsSummary, which sums columns side by side.
    private static Moments OfBlock(ReadOnlySpan<double> values)
    {
        int first = 0;
        while (first < values.Length && double.IsNaN(values[first]))
        {
            first++;
        }

        if (first == values.Length)
        {
            return default;
        }

        double origin = values[first], sum = 0, squares = 0;
        long count = 0;
        for (int start = 0; start < values.Length; start += GroupRows)
        {
            ReadOnlySpan<double> group = values.Slice(start, Math.Min(GroupRows, values.Length - start));
            Vector128<double> middle = Vector128.Create(origin), sums = default, ofSquares = default;
            Vector128<long> present = default;
            int i = 0;
            for (; i <= group.Length - 2; i += 2)
            {
                Vector128<double> x = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(group), (nuint)i);
                Vector128<double> isPresent = Vector128.Equals(x, x);
                Vector128<double> distance = Vector128.ConditionalSelect(isPresent, x, middle) - middle;
                present -= isPresent.AsInt64();
                sums += distance;
                ofSquares += distance * distance;
            }

            if (i < group.Length)
            {
                double distance = double.IsNaN(group[i]) ? 0 : group[i] - origin;
                count += double.IsNaN(group[i]) ? 0 : 1;
                sums = sums.WithElement(0, sums[0] + distance);
                ofSquares = ofSquares.WithElement(0, ofSquares[0] + (distance * distance));
            }

            count += Vector128.Sum(present);
            sum += sums[0] + sums[1];
            squares += ofSquares[0] + ofSquares[1];
        }

        return Of(count, origin, sum, squares);
    }
}
