using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>Batch normalisation of [n, c, inner]: each channel over the batch and its positions.</summary>
/// <remarks>
/// Ioffe and Szegedy 2015, algorithm 1. y = weight * (x - mean) / sqrt(var + eps) + bias with the biased variance. An
/// empty span means "absent". NaN and infinities stay in their channel. Results do not depend on the number of threads.
/// </remarks>
internal static unsafe class BatchNorm
{
    // From this many neighbouring values on, a channel's run is worth a loop of its own.
    private const int ShortestRun = 32;

    /// <summary>
    /// Normalises by the batch's statistics, and writes them to mean and inverseStd, [c], if these are given.
    /// </summary>
    /// <param name="y">
    /// As long as x, and may be the same memory; or empty if only the statistics are wanted.
    /// </param>
    /// <param name="runningMean">Updated in place when given: (1 - factor) * running + factor * batch.</param>
    /// <param name="runningVar">
    /// As runningMean, with the unbiased variance (sum of squares divided by the count less one).
    /// </param>
    public static void ForwardTraining<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> y, int n, int c, int inner, double eps,
        Span<T> mean, Span<T> inverseStd, Span<T> runningMean, Span<T> runningVar, double factor, bool relu,
        int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* px = x, pw = weight, pb = bias, py = y)
        fixed (T* pm = mean, pi = inverseStd, prm = runningMean, prv = runningVar)
        {
            Run<T>(
                new()
                {
                    X = px,
                    Weight = pw,
                    Bias = pb,
                    Y = py,
                    N = n,
                    C = c,
                    Inner = inner,
                    Eps = eps,
                    Mean = pm,
                    InverseStd = pi,
                    RunningMean = prm,
                    RunningVar = prv,
                    Factor = factor,
                    Relu = relu,
                    Training = true,
                },
                threads);
        }
    }

    /// <summary>Normalises by the running statistics [c].</summary>
    public static void ForwardEvaluation<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> y, int n, int c, int inner, double eps,
        ReadOnlySpan<T> runningMean, ReadOnlySpan<T> runningVar, bool relu, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* px = x, pw = weight, pb = bias, py = y, prm = runningMean, prv = runningVar)
        {
            Run<T>(
                new()
                {
                    X = px,
                    Weight = pw,
                    Bias = pb,
                    Y = py,
                    N = n,
                    C = c,
                    Inner = inner,
                    Eps = eps,
                    RunningMean = prm,
                    RunningVar = prv,
                    Relu = relu,
                },
                threads);
        }
    }

    /// <summary>The gradients of <see cref="ForwardTraining"/>; any of the three may be absent.</summary>
    /// <param name="y">
    /// The result of the forward pass when an activation was fused (the gradient passes where y is positive), or empty.
    /// </param>
    /// <param name="gradInput">May be the memory of gradOutput.</param>
    public static void BackwardTraining<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> gradOutput, ReadOnlySpan<T> y, ReadOnlySpan<T> weight,
        ReadOnlySpan<T> mean, ReadOnlySpan<T> inverseStd,
        Span<T> gradInput, Span<T> gradWeight, Span<T> gradBias, int n, int c, int inner, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
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
                    Training = true,
                    GradInput = pgx,
                    GradWeight = pgw,
                    GradBias = pgb,
                    N = n,
                    C = c,
                    Inner = inner,
                },
                threads);
        }
    }

    /// <summary>The gradients of <see cref="ForwardEvaluation"/>; any of the three may be absent.</summary>
    public static void BackwardEvaluation<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> gradOutput, ReadOnlySpan<T> y, ReadOnlySpan<T> weight,
        ReadOnlySpan<T> runningMean, ReadOnlySpan<T> runningVar, double eps,
        Span<T> gradInput, Span<T> gradWeight, Span<T> gradBias, int n, int c, int inner, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* px = x, pg = gradOutput, py = y, pw = weight, prm = runningMean, prv = runningVar)
        fixed (T* pgx = gradInput, pgw = gradWeight, pgb = gradBias)
        {
            Run<T>(
                new()
                {
                    X = px,
                    GradOutput = pg,
                    Y = py,
                    Weight = pw,
                    RunningMean = prm,
                    RunningVar = prv,
                    Eps = eps,
                    GradInput = pgx,
                    GradWeight = pgw,
                    GradBias = pgb,
                    N = n,
                    C = c,
                    Inner = inner,
                },
                threads);
        }
    }

    private static void Run<T>(BatchNormArguments<T> arguments, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (arguments.Length == 0)
        {
            // As in torch: an empty batch changes nothing, and its parameter gradients are zeros.
            new Span<T>(arguments.GradWeight, arguments.GradWeight is null ? 0 : arguments.C).Clear();
            new Span<T>(arguments.GradBias, arguments.GradBias is null ? 0 : arguments.C).Clear();
            return;
        }

        arguments.Stream = CacheBlocks.Streams(new ReadOnlySpan<T>(arguments.X, (int)arguments.Length));
        if (arguments.Inner >= ShortestRun)
        {
            BatchNormRuns<T>.Run(arguments, threads);
        }
        else
        {
            BatchNormColumns<T>.Run(arguments, threads);
        }
    }
}
