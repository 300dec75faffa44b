using System.Numerics;
using NormTools.Contract;
using NormTools.Core.Kernels;

namespace NormTools.Core.Abi;

/// <summary>The normalisation calls for one element type: checks arguments and turns pointers into spans.</summary>
/// <remarks><see cref="Exports"/> documents the arguments.</remarks>
internal static unsafe partial class Normalization<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string BatchWay = "Give at least 2 samples, or normalise by running statistics.";
    private const string GroupWay = "Use fewer groups, so that each has several values.";

    public static void Batch(
        void* x, ReadOnlySpan<long> shape, void* y, int training, double factor, double eps, in NormOperands o)
    {
        (int n, int c, int inner) = NormCheck.Channels(shape);
        Span<T> input = NormCheck.Required<T>(x, Check.Count(shape), "input");
        Span<T> weight = NormCheck.Parameter<T>(o.Weight, o.WeightCount, c, "weight");
        Span<T> bias = NormCheck.Parameter<T>(o.Bias, o.BiasCount, c, "bias");
        Span<T> runningMean = Running(o.RunningMean, o.RunningMeanCount, o.RunningVar, c, "running_mean");
        Span<T> runningVar = Running(o.RunningVar, o.RunningVarCount, o.RunningMean, c, "running_var");
        NormCheck.Epsilon(eps);
        NormCheck.Variances<T>(runningVar);
        bool evaluates = training == 0 && !runningMean.IsEmpty;
        if (!evaluates)
        {
            NormCheck.SeveralValues((long)n * inner, shape, BatchWay);
        }

        if (o.GradOutput is not null)
        {
            BatchBackward(input, weight, runningMean, runningVar, evaluates, n, c, inner, eps, shape, o);
            return;
        }

        Span<T> result = NormCheck.Required<T>(y, input.Length, "y");
        if (evaluates)
        {
            BatchNorm.ForwardEvaluation<T>(
                input, weight, bias, result, n, c, inner, eps, runningMean, runningVar, relu: false, threads: 0);
        }
        else
        {
            using RunningUpdate<T> update = new(runningMean, runningVar);
            BatchNorm.ForwardTraining(
                input, weight, bias, result, n, c, inner, eps, Check.Optional((T*)o.Mean, c),
                Check.Optional((T*)o.InverseStd, c),
                runningMean, runningVar, factor, relu: false, threads: 0);
            update.Keep();
        }
    }

    public static void Instance(
        void* x, ReadOnlySpan<long> shape, void* y, int training, double factor, double eps, in NormOperands o)
    {
        shape = NormCheck.Batched(shape);
        (int n, int c, int inner) = NormCheck.Channels(shape);
        Span<T> input = NormCheck.Required<T>(x, Check.Count(shape), "input");
        Span<T> weight = NormCheck.Feature<T>(o.Weight, o.WeightCount, c);
        Span<T> bias = NormCheck.Feature<T>(o.Bias, o.BiasCount, c);
        Span<T> runningMean = Running(o.RunningMean, o.RunningMeanCount, o.RunningVar, c, "running_mean");
        Span<T> runningVar = Running(o.RunningVar, o.RunningVarCount, o.RunningMean, c, "running_var");
        NormCheck.Epsilon(eps);
        NormCheck.Variances<T>(runningVar);
        if (training == 0 && !runningMean.IsEmpty)
        {
            Batch(x, shape, y, training, factor, eps, o);
            return;
        }

        NormCheck.SeveralPositions(inner, shape);
        if (c == 0)
        {
            return; // as many groups as there are channels: there are no channels
        }

        if (o.GradOutput is not null)
        {
            GroupBackward(input, weight, n, c, inner, c, eps, zeroes: true, shape, o);
            return;
        }

        int statistics = n * c;
        using RunningUpdate<T> update = new(runningMean, runningVar);
        InstanceNorm.Forward(
            input, weight, bias, NormCheck.Required<T>(y, input.Length, "y"), n, c, inner, eps,
            Check.Optional((T*)o.Mean, statistics), Check.Optional((T*)o.InverseStd, statistics),
            runningMean, runningVar, factor, relu: false, threads: 0);
        update.Keep();
    }

    public static void Group(void* x, ReadOnlySpan<long> shape, void* y, long groups, double eps, in NormOperands o)
    {
        (int n, int c, int inner) = NormCheck.Channels(shape);
        int groupCount = NormCheck.Groups(shape, groups);
        Span<T> input = NormCheck.Required<T>(x, Check.Count(shape), "input");
        Span<T> weight = NormCheck.GroupParameter<T>(o.Weight, o.WeightCount, shape, "weight");
        Span<T> bias = NormCheck.GroupParameter<T>(o.Bias, o.BiasCount, shape, "bias");
        NormCheck.Epsilon(eps);
        NormCheck.SeveralValues((long)c / groupCount * inner, shape, GroupWay);
        if (o.GradOutput is not null)
        {
            GroupBackward(input, weight, n, c, inner, groupCount, eps, zeroes: false, shape, o);
            return;
        }

        int statistics = n * groupCount;
        GroupNorm.Forward(
            input, weight, bias, NormCheck.Required<T>(y, input.Length, "y"), n, c, inner, groupCount, eps,
            Check.Optional((T*)o.Mean, statistics), Check.Optional((T*)o.InverseStd, statistics), relu: false,
            threads: 0);
    }

    private static void BatchBackward(
        Span<T> input, Span<T> weight, Span<T> runningMean, Span<T> runningVar, bool evaluates,
        int n, int c, int inner, double eps, ReadOnlySpan<long> shape, in NormOperands o)
    {
        Span<T> g = NormCheck.Gradient<T>(o.GradOutput, o.GradOutputCount, shape);
        Span<T> gradInput = Check.Optional((T*)o.GradInput, input.Length);
        Span<T> gradWeight = Check.Optional((T*)o.GradWeight, c);
        Span<T> gradBias = Check.Optional((T*)o.GradBias, c);
        if (evaluates)
        {
            BatchNorm.BackwardEvaluation<T>(
                input, g, [], weight, runningMean, runningVar, eps, gradInput, gradWeight, gradBias, n, c, inner,
                threads: 0);
            return;
        }

        using var statistics = new NormStatistics<T>(o.Mean, o.InverseStd, c);
        if (statistics.AreMissing)
        {
            BatchNorm.ForwardTraining(
                input, [], [], [], n, c, inner, eps, statistics.Mean, statistics.InverseStd, [], [], 0, relu: false,
                threads: 0);
        }

        BatchNorm.BackwardTraining<T>(
            input, g, [], weight, statistics.Mean, statistics.InverseStd, gradInput, gradWeight, gradBias, n, c,
            inner, threads: 0);
    }

    private static void GroupBackward(
        Span<T> input, Span<T> weight, int n, int c, int inner, int groups, double eps, bool zeroes,
        ReadOnlySpan<long> shape, in NormOperands o)
    {
        Span<T> g = NormCheck.Gradient<T>(o.GradOutput, o.GradOutputCount, shape);
        using var statistics = new NormStatistics<T>(o.Mean, o.InverseStd, n * groups);
        if (statistics.AreMissing)
        {
            GroupNorm.Forward(
                input, [], [], [], n, c, inner, groups, eps, statistics.Mean, statistics.InverseStd, null, zeroes,
                relu: false, threads: 0);
        }

        GroupNorm.Backward<T>(
            input, g, [], weight, statistics.Mean, statistics.InverseStd, Check.Optional((T*)o.GradInput, input.Length),
            Check.Optional((T*)o.GradWeight, c), Check.Optional((T*)o.GradBias, c), n, c, inner, groups, threads: 0);
    }

    private static Span<T> Running(void* data, long count, void* other, int c, string name) =>
        data is null && other is not null
            ? throw CoreException.Argument(
                "RunningStatisticsIncomplete", $"{name} is missing: running mean and variance come together.")
            : NormCheck.Parameter<T>(data, count, c, name);
}
