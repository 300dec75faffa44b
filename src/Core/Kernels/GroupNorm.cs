using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>Group normalisation of [n, c, inner]: each group of c / groups channels of each sample by itself.</summary>
/// <remarks>Wu and He 2018. One group is layer normalisation over (c, inner); c groups are instance normalisation.</remarks>
internal static class GroupNorm
{
    /// <param name="weight">One factor a channel, [c], or empty.</param>
    /// <param name="mean">Written when given, [n, groups]; so is inverseStd.</param>
    public static void Forward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> y, int n, int c, int inner, int groups, double eps,
        Span<T> mean, Span<T> inverseStd, bool relu, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int size = c / groups * inner;
        for (int row = 0; row < n * groups && size > 0; row++)
        {
            double sum = 0;
            double squares = 0;
            foreach (T value in x.Slice(row * size, size))
            {
                sum += double.CreateTruncating(value);
            }

            double mu = sum / size;
            foreach (T value in x.Slice(row * size, size))
            {
                squares += (double.CreateTruncating(value) - mu) * (double.CreateTruncating(value) - mu);
            }

            double r = 1 / Math.Sqrt((squares / size) + eps);
            for (int i = row * size; i < (row + 1) * size; i++)
            {
                int channel = i / inner % c;
                double w = weight.IsEmpty ? 1 : double.CreateTruncating(weight[channel]);
                double b = bias.IsEmpty ? 0 : double.CreateTruncating(bias[channel]);
                double value = ((double.CreateTruncating(x[i]) - mu) * r * w) + b;
                y[i] = T.CreateTruncating(relu && value < 0 ? 0 : value);
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
        Span<T> gradInput, Span<T> gradWeight, Span<T> gradBias, int n, int c, int inner, int groups, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int size = c / groups * inner;
        double[] forWeight = new double[c];
        double[] forBias = new double[c];
        for (int row = 0; row < n * groups && size > 0; row++)
        {
            double mu = double.CreateTruncating(mean[row]);
            double r = double.CreateTruncating(inverseStd[row]);
            double sum = 0;
            double product = 0;
            for (int i = row * size; i < (row + 1) * size; i++)
            {
                int channel = i / inner % c;
                double g = y.IsEmpty || y[i] > T.Zero ? double.CreateTruncating(gradOutput[i]) : 0;
                double hat = (double.CreateTruncating(x[i]) - mu) * r;
                double w = weight.IsEmpty ? 1 : double.CreateTruncating(weight[channel]);
                forWeight[channel] += g * hat;
                forBias[channel] += g;
                sum += g * w;
                product += g * w * hat;
            }

            for (int i = row * size; i < (row + 1) * size && !gradInput.IsEmpty; i++)
            {
                int channel = i / inner % c;
                double g = y.IsEmpty || y[i] > T.Zero ? double.CreateTruncating(gradOutput[i]) : 0;
                double hat = (double.CreateTruncating(x[i]) - mu) * r;
                double w = weight.IsEmpty ? 1 : double.CreateTruncating(weight[channel]);
                gradInput[i] = T.CreateTruncating(r * ((g * w) - (sum / size) - (hat * product / size)));
            }
        }

        for (int channel = 0; channel < gradWeight.Length; channel++)
        {
            gradWeight[channel] = T.CreateTruncating(forWeight[channel]);
        }

        for (int channel = 0; channel < gradBias.Length; channel++)
        {
            gradBias[channel] = T.CreateTruncating(forBias[channel]);
        }
    }
}
