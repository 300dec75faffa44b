namespace NormTools.Contract;

/// <summary>The continuous distributions and Bernoulli, with their parameters in order.</summary>
internal enum Distribution
{
    /// <summary>from, to.</summary>
    Uniform = 0,

    /// <summary>mean, standard deviation.</summary>
    Normal = 1,

    /// <summary>As trunc_normal_: mean, standard deviation, least and greatest value.</summary>
    TruncatedNormal = 2,

    /// <summary>Mean, standard deviation (of the normal before truncation), least and greatest distance from the mean
    /// in standard deviations.</summary>
    TruncatedNormalInSigmas = 3,

    /// <summary>rate.</summary>
    Exponential = 4,

    /// <summary>probability of a one.</summary>
    Bernoulli = 5,
}
