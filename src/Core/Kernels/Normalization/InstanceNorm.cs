using System.Numerics;
using NormTools.Core.Memory;

namespace NormTools.Core.Kernels;

/// <summary>Instance normalisation of [n, c, inner]: each channel of each sample by itself.</summary>
/// <remarks>
/// Ulyanov, Vedaldi and Lempitsky 2016, eq. 3: group normalisation with as many groups as channels. For evaluation by
/// running statistics, see <see cref="BatchNorm.ForwardEvaluation"/>.
/// </remarks>
internal static unsafe class InstanceNorm
{
    /// <param name="weight">One factor per channel, [c], or empty.</param>
    /// <param name="y">As long as x; may be the same memory.</param>
    /// <param name="mean">Written when given, [n, c]; so is inverseStd.</param>
    /// <param name="runningMean">
    /// Updated in place when given, [c]: (1 - factor) * running + factor * (the instances' means, averaged over the
    /// batch).
    /// </param>
    /// <param name="runningVar">As runningMean, with the instances' unbiased variances.</param>
    public static void Forward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> y, int n, int c, int inner, double eps,
        Span<T> mean, Span<T> inverseStd, Span<T> runningMean, Span<T> runningVar, double factor, bool relu,
        int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (runningMean.IsEmpty || x.IsEmpty)
        {
            GroupNorm.Forward(x, weight, bias, y, n, c, inner, c, eps, mean, inverseStd, null, true, relu, threads);
            return;
        }

        double* moments = (double*)NativePool.Rent(2L * n * c * sizeof(double)); // [n, c, 2]
        try
        {
            GroupNorm.Forward(x, weight, bias, y, n, c, inner, c, eps, mean, inverseStd, moments, true, relu, threads);
            for (int channel = 0; channel < c; channel++)
            {
                double means = 0;
                double variances = 0;
                for (int sample = 0; sample < n; sample++)
                {
                    double* of = moments + (2 * (((long)sample * c) + channel));
                    means += of[0];
                    variances += of[1] * inner / (inner - 1.0);
                }

                runningMean[channel] = Mix(runningMean[channel], means / n);
                runningVar[channel] = Mix(runningVar[channel], variances / n);
            }
        }
        finally
        {
            NativePool.Return(moments);
        }

        T Mix(T running, double batch) =>
            T.CreateTruncating(((1 - factor) * double.CreateTruncating(running)) + (factor * batch));
    }

    /// <summary>The gradients; any of the three may be absent.</summary>
    /// <inheritdoc cref="GroupNorm.Backward" path="/param"/>
    public static void Backward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> gradOutput, ReadOnlySpan<T> y, ReadOnlySpan<T> weight,
        ReadOnlySpan<T> mean, ReadOnlySpan<T> inverseStd,
        Span<T> gradInput, Span<T> gradWeight, Span<T> gradBias, int n, int c, int inner, int threads)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        GroupNorm.Backward(
            x, gradOutput, y, weight, mean, inverseStd, gradInput, gradWeight, gradBias, n, c, inner, c, threads);
}
