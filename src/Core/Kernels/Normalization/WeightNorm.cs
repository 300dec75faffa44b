using System.Numerics;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>Weight normalisation: w = g * v / |v|, with the norm over all dimensions but one.</summary>
/// <remarks>
/// Salimans and Kingma 2016, eq. 2. The tensor is viewed as [outer, size, inner] around the dimension that is kept;
/// with one norm for the whole tensor (no dimension kept), size is 1. A direction v of zeros gives NaN, as in torch:
/// there is no eps. An infinity turns its own value into NaN and the others under its norm into zeros.
/// </remarks>
internal static unsafe class WeightNorm
{
    /// <param name="g">The magnitudes, [size].</param>
    /// <param name="w">As long as v, and may be the same memory; or empty if only the norms are wanted.</param>
    /// <param name="norm">Receives the norms of v, [size], for the backward pass.</param>
    public static void Forward<T>(
        ReadOnlySpan<T> v, ReadOnlySpan<T> g, Span<T> w, Span<T> norm, int outer, int size, int inner, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* pv = v, pg = g, pw = w, pn = norm)
        {
            var work = new Work<T>(pv, pg, pn, null, pw, null, outer, size, inner);
            Workers.Run(ref work, size, CacheBlocks.Threads(v.Length, threads));
        }
    }

    /// <summary>The gradients of v and g from that of w.</summary>
    /// <param name="norm">As the forward pass wrote it, [size].</param>
    /// <param name="gradV">May be the memory of gradW.</param>
    public static void Backward<T>(
        ReadOnlySpan<T> v, ReadOnlySpan<T> g, ReadOnlySpan<T> norm, ReadOnlySpan<T> gradW, Span<T> gradV, Span<T> gradG,
        int outer, int size, int inner, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* pv = v, pg = g, pn = norm, pd = gradW, pgv = gradV, pgg = gradG)
        {
            var work = new Work<T>(pv, pg, pn, pd, pgv, pgg, outer, size, inner);
            Workers.Run(ref work, size, CacheBlocks.Threads(v.Length, threads));
        }
    }

    // A part is one index of the kept dimension.
    private readonly struct Work<T>(
        T* v, T* g, T* norm, T* gradW, T* result, T* gradG, int outer, int size, int inner) : IParallelWork
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int part)
        {
            nint start = (nint)part * inner;
            nint stride = (nint)size * inner;
            if (gradW is null)
            {
                Forward(part, start, stride);
            }
            else
            {
                Backward(part, start, stride);
            }
        }

        private void Forward(int part, nint start, nint stride)
        {
            MomentSums moments = MomentSums.Of(v + start, outer, inner, stride);
            double squares = moments.RawSquares;
            double length = Math.Sqrt(
                double.IsNaN(squares) ? MomentSums.CarefulSquares(v + start, outer, inner, stride) : squares);
            norm[part] = T.CreateTruncating(length);
            T scale = T.CreateTruncating(double.CreateTruncating(g[part]) / length);
            for (int i = 0; i < outer && result is not null; i++, start += stride)
            {
                NormRunLoops.Affine(v + start, result + start, inner, new(T.Zero, scale, T.Zero, T.Zero), false, false);
            }
        }

        // With L = |v| = sqrt(sum v^2), dL/dv = v / L, so w = g v / L gives
        // dg = (sum dw v) / L and dv = g / L (dw - v (sum dw v) / L^2).
        private void Backward(int part, nint start, nint stride)
        {
            double length = double.CreateTruncating(norm[part]);
            double products = NormRunLoops.Sums(v + start, gradW + start, null, outer, inner, stride, T.Zero).Products;
            double scale = double.CreateTruncating(g[part]) / length;
            gradG[part] = T.CreateTruncating(products / length);
            T ofInput = T.CreateTruncating(-scale * products / (length * length));
            for (int i = 0; i < outer; i++, start += stride)
            {
                NormRunLoops.Gradient(
                    v + start, gradW + start, null, result + start, inner,
                    new(T.Zero, T.CreateTruncating(scale), T.Zero, ofInput), false);
            }
        }
    }
}
