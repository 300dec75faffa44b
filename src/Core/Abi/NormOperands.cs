using NormTools.Core.Memory;

namespace NormTools.Core.Abi;

/// <summary>
/// What a normalisation has beside its input: each may be absent (null), and comes with its number of values.
/// </summary>
internal unsafe struct NormOperands
{
    public void* Weight;
    public long WeightCount;
    public void* Bias;
    public long BiasCount;
    public void* RunningMean;
    public long RunningMeanCount;
    public void* RunningVar;
    public long RunningVarCount;

    /// <summary>
    /// Statistics that the forward pass writes and the backward pass reads; their lengths follow from the shape.
    /// </summary>
    public void* Mean;
    public void* InverseStd;

    /// <summary>Only of a backward pass, which they make of a call.</summary>
    public void* GradOutput;
    public long GradOutputCount;
    public void* GradInput;
    public void* GradWeight;
    public void* GradBias;
}

/// <summary>Statistics for a backward pass: the caller's, or room for them until the end of the call.</summary>
internal readonly unsafe ref struct NormStatistics<T>(void* mean, void* inverseStd, int count)
    where T : unmanaged
{
    private readonly T* own = mean is null || inverseStd is null
        ? (T*)NativePool.Rent(2L * count * sizeof(T))
        : null;

    /// <summary>Whether they have yet to be worked out.</summary>
    public bool AreMissing => own is not null;

    public Span<T> Mean => own is null ? new(mean, count) : new(own, count);

    public Span<T> InverseStd => own is null ? new(inverseStd, count) : new(own + count, count);

    public void Dispose() => NativePool.Return(own);
}
