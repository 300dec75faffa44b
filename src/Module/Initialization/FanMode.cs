namespace NormTools;

/// <summary>Which side of a layer the variance is to be kept on.</summary>
public enum FanMode
{
    /// <summary>Forward: what comes out varies as much as what goes in.</summary>
    FanIn = 0,

    /// <summary>Backward: the gradient keeps its variance.</summary>
    FanOut = 1,

    /// <summary>The mean of both fans.</summary>
    FanAverage = 2,
}

/// <summary>The distribution whose variance -Init VarianceScaling sets.</summary>
public enum ScalingDistribution
{
    /// <summary>Uniform, bound sqrt(3) times the deviation.</summary>
    Uniform = 0,

    /// <summary>Normal, Keras' untruncated_normal.</summary>
    Normal = 1,

    /// <summary>Normal, cut at two deviations and widened so that the deviation is kept.</summary>
    TruncatedNormal = 2,
}
