namespace NormTools;

/// <summary>What many models show over one axis; Export-TrainingChart draws it.</summary>
public abstract class TrialCurve
{
    private protected TrialCurve()
    {
    }

    /// <summary>The chart's heading.</summary>
    internal abstract string Title { get; }

    /// <summary>What the horizontal axis is.</summary>
    internal abstract string PlaceLabel { get; }

    /// <summary>What the vertical axis is.</summary>
    internal abstract string ValueLabel { get; }

    /// <summary>Where the points stand on the horizontal axis.</summary>
    internal abstract double[] Places { get; }

    /// <summary>The lines, each with a value a point.</summary>
    internal abstract TrialLine[] Lines { get; }

    /// <summary>A place to mark; null for none.</summary>
    internal virtual (double X, string Label)? Mark => null;
}

/// <summary>A line of a <see cref="TrialCurve"/>.</summary>
internal sealed class TrialLine
{
    public TrialLine(string name, IEnumerable<double> values, IEnumerable<double>? low = null, IEnumerable<double>? high = null)
    {
        Name = name;
        Values = values.ToArray();
        Low = low?.ToArray();
        High = high?.ToArray();
    }

    public string Name { get; }

    public double[] Values { get; }

    public double[]? Low { get; }

    public double[]? High { get; }

    public bool IsDashed { get; set; }
}
