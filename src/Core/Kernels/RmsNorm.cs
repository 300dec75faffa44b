using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>Root-mean-square normalisation of the rows of [rows, width]: y = weight * x / sqrt(mean(x^2) + eps).</summary>
/// <remarks>Zhang and Sennrich 2019, eq. 4. No mean is subtracted, no bias added. NaN spreads over its own row only.</remarks>
internal static class RmsNorm
{
    /// <param name="inverseRms">Written when given, [rows].</param>
    public static void Forward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> weight, Span<T> y, int rows, int width, double eps, Span<T> inverseRms, bool relu, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int row = 0; row < rows && width > 0; row++)
        {
            double squares = 0;
            foreach (T value in x.Slice(row * width, width))
            {
                squares += double.CreateTruncating(value) * double.CreateTruncating(value);
            }

            double r = 1 / Math.Sqrt((squares / width) + eps);
            for (int i = 0; i < width; i++)
            {
                double w = weight.IsEmpty ? 1 : double.CreateTruncating(weight[i]);
                double value = double.CreateTruncating(x[(row * width) + i]) * r * w;
                y[(row * width) + i] = T.CreateTruncating(relu && value < 0 ? 0 : value);
            }

            if (!inverseRms.IsEmpty)
            {
                inverseRms[row] = T.CreateTruncating(r);
            }
        }
    }

    /// <summary>The gradients; either may be absent.</summary>
    /// <param name="y">The result of the forward pass when an activation was fused, or empty.</param>
    public static void Backward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> gradOutput, ReadOnlySpan<T> y, ReadOnlySpan<T> weight, ReadOnlySpan<T> inverseRms,
        Span<T> gradInput, Span<T> gradWeight, int rows, int width, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] forWeight = new double[width];
        for (int row = 0; row < rows; row++)
        {
            double r = double.CreateTruncating(inverseRms[row]);
            double product = 0;
            for (int i = 0; i < width; i++)
            {
                int at = (row * width) + i;
                double g = y.IsEmpty || y[at] > T.Zero ? double.CreateTruncating(gradOutput[at]) : 0;
                double hat = double.CreateTruncating(x[at]) * r;
                double w = weight.IsEmpty ? 1 : double.CreateTruncating(weight[i]);
                forWeight[i] += g * hat;
                product += g * w * hat;
            }

            for (int i = 0; i < width && !gradInput.IsEmpty; i++)
            {
                int at = (row * width) + i;
                double g = y.IsEmpty || y[at] > T.Zero ? double.CreateTruncating(gradOutput[at]) : 0;
                double hat = double.CreateTruncating(x[at]) * r;
                double w = weight.IsEmpty ? 1 : double.CreateTruncating(weight[i]);
                gradInput[at] = T.CreateTruncating(r * ((g * w) - (hat * product / width)));
            }
        }

        for (int i = 0; i < gradWeight.Length; i++)
        {
            gradWeight[i] = T.CreateTruncating(forWeight[i]);
        }
    }
}
