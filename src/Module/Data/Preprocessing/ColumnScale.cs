using System.Globalization;

namespace NormTools;

/// <summary>What a scaling step learnt of a column: (x - offset) / factor, and how far from the offset, in factors, the
/// mean of rows as it learnt from can be.</summary>
internal sealed class ColumnScale
{
    private static readonly Dictionary<string, (string Offset, string Factor, double Below, double Above)> Steps =
        new Dictionary<string, (string, string, double, double)>(StringComparer.Ordinal)
        {
            ["Standardize"] = ("mean", "deviation", 1.5, 1.5),
            ["RobustScale"] = ("center", "range", 3, 3),
            ["MinMaxScale"] = ("offset", "range", 0.05, 1.05),
            ["MaxAbsScale"] = ("offset", "largest", 1, 1),
        };

    private readonly double below;
    private readonly double above;

    private ColumnScale(string column, double offset, double factor, double below, double above)
    {
        Column = column;
        Offset = offset;
        Factor = Math.Abs(factor);
        this.below = below;
        this.above = above;
    }

    public string Column { get; }

    public double Offset { get; }

    public double Factor { get; }

    /// <summary>What -Standardize learnt of a column.</summary>
    public static ColumnScale Standardized(string column, double mean, double deviation)
    {
        (string _, string _, double below, double above) = Steps["Standardize"];
        return new ColumnScale(column, mean, deviation, below, above);
    }

    /// <summary>What a step learnt, an entry for each of its columns; null for a step that does not scale.</summary>
    public static IEnumerable<ColumnScale>? Read(string step, Dictionary<string, object?> learnt)
    {
        if (!Steps.TryGetValue(step, out (string Offset, string Factor, double Below, double Above) names))
        {
            return null;
        }

        double[] Numbers(string name) =>
            ((List<object?>)learnt[name]!).Select(number => Convert.ToDouble(number, CultureInfo.InvariantCulture)).ToArray();
        (double[] offsets, double[] factors) = (Numbers(names.Offset), Numbers(names.Factor));
        return ((List<object?>)learnt["columns"]!).Select((column, i) =>
            new ColumnScale((string)column!, offsets[i], factors[i], names.Below, names.Above));
    }

    /// <summary>Whether rows as it learnt from can hardly have this mean.</summary>
    /// <param name="mean">The mean of some rows.</param>
    /// <param name="times">How much further than usual.</param>
    public bool IsOutside(double mean, double times = 1) =>
        mean < Offset - (times * below * Factor) || mean > Offset + (times * above * Factor);
}
