using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>Instance normalisation of [n, c, inner]: each channel of each sample by itself.</summary>
/// <remarks>Ulyanov et al. 2016. Its evaluation by running statistics is <see cref="BatchNorm.ForwardEvaluation"/>.</remarks>
internal static class InstanceNorm
{
    /// <param name="mean">The statistics, [n, c]: required, as inverseStd is, when running statistics are given.</param>
    /// <param name="runningMean">Updated in place when given, with the average over the batch, [c].</param>
    /// <param name="runningVar">As runningMean, with the average of the unbiased variances.</param>
    public static void Forward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> y, int n, int c, int inner, double eps,
        Span<T> mean, Span<T> inverseStd, Span<T> runningMean, Span<T> runningVar, double factor, bool relu, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        GroupNorm.Forward(x, weight, bias, y, n, c, inner, c, eps, mean, inverseStd, relu, threads);
        for (int channel = 0; channel < runningMean.Length && n > 0; channel++)
        {
            double mu = 0;
            double variance = 0;
            for (int sample = 0; sample < n; sample++)
            {
                double r = double.CreateTruncating(inverseStd[(sample * c) + channel]);
                mu += double.CreateTruncating(mean[(sample * c) + channel]);
                variance += ((1 / (r * r)) - eps) * inner / (inner - 1);
            }

            runningMean[channel] = T.CreateTruncating(((1 - factor) * double.CreateTruncating(runningMean[channel])) + (factor * mu / n));
            runningVar[channel] = T.CreateTruncating(((1 - factor) * double.CreateTruncating(runningVar[channel])) + (factor * variance / n));
        }
    }

    /// <summary>The gradients; any of the three may be absent.</summary>
    public static void Backward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> gradOutput, ReadOnlySpan<T> y, ReadOnlySpan<T> weight,
        ReadOnlySpan<T> mean, ReadOnlySpan<T> inverseStd,
        Span<T> gradInput, Span<T> gradWeight, Span<T> gradBias, int n, int c, int inner, int threads)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        GroupNorm.Backward(x, gradOutput, y, weight, mean, inverseStd, gradInput, gradWeight, gradBias, n, c, inner, c, threads);
}
