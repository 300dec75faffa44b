using NormTools.Contract;
using NormTools.Core.Models;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Metrics that the caller gives behind an epoch.</summary>
public sealed class GivenMetricsTests
{
    private const string Layers = "Linear:out_features=8 BatchNorm ReLU Dropout:p=0.2 Linear:out_features=3";

    private static readonly double[] Scores = [0.5, 0.7, double.NaN, 0.6, 0.65, 0.1, 0.9];

    [Theory]
    [InlineData("max", 2, 5)]
    [InlineData("min", 1, 4)]
    public void They_are_monitored_in_the_epoch_that_they_are_of(string mode, long best, int last)
    {
        using Model model = TrainingRuns.Model("4", Layers);
        using TrainingRun run = Run(model, $$""","early_stopping":{"monitor":"Score","mode":"{{mode}}","patience":2}""");
        Assert.Equal(RunState.StoppedEarly, ToEnd(run).State);
        Assert.Equal(last, run.History.Count); // the epoch without a score does not count
        Assert.Equal(best, run.Options.Stopping.BestEpoch);
    }

    [Fact]
    public void The_best_weights_are_those_of_the_epoch()
    {
        using Model model = TrainingRuns.Model("4", Layers);
        using TrainingRun run = Run(model, ""","early_stopping":{"monitor":"Score","mode":"max","patience":2}""");
        float[] second = [];
        ToEnd(run, seen: epoch => second = epoch == 2 ? TrainingRuns.State(model) : second);
        Assert.Equal(second, TrainingRuns.State(model));
    }

    [Fact]
    public void A_schedule_follows_them()
    {
        using Model model = TrainingRuns.Model("4", Layers);
        using TrainingRun run = Run(model, ""","schedule":{"type":"ReduceLROnPlateau","monitor":"Score","mode":"max","patience":0,"factor":0.5}""");
        ToEnd(run);
        Assert.Equal([0.01, 0.01, 0.01, 0.01, 0.005, 0.0025, 0.00125], run.History.Select(epoch => Math.Round(epoch.LearningRate, 6)));
    }

    [Fact]
    public void Names_differ_in_more_than_case_and_other_epochs_have_NaN()
    {
        using Model model = TrainingRuns.Model("4", Layers);
        using TrainingRun run = Run(model, string.Empty);
        run.Observe(givesMetrics: true, measuresGradients: false);
        Epoch(run);
        run.Give(GivenMetrics.Read("""{"Score":0.5,"Ähnlichkeit":"-Infinity"}"""));
        Epoch(run);
        run.Give(GivenMetrics.Read("""{"SCORE":1e-300}"""));
        Assert.Equal("""{"Score":0.5,"\u00C4hnlichkeit":"-Infinity"}""", run.GivenOf(run.History[0]));
        Assert.Equal("""{"Score":1E-300,"\u00C4hnlichkeit":"NaN"}""", run.GivenOf(run.History[1]));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"average_decay\":0.9,\"early_stopping\":{\"monitor\":\"Score\",\"mode\":\"max\",\"patience\":50}")]
    public void A_resumed_run_keeps_them_and_waits_for_those_that_it_waited_for(string rest)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.checkpoint");
        try
        {
            using Model whole = TrainingRuns.Model("4", Layers);
            using TrainingRun atOnce = Run(whole, rest);
            ToEnd(atOnce);
            using Model first = TrainingRuns.Model("4", Layers), second = TrainingRuns.Model("4", Layers);
            using TrainingRun broken = Run(first, rest), resumed = Run(second, rest);
            broken.Observe(givesMetrics: true, measuresGradients: false);
            for (int epoch = 1; epoch <= 3; epoch++)
            {
                Epoch(broken);
                if (epoch < 3)
                {
                    broken.Give(Values(epoch));
                }
            }

            broken.Save(path);
            RunProgress place = resumed.Restore(path);
            Assert.Equal((3, 1), (place.Records, place.Awaiting));
            resumed.Observe(givesMetrics: true, measuresGradients: false);
            resumed.Give(Values(3));
            ToEnd(resumed);
            Assert.Equal(TrainingRuns.State(whole), TrainingRuns.State(second));
            Assert.Equal(
                atOnce.History.Select(epoch => epoch with { Seconds = 0 }), resumed.History.Select(epoch => epoch with { Seconds = 0 }));
            Assert.Equal(atOnce.Options.Stopping.BestEpoch, resumed.Options.Stopping.BestEpoch);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_run_goes_on_without_them_where_none_are_given()
    {
        using Model with = TrainingRuns.Model("4", Layers), without = TrainingRuns.Model("4", Layers);
        using TrainingRun waits = Run(with, string.Empty), plain = Run(without, string.Empty);
        waits.Observe(givesMetrics: true, measuresGradients: true);
        TrainingRuns.ToEnd(waits);
        TrainingRuns.ToEnd(plain);
        Assert.Equal(TrainingRuns.State(without), TrainingRuns.State(with));
        Assert.Equal(plain.Options.Stopping.BestEpoch, waits.Options.Stopping.BestEpoch);
    }

    [Theory]
    [InlineData("""{"Score":"high"}""", "number")]
    [InlineData("""{"Score":null}""", "number")]
    [InlineData("""{"":1}""", "1 to 200 characters")]
    [InlineData("""{"a\nb":1}""", "control characters")]
    [InlineData("[1]", "JSON object")]
    [InlineData("", "JSON object")]
    public void What_is_no_metric_is_refused(string json, string message)
    {
        CoreException failure = Assert.Throws<CoreException>(() => GivenMetrics.Read(json));
        Assert.Equal("InvalidGivenMetric", failure.Id);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void They_are_given_behind_an_epoch_once_and_not_without_end()
    {
        using Model model = TrainingRuns.Model("4", Layers);
        using TrainingRun run = Run(model, string.Empty);
        run.Observe(givesMetrics: true, measuresGradients: false);
        Assert.Equal("NoEpochToGive", Assert.Throws<CoreException>(() => run.Give(Values(1))).Id);
        Epoch(run);
        Dictionary<string, double> many = Enumerable.Range(0, 1001).ToDictionary(i => $"m{i}", i => (double)i);
        Assert.Equal("InvalidGivenMetric", Assert.Throws<CoreException>(() => run.Give(many)).Id);
        run.Give(Values(1));
        Assert.Equal("NoEpochToGive", Assert.Throws<CoreException>(() => run.Give(Values(1))).Id);
    }

    [Theory]
    [InlineData(""","early_stopping":{"monitor":"Score","patience":2}""", "mode has to be min or max")]
    [InlineData(""","early_stopping":{"monitor":"ValidationLoss","mode":"max","patience":2}""", "of ValidationLoss less is better")]
    public void A_direction_that_nothing_tells_or_that_cannot_be_is_refused(string rest, string message)
    {
        using Model model = TrainingRuns.Model("4", Layers);
        CoreException failure = Assert.Throws<CoreException>(() => Run(model, rest));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_norm_of_the_gradients_is_that_of_the_step()
    {
        // With SGD and a rate of 1 the step is the gradient.
        using Model model = TrainingRuns.Model("4", "Linear:out_features=3");
        using TrainingRun run = TrainingRuns.Run(
            model, """{"loss":"CrossEntropy","epochs":1,"seed":5,"l2":0.1,"clip_value":0.01,"optimizer":{"type":"SGD","lr":1}}""", Samples.Balls(64, 4, 3, 1));
        run.Observe(givesMetrics: false, measuresGradients: true);
        using Model other = TrainingRuns.Model("4", "Linear:out_features=3");
        using TrainingRun unclipped = TrainingRuns.Run(
            other, """{"loss":"CrossEntropy","epochs":1,"seed":5,"l2":0.1,"optimizer":{"type":"SGD","lr":1}}""", Samples.Balls(64, 4, 3, 1));
        float[] before = TrainingRuns.State(other);
        unclipped.Advance(0);
        double norm = Math.Sqrt(TrainingRuns.State(other).Zip(before, (now, then) => Math.Pow((double)now - then, 2)).Sum());
        Assert.Equal(norm, run.Advance(0).GradientNorm, norm * 1e-5);
        Assert.Equal(double.NaN, unclipped.Advance(0).GradientNorm);
    }

    private static TrainingRun Run(Model model, string rest) => TrainingRuns.Run(
        model,
        $$"""{"loss":"CrossEntropy","epochs":7,"batch_size":32,"seed":5,"given_metrics":true,"optimizer":{"type":"Adam","lr":1e-2}{{rest}}}""",
        Samples.Balls(150, 4, 3, 1),
        Samples.Balls(60, 4, 3, 2));

    private static Dictionary<string, double> Values(long epoch) => new() { ["Score"] = Scores[epoch - 1], ["Epoch2"] = 2.0 * epoch };

    private static RunProgress Epoch(TrainingRun run)
    {
        RunProgress progress;
        do
        {
            progress = run.Advance(1000);
        }
        while (progress.State == RunState.Running);

        return progress;
    }

    private static RunProgress ToEnd(TrainingRun run, Action<long>? seen = null)
    {
        run.Observe(givesMetrics: true, measuresGradients: false);
        RunProgress progress = Epoch(run);
        for (; progress.State == RunState.EpochFinished; progress = Epoch(run))
        {
            Assert.Equal(1, progress.Awaiting);
            seen?.Invoke(progress.Epoch);
            Assert.Equal(0, run.Give(Values(progress.Epoch)).Awaiting);
        }

        return progress;
    }
}
