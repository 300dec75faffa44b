namespace NormTools;

/// <summary>The gradients of a weight normalisation.</summary>
public sealed class WeightNormGradient
{
    /// <summary>The gradient of the direction (v), in its shape.</summary>
    public Tensor Input { get; internal set; } = null!;

    /// <summary>The gradients of the magnitudes (g).</summary>
    public Tensor Magnitude { get; internal set; } = null!;
}
