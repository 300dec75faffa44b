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
    /// <summary>Of the rows, every fourth goes into the same sum.</summary>
    public const int PeriodRows = 4;

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

    /// <summary>The sums of the first, second, third and fourth rows of all periods together.</summary>
    public static double Sum(double first, double second, double third, double fourth) => (first + second) + (third + fourth);

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

        double origin = values[first];
        Vector256<double> middle = Vector256.Create(origin), sums = default, squares = default, present = default;
        for (int i = 0; i < values.Length; i += PeriodRows)
        {
            Vector256<double> x = i + PeriodRows <= values.Length
                ? Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)i)
                : Rest(values[i..]);
            Vector256<double> isPresent = Vector256.Equals(x, x);
            Vector256<double> distance = (x - middle) & isPresent;
            present += isPresent & Vector256<double>.One;
            sums += distance;
            squares += distance * distance;
        }

        return Of((long)Vector256.Sum(present), origin, Sum(sums), Sum(squares));

        static double Sum(Vector256<double> rows) => Moments.Sum(rows[0], rows[1], rows[2], rows[3]);
    }

    // What is not there is missing.
    private static Vector256<double> Rest(ReadOnlySpan<double> values)
    {
        Vector256<double> rest = Vector256.Create(double.NaN);
        for (int i = 0; i < values.Length; i++)
        {
            rest = rest.WithElement(i, values[i]);
        }

        return rest;
    }
}
