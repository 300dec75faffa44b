namespace NormTools;

/// <summary>Which of a layer's fans scales the variance of its weight.</summary>
public enum FanMode
{
    /// <summary>Fan in: the signal keeps its variance in the forward pass.</summary>
    FanIn = 0,

    /// <summary>Fan out: the gradient keeps its variance in the backward pass.</summary>
    FanOut = 1,

    /// <summary>The mean of both fans.</summary>
    FanAverage = 2,
}

/// <summary>The distribution whose variance -Init VarianceScaling sets.</summary>
public enum ScalingDistribution
{
    /// <summary>Uniform; the bound is sqrt(3) times the standard deviation.</summary>
    Uniform = 0,

    /// <summary>Normal, Keras' untruncated_normal.</summary>
    Normal = 1,

    /// <summary>Normal, cut at two standard deviations and widened so that the standard deviation is kept.</summary>
    TruncatedNormal = 2,
}
