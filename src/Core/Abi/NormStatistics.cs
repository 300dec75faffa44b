using NormTools.Core.Memory;

namespace NormTools.Core.Abi;

/// <summary>Statistics for a backward pass: the caller's, or a buffer for them that lasts until the end of the
/// call.</summary>
internal readonly unsafe ref struct NormStatistics<T>(void* mean, void* inverseStd, int count)
    where T : unmanaged
{
    private readonly T* own = mean is null || inverseStd is null
        ? (T*)NativePool.Rent(2L * count * sizeof(T))
        : null;

    /// <summary>Whether they have yet to be computed.</summary>
    public bool AreMissing => own is not null;

    public Span<T> Mean => own is null ? new(mean, count) : new(own, count);

    public Span<T> InverseStd => own is null ? new(inverseStd, count) : new(own + count, count);

    public void Dispose() => NativePool.Return(own);
}
