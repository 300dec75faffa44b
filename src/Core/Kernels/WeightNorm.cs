using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>Weight normalisation: w = g * v / |v|, the norm over everything but one dimension.</summary>
/// <remarks>
/// Salimans and Kingma 2016, eq. 2. The tensor is seen as [outer, size, inner] around its kept dimension; one norm for the
/// whole tensor (no dimension) is size 1.
/// </remarks>
internal static class WeightNorm
{
    /// <param name="g">The magnitudes, [size].</param>
    /// <param name="norm">The norms of v, [size]: written, for the backward.</param>
    public static void Forward<T>(ReadOnlySpan<T> v, ReadOnlySpan<T> g, Span<T> w, Span<T> norm, int outer, int size, int inner, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] squares = new double[size];
        for (int i = 0; i < outer * size * inner; i++)
        {
            squares[i / inner % size] += double.CreateTruncating(v[i]) * double.CreateTruncating(v[i]);
        }

        for (int i = 0; i < outer * size * inner; i++)
        {
            int at = i / inner % size;
            w[i] = T.CreateTruncating(double.CreateTruncating(v[i]) * double.CreateTruncating(g[at]) / Math.Sqrt(squares[at]));
        }

        for (int i = 0; i < size; i++)
        {
            norm[i] = T.CreateTruncating(Math.Sqrt(squares[i]));
        }
    }

    /// <summary>The gradients of v and g from that of w.</summary>
    public static void Backward<T>(
        ReadOnlySpan<T> v, ReadOnlySpan<T> g, ReadOnlySpan<T> norm, ReadOnlySpan<T> gradW, Span<T> gradV, Span<T> gradG,
        int outer, int size, int inner, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] products = new double[size];
        for (int i = 0; i < outer * size * inner; i++)
        {
            products[i / inner % size] += double.CreateTruncating(v[i]) * double.CreateTruncating(gradW[i]);
        }

        for (int i = 0; i < outer * size * inner; i++)
        {
            int at = i / inner % size;
            double length = double.CreateTruncating(norm[at]);
            gradV[i] = T.CreateTruncating(
                double.CreateTruncating(g[at]) / length
                * (double.CreateTruncating(gradW[i]) - (double.CreateTruncating(v[i]) * products[at] / (length * length))));
        }

        for (int i = 0; i < size; i++)
        {
            gradG[i] = T.CreateTruncating(products[i] / double.CreateTruncating(norm[i]));
        }
    }
}
