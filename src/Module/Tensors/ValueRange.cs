using System.Globalization;
using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <summary>The smallest and the largest of some values.</summary>
public sealed class ValueRange
{
    private const double Nothing = 5e-6; // rounding errors of a mean of 0 are smaller

    internal ValueRange(double minimum, double maximum)
    {
        Minimum = minimum;
        Maximum = maximum;
    }

    /// <summary>The smallest value; NaN if any is NaN.</summary>
    public double Minimum { get; }

    /// <summary>The largest value; NaN if any is NaN.</summary>
    public double Maximum { get; }

    /// <summary>As in "-0.5..1.25", or one number where both are equal.</summary>
    public override string ToString() => ToString(CultureInfo.InvariantCulture);

    /// <summary>The same with the decimal mark of a culture.</summary>
    public string ToString(IFormatProvider culture)
    {
        string smallest = Format(Minimum, culture), largest = Format(Maximum, culture);
        return smallest == largest ? smallest : smallest + ".." + largest;
    }

    internal static ValueRange Of(RowSummary[] sets, Func<RowSummary, double> value)
    {
        double minimum = double.PositiveInfinity;
        double maximum = double.NegativeInfinity;
        int looked = 0;
        foreach (RowSummary set in sets)
        {
            StopFlag.Poll(ref looked);
            double next = value(set);
            minimum = Math.Min(minimum, next);
            maximum = Math.Max(maximum, next);
        }

        return new ValueRange(minimum, maximum);
    }

    private static string Format(double value, IFormatProvider culture) =>
        Math.Abs(value) < Nothing ? "0" : value.ToString("G3", culture);
}
