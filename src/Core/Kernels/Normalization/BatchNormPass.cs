namespace NormTools.Core.Kernels;

/// <summary>The sums over some values of a channel: moments forward, gradient sums backward.</summary>
internal readonly record struct Partial(MomentSums Moments, GradientSums Sums)
{
    public Partial With(in Partial other) => new(Moments.With(other.Moments), Sums + other.Sums);
}

/// <summary>What one run of the workers does.</summary>
internal enum BatchNormPass
{
    /// <summary>Sums and then applies, for whole channels.</summary>
    Whole,

    /// <summary>Sums only, into the partials.</summary>
    Sum,

    /// <summary>Applies the constants computed from the partials.</summary>
    Apply,

    /// <summary>Applies the running statistics.</summary>
    Evaluate,
}
