namespace NormTools.Core.Initialization;

/// <summary>How a weight is filled: the names of torch.nn.init, and those of Keras and JAX where it has none.</summary>
internal enum InitializationMethod
{
    Zeros,
    Ones,
    Constant,
    Eye,

    /// <summary>The gain times the identity in each square block of a recurrent weight.</summary>
    Identity,
    Dirac,
    Uniform,
    Normal,

    /// <summary>As trunc_normal_: the bounds are values.</summary>
    TruncatedNormal,

    /// <summary>The bounds are in standard deviations, no value comes from clamping, and the standard deviation is that
    /// after truncation.</summary>
    ExactTruncatedNormal,
    Sparse,
    XavierUniform,
    XavierNormal,
    KaimingUniform,
    KaimingNormal,
    LecunUniform,
    LecunNormal,
    VarianceScaling,
    Orthogonal,
    DeltaOrthogonal,
}
