using NormTools.Contract;
using NormTools.Core.Losses;
using NormTools.Core.Models;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>What runs and evaluations take from the caller's memory, and what they refuse.</summary>
public sealed unsafe class RunDataTests
{
    private const string Options = """{"loss":"CrossEntropy","epochs":1,"batch_size":4,"optimizer":{"type":"SGD"}}""";

    [Theory]
    [InlineData(nameof(DType.Float32))]
    [InlineData(nameof(DType.Float64))]
    [InlineData(nameof(DType.UInt8))]
    [InlineData(nameof(DType.Int64))]
    public void Batches_are_gathered_converted_and_scaled(string name)
    {
        DType type = Enum.Parse<DType>(name);
        const int Width = 150;
        int[] stored = [.. Enumerable.Range(0, 5 * Width).Select(i => (i * 7) % 256)];
        Samples samples = Samples.Classes(new float[5 * Width], [4, 3, 2, 1, 0]);
        void* features = type switch
        {
            DType.Float32 => samples.Pin(stored.Select(value => (float)value).ToArray()),
            DType.Float64 => samples.Pin(stored.Select(value => (double)value).ToArray()),
            DType.UInt8 => samples.Pin(stored.Select(value => (byte)value).ToArray()),
            _ => samples.Pin(stored.Select(value => (long)value).ToArray()),
        };
        long* rows = samples.Pin(new long[] { 4, 1, 1, 0 });
        float* scale = samples.Pin(Enumerable.Range(0, Width).Select(i => 1f / (i + 1)).ToArray());
        float* shift = samples.Pin(Enumerable.Range(0, Width).Select(i => (float)i).ToArray());
        samples.With(view => view with
        {
            Features = features,
            FeatureDType = (int)type,
            Rows = rows,
            RowCount = 4,
            Scale = scale,
            Shift = shift,
            ScaleCount = Width,
        });
        long[] order = [3, 0, 2];
        float[] batch = new float[2 * Width];
        int[] labels = new int[2];
        fixed (long* orderPointer = order)
        fixed (float* pointer = batch)
        fixed (int* labelPointer = labels)
        {
            BatchReader reader = samples.Reader(Width);
            reader.Features(orderPointer, 1, 2, pointer, 2);
            Loss loss = Loss.Parse("\"CrossEntropy\"");
            loss.Fit([4], 1, "data");
            reader.ReadTargets(loss, orderPointer, 1, 2, labelPointer);
        }

        Assert.Equal([0, 3], labels);
        for (int column = 0; column < Width; column++)
        {
            Assert.Equal((stored[(4 * Width) + column] * scale[column]) + shift[column], batch[column]);
            Assert.Equal((stored[Width + column] * scale[column]) + shift[column], batch[Width + column]);
        }
    }

    [Fact]
    public void One_scale_serves_all_features()
    {
        Samples samples = Samples.Classes([2, 4, 6, 8], [0, 1]);
        float* scale = samples.Pin<float>([0.5f]);
        float* shift = samples.Pin<float>([1f]);
        samples.With(view => view with { Scale = scale, Shift = shift, ScaleCount = 1 });
        float[] batch = new float[4];
        fixed (float* pointer = batch)
        {
            samples.Reader(2).Features(null, 0, 2, pointer, 1);
        }

        Assert.Equal([2, 3, 4, 5], batch);
    }

    /// <summary>Change of good samples, error id, part of the message.</summary>
    public static TheoryData<string, string, string> Wrong => new()
    {
        { "empty", "EmptyDataset", "The training data has no rows." },
        { "width", "FeatureWidthMismatch", "takes 3 features a sample, but the training data has 4" },
        { "targets", "InvalidDataset", "lacks its targets" },
        { "targetwidth", "TargetWidthMismatch", "one class number per sample" },
        { "label", "LabelOutOfRange", "classes are 0 to 1, but row 2 of the training data has 2" },
        { "negative", "LabelOutOfRange", "row 1" },
        { "fraction", "LabelNotInteger", "row 3 of the training data has 0.5" },
        { "nan", "NotFiniteData", "NaN in row 4, column 1" },
        { "infinite", "NotFiniteData", "row 5, column 2" },
        { "overflow", "NotFiniteData", "row 0, column 0" },
        { "row", "RowOutOfRange", "row 6, but there are rows 0 to 5" },
        { "scale", "InvalidDataset", "2 scales, but 0, 1 or 3" },
        { "type", "InvalidDataset", "element types 7" },
        { "rows", "InvalidDataset", "7 rows of 6" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_a_run_cannot_use_is_refused_before_it_starts(string change, string id, string message)
    {
        using Model model = TrainingRuns.Model("3", "Linear:out_features=2");
        float[] features = [.. Enumerable.Range(0, 18).Select(i => (float)i)];
        Samples samples = Samples.Classes(features, [0, 1, 0, 1, 0, 1]);
        samples.With(view => change switch
        {
            "empty" => view with { RowCount = 0, StoredRows = 0 },
            "width" => view with { FeatureWidth = 4 },
            "targets" => view with { Targets = null },
            "targetwidth" => view with { TargetWidth = 3 },
            "label" => view with { Targets = samples.Pin(new long[] { 0, 1, 2, 1, 0, 1 }) },
            "negative" => view with { Targets = samples.Pin(new long[] { 0, -1, 0, 1, 0, 1 }) },
            "fraction" => view with
            {
                Targets = samples.Pin(new double[] { 0, 1, 0, 0.5, 0, 1 }),
                TargetDType = (int)DType.Float64
            },
            "nan" => view with
            {
                Features = samples.Pin(features.Select((value, i) =>
                i == 13 ? float.NaN : value).ToArray())
            },
            "infinite" => view with
            {
                Features = samples.Pin(features.Select((value, i) =>
                i == 17 ? float.NegativeInfinity : value).ToArray())
            },
            "overflow" => view with
            {
                Features = samples.Pin(features.Select(_ => 1e300).ToArray()),
                FeatureDType = (int)DType.Float64
            },
            "row" => view with { Rows = samples.Pin(new long[] { 0, 6 }), RowCount = 2 },
            "scale" => view with { ScaleCount = 2 },
            "type" => view with { FeatureDType = 7 },
            _ => view with { RowCount = 7 },
        });
        CoreException failure = Assert.Throws<CoreException>(() => TrainingRuns.Run(model, Options, samples));
        Assert.Equal(id, failure.Id);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_is_not_used_may_be_anything()
    {
        using Model model = TrainingRuns.Model("1", "Linear:out_features=2");
        Samples samples = Samples.Classes([1, float.NaN, 3], [0, 9, 1]);
        long* rows = samples.Pin<long>([0, 2]);
        samples.With(view => view with { Rows = rows, RowCount = 2 });
        using TrainingRun run = TrainingRuns.Run(model, Options, samples);
        Assert.Equal(RunState.Finished, TrainingRuns.ToEnd(run).State);
    }

    [Theory]
    [InlineData(9, "\"batch_size\":4", "LastBatchOfOne", "-DropLast to leave it out")]
    [InlineData(9, "\"batch_size\":1", "OneValuePerChannel", "at least 2")]
    [InlineData(1, "\"batch_size\":4", "OneValuePerChannel", "1 sample came")]
    [InlineData(3, "\"batch_size\":4,\"drop_last\":true", "InvalidRunOptions", "-DropLast leaves no batch")]
    public void Batches_that_batch_norm_cannot_take_are_refused(int rows, string size, string id, string message)
    {
        using Model model = TrainingRuns.Model("2", "Linear:out_features=3 BatchNorm");
        string options = Options.Replace("\"batch_size\":4", size, StringComparison.Ordinal);
        CoreException failure = Assert.Throws<CoreException>(() =>
            TrainingRuns.Run(model, options, Samples.Balls(rows, 2, 3, 1)));
        Assert.Equal(id, failure.Id);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_last_batch_of_one_is_fine_when_it_is_dropped_or_nothing_is_normalised_over_it()
    {
        using Model normalised = TrainingRuns.Model("2", "Linear:out_features=3 BatchNorm");
        string options = Options.Replace("\"batch_size\":4", "\"batch_size\":4,\"drop_last\":true",
            StringComparison.Ordinal);
        using TrainingRun dropped = TrainingRuns.Run(normalised, options, Samples.Balls(9, 2, 3, 1));
        Assert.Equal(2, TrainingRuns.ToEnd(dropped).StepsPerEpoch);
        using Model plain = TrainingRuns.Model("2", "Linear:out_features=3 LayerNorm");
        using TrainingRun kept = TrainingRuns.Run(plain, Options, Samples.Balls(9, 2, 3, 1));
        Assert.Equal(3, TrainingRuns.ToEnd(kept).StepsPerEpoch);
    }

    [Theory]
    [InlineData("{", "InvalidRunOptions")]
    [InlineData("""{"epochs":1,"optimizer":{"type":"SGD"}}""", "InvalidRunOptions")]
    [InlineData("""{"loss":"CrossEntropy","optimizer":{"type":"SGD"}}""", "InvalidRunOptions")]
    [InlineData("""{"loss":"CrossEntropy","epochs":0,"optimizer":{"type":"SGD"}}""", "InvalidRunOptions")]
    [InlineData("""{"loss":"CrossEntropy","epochs":1}""", "InvalidRunOptions")]
    [InlineData("""{"loss":"Hing","epochs":1,"optimizer":{"type":"SGD"}}""", "UnknownLoss")]
    [InlineData("""{"loss":"CrossEntropy","epochs":1,"optimizer":{"type":"SGD"},"epoch":2}""", "UnknownOption")]
    [InlineData("""{"loss":"CrossEntropy","epochs":1,"optimizer":{"type":"SGD"},"type":"x"}""", "UnknownOption")]
    [InlineData("""{"loss":"CrossEntropy","epochs":1,"optimizer":{"type":"SGD"},"batch_size":0}""", "InvalidRunOptions")]
    [InlineData("""{"loss":"CrossEntropy","epochs":1,"optimizer":{"type":"SGD"},"clip_norm":0}""", "InvalidRunOptions")]
    [InlineData("""{"loss":"CrossEntropy","epochs":1,"optimizer":{"type":"SGD"},"seed":1.5}""", "InvalidRunOptions")]
    public void Options_that_cannot_be_are_refused(string options, string id)
    {
        using Model model = TrainingRuns.Model("2", "Linear:out_features=3");
        Assert.Equal(id, Assert.Throws<CoreException>(() =>
            TrainingRuns.Run(model, options, Samples.Balls(9, 2, 3, 1))).Id);
    }

    [Fact]
    public void A_model_without_parameters_has_nothing_to_train()
    {
        using Model model = TrainingRuns.Model("2", "ReLU");
        Assert.Equal("NothingToTrain", Assert.Throws<CoreException>(() =>
            TrainingRuns.Run(model, Options, Samples.Balls(9, 2, 2, 1))).Id);
    }

    [Fact]
    public void An_evaluation_counts_who_was_taken_for_whom()
    {
        using Model model = TrainingRuns.Model("3", "Flatten");
        Samples samples = Samples.Classes([0, 1, 0, 2, 1, 0, 0, 0, 5, 9, 0, 0], [1, 2, 2, 0]);
        ModelEvaluation evaluation = SamplePass.Judge(model, samples.View, Loss.Parse("\"CrossEntropy\""), 1);
        Assert.Equal([1, 0, 0, 0, 1, 0, 1, 0, 1], evaluation.Evidence.Counts);
        Assert.Equal(0.75, evaluation.Accuracy);
        double[] losses =
        [
            Math.Log(2 + Math.E) - 1, Math.Log(Math.Exp(2) + Math.E + 1), Math.Log(2 + Math.Exp(5)) - 5,
                Math.Log(2 + Math.Exp(9)) - 9,
        ];
        Assert.Equal(losses.Average(), evaluation.Loss, 1e-6);
    }

    [Fact]
    public void A_regression_is_judged_by_its_mean_square()
    {
        using Model model = TrainingRuns.Model("2", "Flatten");
        Samples samples = Samples.Values([1, 2, 3, 4], [0, 2, 3, 1], 2);
        ModelEvaluation evaluation = SamplePass.Judge(model, samples.View, Loss.Parse("\"MeanSquaredError\""), 1);
        Assert.Equal(2.5, evaluation.Loss);
        Assert.True(double.IsNaN(evaluation.Accuracy));
    }

    [Fact]
    public void A_loss_of_extreme_outputs_is_finite_and_right()
    {
        using Model model = TrainingRuns.Model("2", "Flatten");
        Samples samples = Samples.Classes([1e30f, -1e30f, 500, -500], [0, 1]);
        ModelEvaluation evaluation = SamplePass.Judge(model, samples.View, Loss.Parse("\"CrossEntropy\""), 1);
        Assert.Equal(500, evaluation.Loss);
    }
}
