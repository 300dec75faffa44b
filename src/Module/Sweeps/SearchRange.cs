using System.Globalization;

namespace NormTools;

/// <summary>A range of numbers that a sweep takes the values of a parameter from.</summary>
public sealed class SearchRange
{
    /// <summary>The largest whole number below which each is a number of double precision.</summary>
    internal const double LargestWhole = 1L << 53;

    private const string Digits = "G6"; // of values between the ends: short to read, and the same wherever they are computed

    internal SearchRange(double low, double high, bool isLog, bool isWhole)
    {
        Low = low;
        High = high;
        IsLog = isLog;
        IsWhole = isWhole;
    }

    /// <summary>The least value.</summary>
    public double Low { get; }

    /// <summary>The largest value.</summary>
    public double High { get; }

    /// <summary>Whether each power of ten has the same share, and not each difference.</summary>
    public bool IsLog { get; }

    /// <summary>Whether the values are whole numbers.</summary>
    public bool IsWhole { get; }

    /// <summary>As in "0.0001 to 0.1, logarithmic".</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Low} to {High}") + (IsLog ? ", logarithmic" : string.Empty) + (IsWhole ? ", whole numbers" : string.Empty);

    // Each whole number has its share of the range, those at the ends too.
    private (double Low, double High) Ends => IsWhole ? (Low - 0.5, High + 0.5) : (Low, High);

    /// <summary>The share of the range at which a value lies: 0 for the least, 1 for the largest.</summary>
    internal double ShareOf(double value)
    {
        (double low, double high) = Ends;
        double share = IsLog ? (Math.Log(value) - Math.Log(low)) / (Math.Log(high) - Math.Log(low)) : (value - low) / (high - low);
        return Math.Min(Math.Max(share, 0), 1);
    }

    /// <summary>The value at a share of the range, 0 for the least and 1 for the largest.</summary>
    internal object At(double share)
    {
        (double low, double high) = Ends;
        double value = IsLog ? Math.Exp(Math.Log(low) + (share * (Math.Log(high) - Math.Log(low)))) : low + (share * (high - low));
        if (IsWhole)
        {
            var whole = (long)Math.Min(Math.Max(Math.Round(value), Low), High);
            return whole is >= int.MinValue and <= int.MaxValue ? (int)whole : (object)whole;
        }

        double rounded = double.Parse(value.ToString(Digits, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return Math.Min(Math.Max(rounded, Low), High);
    }
}
