using System.Numerics;
using NormTools.Core.Kernels;
using NormTools.Core.Memory;

namespace NormTools.Core.Abi;

/// <summary>The running statistics of a call, which are restored unless the update is kept.</summary>
/// <remarks>So a call that fails or is cancelled leaves the caller's tensors unchanged.</remarks>
internal unsafe ref struct RunningUpdate<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Span<T> mean;
    private readonly Span<T> variance;
    private T* before; // [2, c]

    public RunningUpdate(Span<T> mean, Span<T> variance)
    {
        this.mean = mean;
        this.variance = variance;
        if (!mean.IsEmpty)
        {
            before = (T*)NativePool.Rent(2L * mean.Length * sizeof(T));
            mean.CopyTo(new(before, mean.Length));
            variance.CopyTo(new(before + mean.Length, mean.Length));
        }
    }

    /// <exception cref="CoreException">InfiniteRunningVariance: the batch's variance exceeds the range of the
    /// type.</exception>
    public void Keep()
    {
        int infinite = NormCheck.IndexOfInfinity<T>(variance);
        if (infinite >= 0)
        {
            throw NormCheck.VarianceOverflow<T>(
                infinite, string.Empty, typeof(T) == typeof(float) ? "or give them as Float64" : "or leave the statistics out");
        }

        NativePool.Return(before);
        before = null;
    }

    public void Dispose()
    {
        if (before is not null)
        {
            new Span<T>(before, mean.Length).CopyTo(mean);
            new Span<T>(before + mean.Length, mean.Length).CopyTo(variance);
            NativePool.Return(before);
            before = null;
        }
    }
}
