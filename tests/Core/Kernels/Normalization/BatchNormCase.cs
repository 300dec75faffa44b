using System.Numerics;
using NormTools.Core.Kernels;

namespace NormTools.Core.Tests;

/// <summary>One batch normalisation of random values, forward and backward.</summary>
internal sealed record BatchNormCase(
    int N, int C, int Inner, double Eps, bool HasWeight, bool HasBias, double Shift, int Seed)
{
    public double[] X { get; init; } = Close.Values(N * C * Inner, Seed, Shift);

    public double[]? Weight { get; } = HasWeight ? Close.Values(C, Seed + 1, 1) : null;

    public double[]? Bias { get; } = HasBias ? Close.Values(C, Seed + 2) : null;

    public double[] GradOutput { get; } = Close.Values(N * C * Inner, Seed + 3);

    /// <summary>Runs the kernel, and compares with the definition.</summary>
    public static void Agrees<T>(BatchNormCase @case)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        BatchNormResult<T> result = Run<T>(@case, 0);
        NormDefinition definition = NormDefinition.Batch(@case.C, @case.Inner);
        double[] x = Close.Doubles<T>(Close.As<T>(@case.X));
        double[]? w = @case.Weight is null ? null : Close.Doubles<T>(Close.As<T>(@case.Weight));
        double[]? b = @case.Bias is null ? null : Close.Doubles<T>(Close.As<T>(@case.Bias));
        double[] g = Close.Doubles<T>(Close.As<T>(@case.GradOutput));
        (double[] mean, double[] variance, int[] count) = definition.Moments(x);

        // The definition rounds its mean in double, too: where a channel varies less than its mean by far, that shows.
        double steepest = variance.Max(v => 1 / Math.Sqrt(v + @case.Eps));
        double rounded = Math.BitIncrement(1.0) - 1;
        double conditioned = 2 * rounded * x.Max(Math.Abs) * steepest / Close.Forward<T>();
        Close.To<T>(
            definition.Forward(x, w, b, @case.Eps, mean, variance), result.Y, Close.Forward<T>(), @case,
            Math.Max(conditioned, 1));
        Close.To<T>(
            [.. mean.Select(m => (0.7 * 0.5) + (0.3 * m))], result.RunningMean, Close.Forward<T>(), "running mean", 1);
        Close.To<T>(
            [.. variance.Select((v, i) => (0.7 * 0.5) + (0.3 * v * count[i] / (count[i] - 1)))],
            result.RunningVar, Close.Forward<T>(), "running variance", 1);

        var (input, forWeight, forBias) = definition.Backward(x, g, w, @case.Eps, @case.C);

        // dx is a difference of terms as large as the steepest slope.
        Close.To<T>(input, result.GradInput, Close.Backward<T>(), @case, Math.Max(steepest, 1));

        // Sums of so many terms of either sign, which may all but cancel in a single channel.
        double[] hat = definition.Forward(x, null, null, @case.Eps, mean, variance);
        double typicalWeight = Math.Sqrt(hat.Zip(g, (a, b) => a * a * b * b).Sum() / @case.C);
        double typicalBias = Math.Sqrt(g.Sum(b => b * b) / @case.C);
        Close.To<T>(forWeight, result.GradWeight, Close.Backward<T>(), @case, typicalWeight);
        Close.To<T>(forBias, result.GradBias, Close.Backward<T>(), @case, typicalBias);
    }

    /// <summary>
    /// One call forward and one backward; running statistics begin at 0.5, and 0.3 of the batch's enter.
    /// </summary>
    public static BatchNormResult<T> Run<T>(BatchNormCase @case, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (int n, int c, int inner) = (@case.N, @case.C, @case.Inner);
        T[] x = Close.As<T>(@case.X);
        T[] w = @case.Weight is null ? [] : Close.As<T>(@case.Weight);
        T[] b = @case.Bias is null ? [] : Close.As<T>(@case.Bias);
        var result = new BatchNormResult<T>(x.Length, c);
        T[] mean = new T[c], inverse = new T[c];
        BatchNorm.ForwardTraining<T>(
            x, w, b, result.Y, n, c, inner, @case.Eps, mean, inverse, result.RunningMean, result.RunningVar, 0.3,
            false, threads);
        BatchNorm.BackwardTraining<T>(
            x, Close.As<T>(@case.GradOutput), [], w, mean, inverse,
            result.GradInput, result.GradWeight, result.GradBias, n, c, inner, threads);
        return result;
    }
}

internal sealed class BatchNormResult<T>(int length, int c)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T[] Y { get; } = new T[length];

    public T[] GradInput { get; } = new T[length];

    public T[] GradWeight { get; } = new T[c];

    public T[] GradBias { get; } = new T[c];

    public T[] RunningMean { get; } = [.. Enumerable.Repeat(T.CreateTruncating(0.5), c)];

    public T[] RunningVar { get; } = [.. Enumerable.Repeat(T.CreateTruncating(0.5), c)];
}
