using NormTools.Core.Losses;
using NormTools.Core.Models;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Targets that a loss sees scaled: it sees what it would see of targets scaled before, metrics see the unit.</summary>
public sealed unsafe class ScaledTargetTests
{
    private static readonly double[] Offset = [150, -0.5];
    private static readonly double[] Factor = [40, 0.001];

    [Theory]
    [InlineData("\"MeanSquaredError\"")]
    [InlineData("\"MeanAbsoluteError\"")]
    [InlineData("\"Huber\"")]
    [InlineData("\"SmoothL1\"")]
    public void The_loss_is_that_of_targets_scaled_before_and_the_evidence_is_in_the_unit(string name)
    {
        (float[] features, float[] targets) = Draw(37);
        float[] before = [.. targets.Select((target, i) => (float)((target - Offset[i % 2]) / Factor[i % 2]))];
        using Model model = TrainingRuns.Model("3", "Linear:out_features=2");
        ModelEvaluation scaled = SamplePass.Judge(model, Scaled(features, targets).View, Loss.Parse(name), 2);
        ModelEvaluation plain = SamplePass.Judge(model, Samples.Values(features, before, 37).View, Loss.Parse(name), 2);
        Assert.Equal(plain.Loss, scaled.Loss);
        Assert.Equal([.. targets.Select(target => (double)target)], scaled.Evidence.True);
        Assert.Equal(
            [.. plain.Evidence.Predicted.Select((value, i) => (value * Factor[i % 2]) + Offset[i % 2])], scaled.Evidence.Predicted);
    }

    [Theory]
    [InlineData("\"PoissonNegativeLogLikelihood\"")]
    [InlineData("{\"type\":\"PoissonNegativeLogLikelihood\",\"log_input\":false}")]
    [InlineData("\"BinaryCrossEntropy\"")]
    [InlineData("\"CrossEntropy\"")]
    public void A_loss_that_takes_no_differences_is_refused(string loss)
    {
        (float[] features, float[] targets) = Draw(8);
        using Model model = TrainingRuns.Model("3", "Linear:out_features=2");
        Assert.Equal("ScaledTarget", Assert.Throws<CoreException>(() =>
            SamplePass.Judge(model, Scaled(features, targets).View, Loss.Parse(loss), 1)).Id);
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(double.NaN, 1, 1)]
    [InlineData(0, double.PositiveInfinity, 1)]
    public void A_scale_that_is_none_is_refused(double offset, double factor, double second)
    {
        (float[] features, float[] targets) = Draw(8);
        Samples samples = Samples.Values(features, targets, 8);
        double* offsets = samples.Pin(new[] { offset, 0 });
        double* factors = samples.Pin(new[] { factor, second });
        samples.With(view => view with { TargetOffset = offsets, TargetFactor = factors });
        using Model model = TrainingRuns.Model("3", "Linear:out_features=2");
        Assert.Equal("InvalidDataset", Assert.Throws<CoreException>(() =>
            SamplePass.Judge(model, samples.View, Loss.Parse("\"MeanSquaredError\""), 1)).Id);
    }

    [Fact]
    public void Scaled_otherwise_it_is_other_data()
    {
        (float[] features, float[] targets) = Draw(8);
        string plain = DataFingerprint.Of(new BatchReader(Samples.Values(features, targets, 8).View, 3, "data"));
        string scaled = DataFingerprint.Of(new BatchReader(Scaled(features, targets).View, 3, "data"));
        Assert.NotEqual(plain, scaled);
    }

    private static Samples Scaled(float[] features, float[] targets)
    {
        Samples samples = Samples.Values(features, targets, features.Length / 3);
        double* offset = samples.Pin(Offset);
        double* factor = samples.Pin(Factor);
        return samples.With(view => view with { TargetOffset = offset, TargetFactor = factor });
    }

    private static (float[] Features, float[] Targets) Draw(int rows)
    {
        System.Random random = new(3);
        float[] features = [.. Enumerable.Range(0, rows * 3).Select(_ => (float)random.NextDouble())];
        float[] targets = [.. Enumerable.Range(0, rows * 2).Select(i => (float)(Offset[i % 2] + (Factor[i % 2] * random.NextDouble())))];
        return (features, targets);
    }
}
