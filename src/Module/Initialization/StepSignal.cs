using System.Globalization;

namespace NormTools;

/// <summary>What a layer does at one step of the sequences of a batch.</summary>
public sealed class StepSignal
{
    internal StepSignal(int step, Dictionary<string, object?> json)
    {
        Step = step;
        SampleCount = (long)json["samples"]!;
        StandardDeviation = Number(json, "std");
        Gradient = Number(json, "gradient");
    }

    /// <summary>The step, counted from 0.</summary>
    public int Step { get; }

    /// <summary>The samples that are so long.</summary>
    public long SampleCount { get; }

    /// <summary>The standard deviation of the layer's outputs; null where no sample is so long, or one is not finite.</summary>
    public double? StandardDeviation { get; }

    /// <summary>The root mean square of the gradient that the layer hands back to its input; null where there is none.</summary>
    public double? Gradient { get; }

    private static double? Number(Dictionary<string, object?> json, string name) =>
        json.TryGetValue(name, out object? value) ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : (double?)null;
}
