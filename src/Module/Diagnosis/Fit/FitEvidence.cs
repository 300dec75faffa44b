namespace NormTools;

/// <summary>A figure that a verdict of Test-ModelFit rests on.</summary>
public sealed class FitEvidence
{
    internal FitEvidence(string name, double value, double low, double high, long count, string unit)
    {
        Name = name;
        Value = value;
        Low = low;
        High = high;
        Count = count;
        Unit = unit;
    }

    /// <summary>What was measured.</summary>
    public string Name { get; }

    /// <summary>The figure.</summary>
    public double Value { get; }

    /// <summary>Where its interval of 95 % begins; NaN where it has none.</summary>
    public double Low { get; }

    /// <summary>Where it ends.</summary>
    public double High { get; }

    /// <summary>The rows that it rests on; of layers their units.</summary>
    public long Count { get; }

    /// <summary>Accuracy, R2 (the share of the target's variance that is explained), Share, Loss or Number.</summary>
    public string Unit { get; }

    /// <summary>The figure as it is written.</summary>
    public string Text => Written(Value);

    /// <summary>The interval as it is written; empty where there is none.</summary>
    public string Interval => double.IsNaN(Low) || double.IsNaN(High) ? string.Empty : $"{Written(Low)} to {Written(High)}";

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Text}" + (Interval.Length == 0 ? string.Empty : $" ({Interval})");

    private string Written(double value) => Unit is "Accuracy" or "Share"
        ? FormattableString.Invariant($"{Math.Round(value, 3) + 0.0:0.0 %}")
        : FormattableString.Invariant($"{Math.Round(value, 3) + 0.0:0.###}"); // + 0: nothing is not -0
}
