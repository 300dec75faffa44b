using System.Text.Json;
using NormTools.Contract;
using NormTools.Core.Models;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Keras' rules.</summary>
public sealed class EarlyStoppingTests
{
    private static readonly Metrics.Metric[] Accuracy =
        [Metrics.Metric.Create(JsonDocument.Parse("\"Accuracy\"").RootElement)];

    /// <summary>Options, validation losses, the epoch that ends the run (0: none) and the best epoch.</summary>
    public static TheoryData<string, double[], int, int> Cases => new()
    {
        { """{"patience":0}""", [3, 2, 2, 1], 3, 2 },
        { """{"patience":0}""", [3, 4, 2], 2, 1 },
        { """{"patience":2}""", [3, 2, 2.5, 1.9, 2, 2, 1], 6, 4 },
        { """{"patience":2,"min_delta":0.5}""", [3, 2.6, 2.4, 2.3, 2.2, 1], 5, 3 },
        { """{"patience":1,"min_delta":-0.5}""", [3, 2.6, 2.4], 2, 1 },
        { """{"patience":1,"start_epoch":4}""", [1, 2, 3, 4, 5, 6], 5, 4 },
        { """{"patience":2,"baseline":1.5}""", [3, 2, 1], 0, 3 },
        { """{"patience":2,"baseline":1.5}""", [3, 1, 1.2, 1.3], 4, 2 },
        { """{"patience":2,"baseline":0.5}""", [3, 2, 2.5], 3, 2 },
        { """{"patience":3}""", [double.NaN, 2, double.NaN, 1, double.NaN], 0, 4 },
        { """{"patience":1}""", [double.NaN, double.NaN], 2, 0 },
        { """{"patience":null}""", [1, 2, 3, 4], 0, 1 },
        { """{"patience":1,"monitor":"TrainingLoss"}""", [1, 1, 1], 2, 1 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_run_ends_and_the_best_epoch_is_known_as_in_keras(string options, double[] losses, int last,
        int best)
    {
        EarlyStopping stopping = new(JsonDocument.Parse(options).RootElement, Accuracy, hasValidation: true);
        int stopped = 0;
        for (int epoch = 1; epoch <= losses.Length && stopped == 0; epoch++)
        {
            stopped = stopping.EpochEnded(new EpochResult(epoch, 5, losses[epoch - 1], 0.1, 1, [0.5], [0.5])).Stop ? epoch
                : 0;
        }

        Assert.Equal(last, stopped);
        Assert.Equal(best, stopping.BestEpoch);
    }

    [Fact]
    public void An_accuracy_is_to_rise()
    {
        EarlyStopping stopping = new(JsonDocument.Parse("""{"monitor":"ValidationAccuracy","patience":1}""").RootElement, Accuracy, true);
        Assert.False(stopping.EpochEnded(new EpochResult(1, 1, 1, 0, 0, [0], [0.5])).Stop);
        Assert.False(stopping.EpochEnded(new EpochResult(2, 1, 2, 0, 0, [0], [0.6])).Stop);
        Assert.True(stopping.EpochEnded(new EpochResult(3, 1, 0, 0, 0, [0], [0.6])).Stop);
        Assert.Equal(2, stopping.BestEpoch);
    }

    [Theory]
    [InlineData("""{"monitor":"ValidationLoss"}""", "no validation data")]
    [InlineData("""{"monitor":"loss"}""", "has to be one of")]
    [InlineData("""{"patience":-1}""", "patience")]
    [InlineData("""{"patient":1}""", "no argument \"patient\"")]
    public void What_cannot_be_is_refused(string options, string message)
    {
        CoreException failure = Assert.Throws<CoreException>(
            () => new EarlyStopping(JsonDocument.Parse(options).RootElement, Accuracy, hasValidation: false));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 0)]
    public void The_best_weights_come_back_at_the_end(bool restore, int patience)
    {
        // A rate that jumps to and fro makes a late epoch worse than an early one.
        using Model model = TrainingRuns.Model("4", "Linear:out_features=8 BatchNorm Tanh Linear:out_features=3");
        Samples training = Samples.Balls(60, 4, 3, 1);
        Samples validation = Samples.Balls(30, 4, 3, 2);
        string options = $$"""
            {"loss":"CrossEntropy","epochs":30,"batch_size":20,"optimizer":{"type":"SGD","lr":6,"momentum":0.9},
             "early_stopping":{"patience":{{patience}},"restore_best":{{(restore ? "true" : "false")}} } }
            """;
        using TrainingRun run = TrainingRuns.Run(model, options, training, validation);
        RunProgress end = TrainingRuns.ToEnd(run);
        Assert.Equal(RunState.StoppedEarly, end.State);
        Assert.True(end.BestEpoch < run.History.Count);
        ModelEvaluation result = Judge(model, validation);
        double expected = restore ? end.BestValue : run.History[^1].ValidationLoss;
        Assert.Equal(expected, result.Loss);
    }

    private static unsafe ModelEvaluation Judge(Model model, Samples data) =>
        SamplePass.Judge(model, data.View, Losses.Loss.Parse("\"CrossEntropy\""), 1);
}
