using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>
/// Layer normalisation of the rows of [rows, width]: y = weight * (x - mean) / sqrt(var + eps) + bias.
/// </summary>
/// <remarks>
/// Ba, Kiros and Hinton 2016, eq. 4, with the biased variance. An empty span means "absent". NaN and infinities stay in
/// their row. Results do not depend on the number of threads.
/// </remarks>
internal static unsafe class LayerNorm
{
    /// <param name="weight">One factor per column, [width], or empty.</param>
    /// <param name="y">
    /// As long as x, and may be the same memory; or empty if only the statistics are wanted.
    /// </param>
    /// <param name="mean">Written when given, [rows]; so is inverseStd.</param>
    public static void Forward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> y, int rows, int width, double eps,
        Span<T> mean, Span<T> inverseStd, bool relu, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* px = x, pw = weight, pb = bias, py = y, pm = mean, pi = inverseStd)
        {
            if (x.IsEmpty)
            {
                return;
            }

            SampleNorm<T>.Run(
                new()
                {
                    X = px,
                    Weight = pw,
                    Bias = pb,
                    Y = py,
                    Mean = pm,
                    InverseStd = pi,
                    Samples = rows,
                    Groups = 1,
                    Width = width,
                    Eps = eps,
                    Centred = true,
                    Relu = relu,
                    Stream = CacheBlocks.Streams(x),
                },
                threads);
        }
    }

    /// <summary>The gradients; any of the three may be absent.</summary>
    /// <param name="y">
    /// The result of the forward pass when an activation was fused (the gradient passes where y is positive), or empty.
    /// </param>
    /// <param name="mean">As the forward pass wrote it, [rows]; so is inverseStd.</param>
    /// <param name="gradInput">May be the memory of gradOutput.</param>
    public static void Backward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> gradOutput, ReadOnlySpan<T> y, ReadOnlySpan<T> weight,
        ReadOnlySpan<T> mean, ReadOnlySpan<T> inverseStd,
        Span<T> gradInput, Span<T> gradWeight, Span<T> gradBias, int rows, int width, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.IsEmpty)
        {
            gradWeight.Clear();
            gradBias.Clear();
            return;
        }

        fixed (T* px = x, pg = gradOutput, py = y, pw = weight, pm = mean, pi = inverseStd)
        fixed (T* pgx = gradInput, pgw = gradWeight, pgb = gradBias)
        {
            SampleNorm<T>.Run(
                new()
                {
                    X = px,
                    GradOutput = pg,
                    Y = py,
                    Weight = pw,
                    Mean = pm,
                    InverseStd = pi,
                    GradInput = pgx,
                    GradWeight = pgw,
                    GradBias = pgb,
                    Samples = rows,
                    Groups = 1,
                    Width = width,
                    Centred = true,
                    Stream = CacheBlocks.Streams(x),
                },
                threads);
        }
    }
}
