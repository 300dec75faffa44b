using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>
/// Root-mean-square normalisation of the rows of [rows, width]: y = weight * x / sqrt(mean(x^2) + eps).
/// </summary>
/// <remarks>
/// Zhang and Sennrich 2019, eq. 4. No mean is subtracted, and no bias is added. NaN spreads over its own row only; an
/// infinity turns its own value into NaN and the rest of its row into zeros, as in torch. An empty span means "absent".
/// Results do not depend on the number of threads.
/// </remarks>
internal static unsafe class RmsNorm
{
    /// <param name="weight">One factor per column, [width], or empty.</param>
    /// <param name="y">
    /// As long as x, and may be the same memory; or empty if only the statistics are wanted.
    /// </param>
    /// <param name="inverseRms">Written when given, [rows].</param>
    public static void Forward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> weight, Span<T> y, int rows, int width, double eps, Span<T> inverseRms,
        bool relu, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* px = x, pw = weight, py = y, pi = inverseRms)
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
                    Y = py,
                    InverseStd = pi,
                    Samples = rows,
                    Groups = 1,
                    Width = width,
                    Eps = eps,
                    Relu = relu,
                    Stream = CacheBlocks.Streams(x),
                },
                threads);
        }
    }

    /// <summary>The gradients; either may be absent.</summary>
    /// <param name="y">
    /// The result of the forward pass when an activation was fused (the gradient passes where y is positive), or empty.
    /// </param>
    /// <param name="gradInput">May be the memory of gradOutput.</param>
    public static void Backward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> gradOutput, ReadOnlySpan<T> y, ReadOnlySpan<T> weight,
        ReadOnlySpan<T> inverseRms,
        Span<T> gradInput, Span<T> gradWeight, int rows, int width, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.IsEmpty)
        {
            gradWeight.Clear();
            return;
        }

        fixed (T* px = x, pg = gradOutput, py = y, pw = weight, pi = inverseRms, pgx = gradInput, pgw = gradWeight)
        {
            SampleNorm<T>.Run(
                new()
                {
                    X = px,
                    GradOutput = pg,
                    Y = py,
                    Weight = pw,
                    InverseStd = pi,
                    GradInput = pgx,
                    GradWeight = pgw,
                    Samples = rows,
                    Groups = 1,
                    Width = width,
                    Stream = CacheBlocks.Streams(x),
                },
                threads);
        }
    }
}
