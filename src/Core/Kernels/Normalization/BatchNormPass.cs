namespace NormTools.Core.Kernels;

/// <summary>What is known of a channel from some of its values: moments forwards, sums back.</summary>
internal readonly record struct Partial(MomentSums Moments, GradientSums Sums)
{
    public Partial With(in Partial other) => new(Moments.With(other.Moments), Sums + other.Sums);
}

/// <summary>The part of the work that a call of the workers does.</summary>
internal enum BatchNormPass
{
    /// <summary>Sums, and then applies.</summary>
    Whole,

    /// <summary>Sums only, into the partials.</summary>
    Sum,

    /// <summary>Applies what has been worked out from the partials.</summary>
    Apply,

    /// <summary>Applies the running statistics.</summary>
    Evaluate,
}
