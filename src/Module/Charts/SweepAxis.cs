using System.Globalization;

namespace NormTools.Charts;

/// <summary>The values of a parameter of a sweep on an axis: numbers where they lie, other values at equal distances.</summary>
internal sealed class SweepAxis
{
    private const double Wide = 8; // from this ratio of the ends on it may be logarithmic
    private const int FewValues = 8;

    private readonly object?[] values;
    private readonly double[]? numbers;
    private readonly string[] names;
    private readonly ChartAxis axis;

    public SweepAxis(SweepTable table, string name)
    {
        values = table.ValuesOf(name);
        numbers = table.NumbersOf(name);
        double[] sorted = numbers?.Distinct().OrderBy(number => number).ToArray() ?? Array.Empty<double>();
        bool isFew = sorted.Length is > 0 and <= FewValues;
        names = numbers is null ? values.Select(ParameterChoice.Written).Distinct().ToArray() : isFew ? Array.ConvertAll(sorted, Written) : Array.Empty<string>();
        IsLogarithmic = !isFew && sorted.Length > 0 && IsEvenInLogs(sorted);
        axis = names.Length > 0 ? ChartAxis.Named(names) : ChartAxis.Over(sorted, IsLogarithmic, whole: sorted.All(number => number == Math.Floor(number)));
        Edges = names.Length > 0 ? null : Cut(sorted);
    }

    /// <summary>Whether equal ratios are equally long.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>Where a range is cut into parts of equal length; null for single values.</summary>
    public double[]? Edges { get; }

    /// <summary>Its labels: of each value, or of each part between two edges.</summary>
    public string[] Labels => Edges is null ? names
        : Edges.Take(Edges.Length - 1).Zip(Edges.Skip(1), (low, high) => FormattableString.Invariant($"{low:G2} to {high:G2}")).ToArray();

    /// <summary>The marks beside a row of cells, counted in cells: each value at the middle of its own, or the ends of the parts.</summary>
    public (double Place, string Label)[] Marks => Edges is null ? names.Select((name, i) => (i + 0.5, name)).ToArray()
        : Edges.Select((edge, i) => ((double)i, edge.ToString("G2", CultureInfo.InvariantCulture))).ToArray();

    /// <summary>Where its ticks stand, from 0 to 1, with their labels.</summary>
    public IEnumerable<(double Place, string Label)> Ticks => axis.Ticks.Select(tick => (axis.Position(tick), axis.Label(tick)));

    /// <summary>Where a trial stands on it, from 0 to 1.</summary>
    public double PlaceOf(int trial) => axis.Position(names.Length > 0 ? NumberOf(trial) + 1 : numbers![trial]);

    /// <summary>The number of the value, or of the part, that a trial has.</summary>
    public int NumberOf(int trial)
    {
        if (Edges is null)
        {
            return Array.IndexOf(names, numbers is null ? ParameterChoice.Written(values[trial]) : Written(numbers[trial]));
        }

        int part = 0;
        while (part < Edges.Length - 2 && numbers![trial] >= Edges[part + 1])
        {
            part++;
        }

        return part;
    }

    private double[] Cut(double[] sorted)
    {
        const int Parts = 5;
        (double low, double high) = (sorted[0], sorted[sorted.Length - 1]);
        return Enumerable.Range(0, Parts + 1).Select(i => i / (double)Parts)
            .Select(share => IsLogarithmic ? low * Math.Pow(high / low, share) : low + (share * (high - low))).ToArray();
    }

    // The middle one of values that were drawn evenly on a scale is about the middle of the scale.
    private static bool IsEvenInLogs(double[] sorted)
    {
        (double low, double high, double middle) = (sorted[0], sorted[sorted.Length - 1], sorted[sorted.Length / 2]);
        return low > 0 && high >= Wide * low
            && Math.Abs((Math.Log(middle / low) / Math.Log(high / low)) - 0.5) < Math.Abs(((middle - low) / (high - low)) - 0.5);
    }

    private static string Written(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
