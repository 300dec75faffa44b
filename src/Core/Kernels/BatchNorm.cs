using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>Batch normalisation of [n, c, inner]: each channel over the batch and its positions.</summary>
/// <remarks>Ioffe and Szegedy 2015. Empty spans mean "absent". NaN and infinities stay in their channel.</remarks>
internal static class BatchNorm
{
    /// <summary>Normalises by the batch's statistics; writes them to mean and inverseStd [c] when these are given.</summary>
    /// <param name="runningMean">Updated in place when given: (1 - factor) * running + factor * batch.</param>
    /// <param name="runningVar">As runningMean, with the unbiased variance (divided by one less than the count).</param>
    public static void ForwardTraining<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> y, int n, int c, int inner, double eps,
        Span<T> mean, Span<T> inverseStd, Span<T> runningMean, Span<T> runningVar, double factor, bool relu, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double count = (double)n * inner;
        for (int channel = 0; channel < c && count > 0; channel++)
        {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < n * inner; i++)
            {
                sum += double.CreateTruncating(x[At(i, channel, c, inner)]);
            }

            double mu = sum / count;
            for (int i = 0; i < n * inner; i++)
            {
                double d = double.CreateTruncating(x[At(i, channel, c, inner)]) - mu;
                squares += d * d;
            }

            double r = 1 / Math.Sqrt((squares / count) + eps);
            Apply(x, weight, bias, y, n, c, inner, channel, mu, r, relu);
            if (!mean.IsEmpty)
            {
                mean[channel] = T.CreateTruncating(mu);
                inverseStd[channel] = T.CreateTruncating(r);
            }

            if (!runningMean.IsEmpty)
            {
                runningMean[channel] = T.CreateTruncating(((1 - factor) * double.CreateTruncating(runningMean[channel])) + (factor * mu));
                runningVar[channel] = T.CreateTruncating(
                    ((1 - factor) * double.CreateTruncating(runningVar[channel])) + (factor * squares / (count - 1)));
            }
        }
    }

    /// <summary>Normalises by the running statistics [c].</summary>
    public static void ForwardEvaluation<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> y, int n, int c, int inner, double eps,
        ReadOnlySpan<T> runningMean, ReadOnlySpan<T> runningVar, bool relu, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int channel = 0; channel < c; channel++)
        {
            double r = 1 / Math.Sqrt(double.CreateTruncating(runningVar[channel]) + eps);
            Apply(x, weight, bias, y, n, c, inner, channel, double.CreateTruncating(runningMean[channel]), r, relu);
        }
    }

    /// <summary>The gradients of <see cref="ForwardTraining"/>; any of the three may be absent.</summary>
    /// <param name="y">The result of the forward pass when an activation was fused (the gradient passes where y is positive), or empty.</param>
    public static void BackwardTraining<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> gradOutput, ReadOnlySpan<T> y, ReadOnlySpan<T> weight,
        ReadOnlySpan<T> mean, ReadOnlySpan<T> inverseStd,
        Span<T> gradInput, Span<T> gradWeight, Span<T> gradBias, int n, int c, int inner, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int channel = 0; channel < c; channel++)
        {
            Backward(
                x, gradOutput, y, weight, double.CreateTruncating(mean[channel]), double.CreateTruncating(inverseStd[channel]), true,
                gradInput, gradWeight, gradBias, n, c, inner, channel);
        }
    }

    /// <summary>The gradients of <see cref="ForwardEvaluation"/>; any of the three may be absent.</summary>
    public static void BackwardEvaluation<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> gradOutput, ReadOnlySpan<T> y, ReadOnlySpan<T> weight,
        ReadOnlySpan<T> runningMean, ReadOnlySpan<T> runningVar, double eps,
        Span<T> gradInput, Span<T> gradWeight, Span<T> gradBias, int n, int c, int inner, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int channel = 0; channel < c; channel++)
        {
            double r = 1 / Math.Sqrt(double.CreateTruncating(runningVar[channel]) + eps);
            Backward(
                x, gradOutput, y, weight, double.CreateTruncating(runningMean[channel]), r, false,
                gradInput, gradWeight, gradBias, n, c, inner, channel);
        }
    }

    private static int At(int i, int channel, int c, int inner) => ((((i / inner) * c) + channel) * inner) + (i % inner);

    private static void Apply<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> y, int n, int c, int inner, int channel,
        double mu, double r, bool relu)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double w = weight.IsEmpty ? 1 : double.CreateTruncating(weight[channel]);
        double b = bias.IsEmpty ? 0 : double.CreateTruncating(bias[channel]);
        for (int i = 0; i < n * inner; i++)
        {
            int at = At(i, channel, c, inner);
            double value = ((double.CreateTruncating(x[at]) - mu) * r * w) + b;
            y[at] = T.CreateTruncating(relu && value < 0 ? 0 : value);
        }
    }

    private static void Backward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> gradOutput, ReadOnlySpan<T> y, ReadOnlySpan<T> weight, double mu, double r, bool training,
        Span<T> gradInput, Span<T> gradWeight, Span<T> gradBias, int n, int c, int inner, int channel)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double sum = 0;
        double product = 0;
        for (int i = 0; i < n * inner; i++)
        {
            int at = At(i, channel, c, inner);
            double g = y.IsEmpty || y[at] > T.Zero ? double.CreateTruncating(gradOutput[at]) : 0;
            sum += g;
            product += g * (double.CreateTruncating(x[at]) - mu) * r;
        }

        double w = weight.IsEmpty ? 1 : double.CreateTruncating(weight[channel]);
        double count = (double)n * inner;
        for (int i = 0; i < n * inner && !gradInput.IsEmpty; i++)
        {
            int at = At(i, channel, c, inner);
            double g = y.IsEmpty || y[at] > T.Zero ? double.CreateTruncating(gradOutput[at]) : 0;
            double hat = (double.CreateTruncating(x[at]) - mu) * r;
            gradInput[at] = T.CreateTruncating(r * w * (training ? g - (sum / count) - (hat * product / count) : g));
        }

        if (!gradWeight.IsEmpty)
        {
            gradWeight[channel] = T.CreateTruncating(product);
        }

        if (!gradBias.IsEmpty)
        {
            gradBias[channel] = T.CreateTruncating(sum);
        }
    }
}
