using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>Spectral normalisation: a matrix over its largest singular value, found by power iteration.</summary>
/// <remarks>
/// Miyato et al. 2018, algorithm 1, in the order of torch.nn.utils.parametrizations: u = Wv / |Wv|, then v = Wᵀu / |Wᵀu|. The tensor
/// is seen as [outer, size, inner] around the dimension that gives the rows; u is [size], v is [outer * inner].
/// </remarks>
internal static class SpectralNorm
{
    /// <summary>Improves u and v in place.</summary>
    public static void PowerIteration<T>(
        ReadOnlySpan<T> w, Span<T> u, Span<T> v, int outer, int size, int inner, int iterations, double eps, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] left = new double[u.Length];
        double[] right = new double[v.Length];
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            Array.Clear(left);
            Array.Clear(right);
            for (int i = 0; i < w.Length; i++)
            {
                left[i / inner % size] += double.CreateTruncating(w[i]) * double.CreateTruncating(v[Column(i, size, inner)]);
            }

            Normalize(left, u, eps);
            for (int i = 0; i < w.Length; i++)
            {
                right[Column(i, size, inner)] += double.CreateTruncating(w[i]) * double.CreateTruncating(u[i / inner % size]);
            }

            Normalize(right, v, eps);
        }
    }

    /// <summary>Writes w / sigma, and returns sigma = uᵀWv.</summary>
    public static double Forward<T>(
        ReadOnlySpan<T> w, ReadOnlySpan<T> u, ReadOnlySpan<T> v, Span<T> normalized, int outer, int size, int inner, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double sigma = 0;
        for (int i = 0; i < w.Length; i++)
        {
            sigma += double.CreateTruncating(w[i]) * double.CreateTruncating(u[i / inner % size])
                * double.CreateTruncating(v[Column(i, size, inner)]);
        }

        for (int i = 0; i < w.Length; i++)
        {
            normalized[i] = T.CreateTruncating(double.CreateTruncating(w[i]) / sigma);
        }

        return sigma;
    }

    /// <summary>The gradient of w; u and v are constants, as in torch.</summary>
    public static void Backward<T>(
        ReadOnlySpan<T> w, ReadOnlySpan<T> u, ReadOnlySpan<T> v, double sigma, ReadOnlySpan<T> gradOutput, Span<T> gradW,
        int outer, int size, int inner, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double product = 0;
        for (int i = 0; i < w.Length; i++)
        {
            product += double.CreateTruncating(gradOutput[i]) * double.CreateTruncating(w[i]);
        }

        for (int i = 0; i < w.Length; i++)
        {
            gradW[i] = T.CreateTruncating(
                (double.CreateTruncating(gradOutput[i])
                    - (product / sigma * double.CreateTruncating(u[i / inner % size]) * double.CreateTruncating(v[Column(i, size, inner)])))
                / sigma);
        }
    }

    private static int Column(int i, int size, int inner) => (i / (inner * size) * inner) + (i % inner);

    private static void Normalize<T>(double[] values, Span<T> result, double eps)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double length = Math.Max(Math.Sqrt(values.Sum(value => value * value)), eps);
        for (int i = 0; i < values.Length; i++)
        {
            result[i] = T.CreateTruncating(values[i] / length);
        }
    }
}
