using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>Layer normalisation of the rows of [rows, width]: y = weight * (x - mean) / sqrt(variance + eps) + bias.</summary>
/// <remarks>Ba et al. 2016. NaN and infinities stay in their row.</remarks>
internal static class LayerNorm
{
    /// <param name="weight">One factor a column, [width], or empty.</param>
    /// <param name="mean">Written when given, [rows]; so is inverseStd.</param>
    public static void Forward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> y, int rows, int width, double eps,
        Span<T> mean, Span<T> inverseStd, bool relu, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int row = 0; row < rows && width > 0; row++)
        {
            double sum = 0;
            double squares = 0;
            foreach (T value in x.Slice(row * width, width))
            {
                sum += double.CreateTruncating(value);
            }

            double mu = sum / width;
            foreach (T value in x.Slice(row * width, width))
            {
                squares += (double.CreateTruncating(value) - mu) * (double.CreateTruncating(value) - mu);
            }

            double r = 1 / Math.Sqrt((squares / width) + eps);
            for (int i = 0; i < width; i++)
            {
                double w = weight.IsEmpty ? 1 : double.CreateTruncating(weight[i]);
                double b = bias.IsEmpty ? 0 : double.CreateTruncating(bias[i]);
                double value = ((double.CreateTruncating(x[(row * width) + i]) - mu) * r * w) + b;
                y[(row * width) + i] = T.CreateTruncating(relu && value < 0 ? 0 : value);
            }

            if (!mean.IsEmpty)
            {
                mean[row] = T.CreateTruncating(mu);
                inverseStd[row] = T.CreateTruncating(r);
            }
        }
    }

    /// <summary>The gradients; any of the three may be absent.</summary>
    /// <param name="y">The result of the forward pass when an activation was fused, or empty.</param>
    public static void Backward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> gradOutput, ReadOnlySpan<T> y, ReadOnlySpan<T> weight,
        ReadOnlySpan<T> mean, ReadOnlySpan<T> inverseStd,
        Span<T> gradInput, Span<T> gradWeight, Span<T> gradBias, int rows, int width, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] forWeight = new double[width];
        double[] forBias = new double[width];
        for (int row = 0; row < rows; row++)
        {
            double mu = double.CreateTruncating(mean[row]);
            double r = double.CreateTruncating(inverseStd[row]);
            double sum = 0;
            double product = 0;
            for (int i = 0; i < width; i++)
            {
                int at = (row * width) + i;
                double g = y.IsEmpty || y[at] > T.Zero ? double.CreateTruncating(gradOutput[at]) : 0;
                double hat = (double.CreateTruncating(x[at]) - mu) * r;
                double w = weight.IsEmpty ? 1 : double.CreateTruncating(weight[i]);
                forWeight[i] += g * hat;
                forBias[i] += g;
                sum += g * w;
                product += g * w * hat;
            }

            for (int i = 0; i < width && !gradInput.IsEmpty; i++)
            {
                int at = (row * width) + i;
                double g = y.IsEmpty || y[at] > T.Zero ? double.CreateTruncating(gradOutput[at]) : 0;
                double hat = (double.CreateTruncating(x[at]) - mu) * r;
                double w = weight.IsEmpty ? 1 : double.CreateTruncating(weight[i]);
                gradInput[at] = T.CreateTruncating(r * ((g * w) - (sum / width) - (hat * product / width)));
            }
        }

        for (int i = 0; i < gradWeight.Length; i++)
        {
            gradWeight[i] = T.CreateTruncating(forWeight[i]);
        }

        for (int i = 0; i < gradBias.Length; i++)
        {
            gradBias[i] = T.CreateTruncating(forBias[i]);
        }
    }
}
