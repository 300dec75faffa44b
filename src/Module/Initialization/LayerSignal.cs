namespace NormTools;

/// <summary>What happened to the signal at a layer.</summary>
public enum SignalVerdict
{
    /// <summary>Outputs and gradients keep their size.</summary>
    Healthy,

    /// <summary>The outputs or the gradients have almost vanished.</summary>
    Vanishing,

    /// <summary>The outputs or the gradients have become far too large, or are no longer finite.</summary>
    Exploding,

    /// <summary>All units compute the same thing: their gradients are equal too, so training cannot tell them
    /// apart.</summary>
    Symmetric,

    /// <summary>Most outputs lie where the activation is flat.</summary>
    Saturated,

    /// <summary>Most units give zero for every sample.</summary>
    Dead,
}

/// <summary>The outputs of one layer for a batch, and the gradients that flow back through it.</summary>
public sealed class LayerSignal
{
    private const double Reached = 1e-3;

    internal LayerSignal(Dictionary<string, object?> json)
    {
        Name = (string)json["name"]!;
        Type = (string)json["type"]!;
        Description = (string)json["description"]!;
        UnitCount = (long)json["units"]!;
        Mean = Number(json, "mean") ?? double.NaN;
        StandardDeviation = Number(json, "std") ?? double.NaN;
        ZeroShare = Number(json, "zeros") ?? 0;
        SaturatedShare = Number(json, "saturated") ?? 0;
        DeadUnitCount = (long)json["dead_units"]!;
        SameUnitCount = (long)json["same_units"]!;
        NonFiniteCount = (long)json["non_finite"]!;
        GradientStandardDeviation = json.ContainsKey("gradient_mean") || json.ContainsKey("gradient_std") ? Number(json, "gradient_std") : null;
        WeightNorm = Number(json, "weight_norm");
        WeightGradientNorm = Number(json, "weight_gradient_norm");
        Steps = json.TryGetValue("steps", out object? steps)
            ? ((List<object?>)steps!).Select((step, i) => new StepSignal(i, (Dictionary<string, object?>)step!)).ToArray()
            : Array.Empty<StepSignal>();
        AttentionEntropy = json.TryGetValue("entropy", out object? heads)
            ? ((List<object?>)heads!).Select(value => Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)).ToArray()
            : Array.Empty<double>();
        Histogram = ValueHistogram.Of(json, "histogram");
        GradientHistogram = ValueHistogram.Of(json, "gradient_histogram");
    }

    /// <summary>The layer's place, as in the state's names.</summary>
    public string Name { get; }

    /// <summary>The layer's name in torch.nn.</summary>
    public string Type { get; }

    /// <summary>Type and arguments.</summary>
    public string Description { get; }

    /// <summary>The number of units: features, or channels.</summary>
    public long UnitCount { get; }

    /// <summary>The mean of the outputs.</summary>
    public double Mean { get; }

    /// <summary>The standard deviation of the outputs.</summary>
    public double StandardDeviation { get; }

    /// <summary>The share of outputs that are zero.</summary>
    public double ZeroShare { get; }

    /// <summary>The share of a tanh's or sigmoid's outputs at its flat ends.</summary>
    public double SaturatedShare { get; }

    /// <summary>The number of units that are zero for every sample.</summary>
    public long DeadUnitCount { get; }

    /// <summary>The number of units that equal the first one for every sample.</summary>
    public long SameUnitCount { get; }

    /// <summary>The number of outputs that are NaN or infinite.</summary>
    public long NonFiniteCount { get; }

    /// <summary>The standard deviation of the gradient with respect to the layer's output; null before the first layer
    /// with parameters.</summary>
    public double? GradientStandardDeviation { get; }

    /// <summary>The norm of the layer's parameters.</summary>
    public double? WeightNorm { get; }

    /// <summary>The norm of the gradient with respect to the layer's parameters.</summary>
    public double? WeightGradientNorm { get; }

    /// <summary>How often the finite outputs fall into forty equally wide bins; null where none is finite.</summary>
    public ValueHistogram? Histogram { get; }

    /// <summary>The same of the gradient with respect to the layer's output; null where there is none.</summary>
    public ValueHistogram? GradientHistogram { get; }

    /// <summary>One record for each step of a layer over sequences; empty for others.</summary>
    public StepSignal[] Steps { get; }

    /// <summary>At how many steps the gradient that comes back is at least a thousandth of the largest; null where there are no
    /// steps, or no gradient.</summary>
    public int? ReachedSteps => Steps.Max(step => step.Gradient) is double most && most > 0
        ? Steps.Count(step => step.Gradient >= most * Reached)
        : (int?)null;

    /// <summary>Of each head of attention how evenly its weights are spread: their entropy, as a share of the largest. 1: every step reads
    /// all alike; 0: each reads a single one. Empty for other layers.</summary>
    public double[] AttentionEntropy { get; }

    /// <summary>What happened to the signal here.</summary>
    public SignalVerdict Verdict { get; internal set; }

    private static double? Number(Dictionary<string, object?> json, string name) =>
        json.TryGetValue(name, out object? value) ? Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture) : (double?)null;
}
