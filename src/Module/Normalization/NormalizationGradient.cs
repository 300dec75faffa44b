namespace NormTools;

/// <summary>The gradients of a normalisation's input and parameters, given a gradient of its output.</summary>
public sealed class NormalizationGradient
{
    /// <summary>The gradient of the input, in its shape.</summary>
    public Tensor Input { get; internal set; } = null!;

    /// <summary>The gradient of the weight; null where the call had none.</summary>
    public Tensor? Weight { get; internal set; }

    /// <summary>The gradient of the bias; null where the call had none.</summary>
    public Tensor? Bias { get; internal set; }
}
