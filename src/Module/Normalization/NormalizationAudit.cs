using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <summary>Examines the normalisation layers of a model with a batch of the data that it will be trained on.</summary>
internal sealed class NormalizationAudit
{
    private const double LargestEpsilonShare = 0.01;
    private const double LargestGap = 0.5;
    private const double EnoughWarmUp = 0.9;

    private readonly Model model;
    private readonly Dataset sample;
    private readonly long batches;
    private readonly long rows;
    private readonly long last;

    public NormalizationAudit(Model model, Dataset data, long batchSize, bool dropLast)
    {
        model.ThrowIfDisposed();
        if (data.Count == 0)
        {
            throw Errors.Empty("The data set");
        }

        if (TensorShape.Count(data.FeatureShape) != model.InputCount)
        {
            throw Errors.ShapeWanted(
                "A sample of -Data", data.FeatureShape, Text.Shape(model.InputShape) + ", as the model has it,");
        }

        if (dropLast && data.Count < batchSize)
        {
            throw Errors.NoFullBatch(data.Count, batchSize);
        }

        this.model = model;
        rows = Math.Min(batchSize, data.Count);
        last = dropLast ? 0 : data.Count % rows;
        batches = (data.Count / rows) + (last > 0 ? 1 : 0);

        // Samples spread over the data, so that a table sorted by class does not give a batch of one class.
        var spread = new long[rows];
        for (long i = 0; i < rows; i++)
        {
            spread[i] = i * data.Count / rows;
        }

        sample = data.Part(spread);
    }

    /// <summary>The warnings about batch statistics that need no data.</summary>
    public static IEnumerable<string> Warnings(Model model, long rows) =>
        from layer in NormalizationLayer.Of(model)
        where layer.DependsOnBatch && layer.ValueCount(rows) < NormalizationSurvey.FewValues
        select layer.Title + ": " + FewValues(layer.ValueCount(rows));

    public NormalizationLayerTest Test(NormalizationLayer layer)
    {
        var test = new NormalizationLayerTest
        {
            Name = layer.Name,
            Type = layer.Type,
            StatisticCount = layer.StatisticCount(rows),
            ValueCount = layer.ValueCount(rows),
            LastBatchValueCount = last > 0 && layer.DependsOnBatch ? layer.ValueCount(last) : (long?)null,
            Epsilon = layer.Epsilon,
        };
        var warnings = new List<string>();
        CountValues(layer, test, warnings);
        CountBatches(layer, test, warnings);
        if (layer.IsInner)
        {
            test.Warning = warnings.ToArray();
            return test;
        }

        try
        {
            using Tensor activation = Activation(layer);
            CompareEpsilon(layer, activation, test, warnings);
            CompareModes(layer, activation, test, warnings);
        }
        catch (NormToolsException refused)
        {
            warnings.Add("A batch does not reach this layer: " + refused.Message);
        }

        test.Warning = warnings.ToArray();
        return test;
    }

    private static string FewValues(long count) => FormattableString.Invariant(
        $"a mean and a variance rest on {Text.Count(count, "value")}, so much of both is noise. ")
        + "A larger -BatchSize, or group or layer normalisation, which do not depend on the batch, help.";

    private void CountValues(NormalizationLayer layer, NormalizationLayerTest test, List<string> warnings)
    {
        if (test.ValueCount < NormalizationSurvey.FewValues)
        {
            warnings.Add(layer.DependsOnBatch
                ? FewValues(test.ValueCount)
                : FormattableString.Invariant(
                    $"a mean and a variance rest on {Text.Count(test.ValueCount, "value")}; larger groups or more positions give better ones."));
        }

        if (test.LastBatchValueCount == 1)
        {
            warnings.Add(
                "the last batch of an epoch has one value a channel, which training refuses: "
                + "-DropLast, or another -BatchSize.");
        }
        else if (test.LastBatchValueCount < NormalizationSurvey.FewValues
            && test.ValueCount >= NormalizationSurvey.FewValues)
        {
            warnings.Add(FormattableString.Invariant(
                $"the last batch of an epoch has {Text.Count(last, "sample")}, so its statistics rest on ")
                + FormattableString.Invariant($"{Text.Count(test.LastBatchValueCount ?? 0, "value")}; -DropLast leaves it out."));
        }
    }

    private void CountBatches(NormalizationLayer layer, NormalizationLayerTest test, List<string> warnings)
    {
        if (!layer.DependsOnBatch)
        {
            return;
        }

        if (!layer.HasRunningStatistics)
        {
            warnings.Add(
                "without running statistics, the result for a sample depends on its batch in evaluation as well.");
            return;
        }

        long tracked = layer.BatchesTracked;
        test.BatchesTracked = tracked;
        test.WarmUp = WarmUp(layer.Momentum, tracked);
        test.WarmUpAfterEpoch = WarmUp(layer.Momentum, tracked + batches);
        if (test.WarmUpAfterEpoch < EnoughWarmUp)
        {
            warnings.Add(FormattableString.Invariant(
                $"the running statistics have warmed up to {test.WarmUpAfterEpoch:P0} after an epoch of {batches} ")
                + "batches; evaluation is off until they reach 90 %. A larger momentum shortens that.");
        }
    }

    private static double WarmUp(double? momentum, long batches) =>
        momentum is null ? batches > 0 ? 1 : 0 : 1 - Math.Pow(1 - momentum.Value, batches);

    private unsafe void CompareEpsilon(
        NormalizationLayer layer, Tensor activation, NormalizationLayerTest test, List<string> warnings)
    {
        Tensor sets = layer.Rows(activation);
        var moments = new RowSummary[test.StatisticCount];
        fixed (RowSummary* result = moments)
        {
            NativeMethods.Describe(sets.Handle, sets.DType, moments.Length, sets.Count / moments.Length, result)
                .ThrowIfFailed();
        }

        long[]? lengths = layer.Steps > 0 && sample.SequenceLength is { } own ? (long[])own.ToArray() : null;
        double[] variances = moments.Where((_, i) => lengths is null || i % layer.Steps < lengths[i / layer.Steps]) // what is no padding
            .Select(set => layer.Centers ? set.Variance : (set.Mean * set.Mean) + set.Variance).ToArray();
        long small = variances.Count(variance => layer.Epsilon > LargestEpsilonShare * variance);
        test.SmallestVariance = variances.Min();
        test.EpsilonShare = (double)small / variances.Length;
        if (small > 0)
        {
            warnings.Add(FormattableString.Invariant(
                $"eps {layer.Epsilon:G3} is more than 1 % of the variance in {small} of {variances.Length} statistics ")
                + FormattableString.Invariant($"(the smallest is {test.SmallestVariance:G3}): ")
                + "their output has less than unit variance.");
        }
    }

    private void CompareModes(
        NormalizationLayer layer, Tensor activation, NormalizationLayerTest test, List<string> warnings)
    {
        if (!layer.HasRunningStatistics)
        {
            return;
        }

        using Tensor training = Normalized(layer, activation, evaluate: false);
        using Tensor evaluation = Normalized(layer, activation, evaluate: true);
        using Tensor difference = training - evaluation;
        var squares = (float[])(difference * difference).ToArray();
        test.TrainEvalGap = Math.Sqrt(squares.Average(square => (double)square));
        if (test.TrainEvalGap > LargestGap && HasMoved(layer, test))
        {
            warnings.Add(
                FormattableString.Invariant($"evaluation is {test.TrainEvalGap:G3} standard deviations from training ")
                + "on a batch: "
                + (layer.DependsOnBatch
                    ? "the running statistics are not those of the data (yet)."
                    : "in training each sample has its own mean and variance, in evaluation all share the running ones."));
        }
    }

    // PyTorch does not count the batches of instance normalisation, but its statistics begin at 0 and 1.
    private bool HasMoved(NormalizationLayer layer, NormalizationLayerTest test) => layer.DependsOnBatch
        ? test.BatchesTracked != 0
        : Array.Exists((float[])layer.RunningMean.ToArray(), mean => mean != 0)
            || Array.Exists((float[])layer.RunningVariance.ToArray(), variance => variance != 1);

    private Tensor Normalized(NormalizationLayer layer, Tensor activation, bool evaluate)
    {
        using var call = new NormalizationCall(activation);
        call.Take(null, null, null);
        if (evaluate)
        {
            call.TakeRunning(layer.RunningMean, layer.RunningVariance);
        }

        if (layer.DependsOnBatch)
        {
            Normalization.Batch(call, evaluate, 0, layer.Epsilon);
        }
        else
        {
            Normalization.Instance(call, evaluate, 0, layer.Epsilon);
        }

        return (Tensor)call.Result;
    }

    // The input of the layer in training.
    private Tensor Activation(NormalizationLayer layer)
    {
        using HandleLease held = model.Hold();
        using var lease = new DatasetLease(sample);
        Tensor input = layer.Input(rows);
        NativeMethods.ModelInputOf(model.Handle, layer.Index, lease.View, 0, input.Handle).ThrowIfFailed();
        return input;
    }
}
