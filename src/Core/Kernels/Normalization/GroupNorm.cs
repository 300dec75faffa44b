using System.Numerics;
using NormTools.Core.Memory;

namespace NormTools.Core.Kernels;

/// <summary>
/// Group normalisation of [n, c, inner]: each group of c / groups channels, in each sample, by itself.
/// </summary>
/// <remarks>
/// Wu and He 2018, eq. 1 to 7, with the biased variance. One group has the statistics of layer normalisation over (c,
/// inner); c groups are instance normalisation. An empty span means "absent". NaN and infinities stay in their group
/// and sample. Results do not depend on the number of threads.
/// </remarks>
internal static unsafe class GroupNorm
{
    // From this many neighbouring values on, a channel's run is worth a loop of its own.
    private const int ShortestRun = 32;

    /// <param name="weight">One factor per channel, [c], or empty.</param>
    /// <param name="y">
    /// As long as x, and may be the same memory; or empty if only the statistics are wanted.
    /// </param>
    /// <param name="groups">Divides c.</param>
    /// <param name="mean">Written when given, [n, groups]; so is inverseStd.</param>
    public static void Forward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> y, int n, int c, int inner,
        int groups, double eps, Span<T> mean, Span<T> inverseStd, bool relu, int threads)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Forward(x, weight, bias, y, n, c, inner, groups, eps, mean, inverseStd, null, false, relu, threads);

    /// <param name="moments">Written when given: mean and biased variance of each group, [n, groups, 2].</param>
    /// <param name="zeroes">
    /// Whether equal values become zeros (before the bias) even if eps is 0, as in torch's batch norm; in its group
    /// norm they become NaN.
    /// </param>
    public static void Forward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> y, int n, int c, int inner,
        int groups, double eps, Span<T> mean, Span<T> inverseStd, double* moments, bool zeroes, bool relu,
        int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* px = x, pw = weight, pb = bias, py = y, pm = mean, pi = inverseStd)
        {
            Run<T>(
                new()
                {
                    X = px,
                    Weight = pw,
                    Bias = pb,
                    Y = py,
                    Mean = pm,
                    InverseStd = pi,
                    Moments = moments,
                    Samples = n,
                    Groups = groups,
                    Width = c / groups * inner,
                    Eps = eps,
                    Centred = true,
                    Zeroes = zeroes,
                    Relu = relu,
                    Stream = CacheBlocks.Streams(x),
                },
                inner,
                threads);
        }
    }

    /// <summary>The gradients; any of the three may be absent.</summary>
    /// <param name="y">
    /// The result of the forward pass when an activation was fused (the gradient passes where y is positive), or empty.
    /// </param>
    /// <param name="mean">As the forward pass wrote it, [n, groups]; so is inverseStd.</param>
    /// <param name="gradInput">May be the memory of gradOutput.</param>
    public static void Backward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> gradOutput, ReadOnlySpan<T> y, ReadOnlySpan<T> weight,
        ReadOnlySpan<T> mean, ReadOnlySpan<T> inverseStd,
        Span<T> gradInput, Span<T> gradWeight, Span<T> gradBias, int n, int c, int inner, int groups, int threads)
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
            Run<T>(
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
                    Samples = n,
                    Groups = groups,
                    Width = c / groups * inner,
                    Centred = true,
                    Stream = CacheBlocks.Streams(x),
                },
                inner,
                threads);
        }
    }

    private static void Run<T>(SampleNormArguments<T> arguments, int inner, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (arguments.Length == 0)
        {
            return;
        }

        if (inner >= ShortestRun)
        {
            GroupNormRuns<T>.Run(arguments, inner, threads);
        }
        else if (inner == 1)
        {
            SampleNorm<T>.Run(arguments, threads);
        }
        else
        {
            Spread(arguments, inner, threads);
        }
    }

    // Each of a channel's few neighbours gets its own copy of the weight and bias; their gradients are summed per
    // channel afterwards.
    private static void Spread<T>(SampleNormArguments<T> arguments, int inner, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = arguments.Groups * arguments.Width;
        T* spread = (T*)NativePool.Rent(4L * width * sizeof(T));
        try
        {
            SampleNormArguments<T> wide = arguments;
            wide.Weight = Copies(arguments.Weight, spread);
            wide.Bias = Copies(arguments.Bias, spread + width);
            wide.GradWeight = arguments.GradWeight is null ? null : spread + (2 * (nint)width);
            wide.GradBias = arguments.GradBias is null ? null : spread + (3 * (nint)width);
            SampleNorm<T>.Run(wide, threads);
            PutTogether(wide.GradWeight, arguments.GradWeight);
            PutTogether(wide.GradBias, arguments.GradBias);
        }
        finally
        {
            NativePool.Return(spread);
        }

        T* Copies(T* from, T* to)
        {
            for (int i = 0; i < width && from is not null; i++)
            {
                to[i] = from[i / inner];
            }

            return from is null ? null : to;
        }

        void PutTogether(T* from, T* to)
        {
            for (int i = 0; i < width && to is not null; i += inner)
            {
                double sum = 0;
                for (int j = i; j < i + inner; j++)
                {
                    sum += double.CreateTruncating(from[j]);
                }

                to[i / inner] = T.CreateTruncating(sum);
            }
        }
    }
}
