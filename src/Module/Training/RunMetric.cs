namespace NormTools;

/// <summary>A metric of a run: its name in the history, and how its values are written.</summary>
internal sealed class RunMetric
{
    public RunMetric(Dictionary<string, object?> json)
    {
        Name = (string)json["name"]!;
        IsPercent = (bool)json["percent"]!;
    }

    public string Name { get; }

    private bool IsPercent { get; }

    /// <summary>A value of the metric as text.</summary>
    public string Write(object? value) => value is not double number ? string.Empty : Write(number, IsPercent);

    /// <summary>The name within a sentence: "accuracy", but "RocAuc" and "R2".</summary>
    public string InSentence() => Name.Skip(1).All(char.IsLower) ? Name.ToLowerInvariant() : Name;

    internal static string Write(double number, bool isPercent) => double.IsNaN(number) ? "NaN"
        : isPercent ? FormattableString.Invariant($"{number:0.0 %}")
        : Text.Loss(number);
}
