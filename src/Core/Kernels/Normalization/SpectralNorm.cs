using System.Numerics;
using System.Numerics.Tensors;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>Spectral normalisation: a matrix divided by its largest singular value, found by power iteration.</summary>
/// <remarks>
/// Miyato et al. 2018, algorithm 1, in the order of torch.nn.utils.parametrizations: u = Wv / |Wv|, then v = Wᵀu /
/// |Wᵀu|. The tensor is viewed as [outer, size, inner] around the dimension that gives the matrix its rows; u is
/// [size], v is [outer * inner].
/// </remarks>
internal static unsafe class SpectralNorm
{
    /// <summary>
    /// The iterations that torch makes when the layer is constructed; in training, every forward pass makes one more.
    /// </summary>
    public const int InitialIterations = 15;

    /// <summary>Improves u and v in place.</summary>
    /// <param name="eps">
    /// The least divisor: a vector shorter than this is divided by it instead of by its length.
    /// </param>
    public static void PowerIteration<T>(
        ReadOnlySpan<T> w, Span<T> u, Span<T> v, int outer, int size, int inner, int iterations, double eps)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int done = 0;
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            Cancellation.ThrowIfRequested();
            for (int row = 0; row < size; row++)
            {
                u[row] = T.CreateTruncating(Product(w, v, row, outer, size, inner));
            }

            Normalize(u, eps);
            v.Clear();
            for (int i = 0; i < outer * size; i++)
            {
                Span<T> part = v.Slice(i / size * inner, inner);
                TensorPrimitives.MultiplyAdd(w.Slice(i * inner, inner), u[i % size], part, part);
                Slices.Count(ref done, inner);
            }

            Normalize(v, eps);
        }
    }

    /// <summary>Writes w / sigma, and returns sigma = uᵀWv.</summary>
    /// <param name="normalized">As long as w; may be the same memory.</param>
    public static double Forward<T>(
        ReadOnlySpan<T> w, ReadOnlySpan<T> u, ReadOnlySpan<T> v, Span<T> normalized, int outer, int size, int inner)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double sigma = 0;
        for (int row = 0; row < size; row++)
        {
            sigma += double.CreateTruncating(u[row]) * Product(w, v, row, outer, size, inner);
        }

        TensorPrimitives.Divide(w, T.CreateTruncating(sigma), normalized);
        return sigma;
    }

    /// <summary>The gradient of w; u and v are constants, as in torch.</summary>
    /// <remarks>
    /// sigma = uᵀWv has the derivative uvᵀ, so the gradient of W / sigma is dW = (g - (sum g W) / sigma uvᵀ) / sigma.
    /// </remarks>
    /// <param name="gradW">As long as w; may be the memory of gradOutput.</param>
    public static void Backward<T>(
        ReadOnlySpan<T> w, ReadOnlySpan<T> u, ReadOnlySpan<T> v, double sigma, ReadOnlySpan<T> gradOutput,
        Span<T> gradW,
        int outer, int size, int inner)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double product = 0;
        fixed (T* pw = w, pg = gradOutput)
        {
            product = NormRunLoops.Sums(pw, pg, null, 1, w.Length, w.Length, T.Zero).Products;
        }

        T scale = T.CreateTruncating(1 / sigma);
        TensorPrimitives.Multiply(gradOutput, scale, gradW);
        for (int i = 0; i < outer * size; i++)
        {
            T factor = T.CreateTruncating(-product / (sigma * sigma) * double.CreateTruncating(u[i % size]));
            Span<T> part = gradW.Slice(i * inner, inner);
            TensorPrimitives.MultiplyAdd(v.Slice(i / size * inner, inner), factor, part, part);
        }
    }

    private static double Product<T>(ReadOnlySpan<T> w, ReadOnlySpan<T> v, int row, int outer, int size, int inner)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double sum = 0;
        int done = 0;
        for (int i = 0; i < outer; i++)
        {
            Slices.Count(ref done, inner);
            sum += double.CreateTruncating(
                TensorPrimitives.Dot(w.Slice(((i * size) + row) * inner, inner), v.Slice(i * inner, inner)));
        }

        return sum;
    }

    private static void Normalize<T>(Span<T> values, double eps)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double length = Math.Max(double.CreateTruncating(TensorPrimitives.Norm<T>(values)), eps);
        TensorPrimitives.Divide(values, T.CreateTruncating(length), values);
    }
}
