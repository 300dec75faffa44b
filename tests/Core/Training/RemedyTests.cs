using NormTools.Contract;
using NormTools.Core.Graph;
using NormTools.Core.Models;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Penalties, bounds, averages and accumulation against their definitions.</summary>
public sealed class RemedyTests : IDisposable
{
    private const string Layers = "Linear:out_features=8 BatchNorm ReLU Linear:out_features=3";
    private const string Plain = "Linear:out_features=8 ReLU Linear:out_features=3";

    private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.checkpoint");

    public void Dispose() => File.Delete(path);

    [Fact]
    public void A_proximal_step_draws_weights_to_zero_and_tells_the_share()
    {
        // The first step of SGD with and without: w = sign(w) max(0, |w| - rate l1) of what the plain step gives.
        const double Rate = 0.1, L1 = 0.9;
        Dictionary<string, float[]> plain = AfterSteps(1, string.Empty, Rate);
        Dictionary<string, float[]> drawn = AfterSteps(1, FormattableString.Invariant($",\"l1\":{L1},\"proximal\":true"), Rate);
        foreach ((string name, float[] values) in plain)
        {
            float threshold = name.EndsWith("weight", StringComparison.Ordinal) ? (float)(Rate * L1) : 0;
            Assert.Equal(values.Select(value => MathF.Sign(value) * MathF.Max(0, MathF.Abs(value) - threshold)), drawn[name]);
        }

        using Model model = TrainingRuns.Model("4", Plain);
        using TrainingRun run = TrainingRuns.Run(model, Options(",\"l1\":0.9,\"proximal\":true", Rate), Samples.Balls(60, 4, 3, 1));
        RunProgress progress = TrainingRuns.ToEnd(run);
        float[] weights = [.. Parameters(model).Where(pair => pair.Key.EndsWith("weight", StringComparison.Ordinal)).SelectMany(pair => pair.Value)];
        Assert.Equal((double)weights.Count(value => value == 0) / weights.Length, progress.ZeroShare);
        Assert.True(progress.ZeroShare > 0.5);
    }

    [Fact]
    public void A_group_has_a_penalty_of_its_own()
    {
        Dictionary<string, float[]> plain = AfterSteps(1, string.Empty, 0.1);
        Dictionary<string, float[]> other = AfterSteps(1, ",\"groups\":[{\"name\":\"2\",\"l2\":0.5}]", 0.1);
        Dictionary<string, float[]> start = AfterSteps(0, string.Empty, 0.1);
        foreach ((string name, float[] values) in plain)
        {
            float factor = name.StartsWith("2.", StringComparison.Ordinal) ? 0.1f * 2 * 0.5f : 0;
            for (int i = 0; i < values.Length; i++)
            {
                Assert.Equal(values[i] - (factor * start[name][i]), other[name][i], 1e-6f);
            }
        }
    }

    [Fact]
    public void No_unit_s_weights_are_longer_than_the_bound()
    {
        using Model model = TrainingRuns.Model("4", Plain);
        using TrainingRun run = TrainingRuns.Run(model, Options(",\"max_norm\":0.3", 0.1), Samples.Balls(60, 4, 3, 1));
        TrainingRuns.ToEnd(run);
        foreach (StateEntry entry in model.State.Where(entry => entry.Shape.Length == 2))
        {
            foreach (float[] unit in entry.Span.ToArray().Chunk((int)entry.Shape[1]))
            {
                Assert.InRange(Math.Sqrt(unit.Sum(value => (double)value * value)), 0, 0.3 + 1e-6);
            }
        }
    }

    [Fact]
    public void Accumulated_batches_are_one_batch_of_all_their_samples()
    {
        // 60 samples: batches of 7 by 3 are 21, 21 and 18 (the last of 4), weighted by their samples.
        using Model one = TrainingRuns.Model("4", Plain), other = TrainingRuns.Model("4", Plain);
        const string Whole = """{"loss":"CrossEntropy","epochs":3,"batch_size":21,"shuffle":false,"optimizer":{"type":"SGD","lr":0.2},"clip_norm":0.5}""";
        const string Parts =
            """{"loss":"CrossEntropy","epochs":3,"batch_size":7,"accumulate":3,"shuffle":false,"optimizer":{"type":"SGD","lr":0.2},"clip_norm":0.5}""";
        TrainingRuns.ToEnd(TrainingRuns.Run(one, Whole, Samples.Balls(60, 4, 3, 1)));
        TrainingRuns.ToEnd(TrainingRuns.Run(other, Parts, Samples.Balls(60, 4, 3, 1)));
        Close.To<float>([.. TrainingRuns.State(one).Select(value => (double)value)], TrainingRuns.State(other), 1e-5, "weights");
    }

    // Two batches that together have no target that counts, then two that have: only those make a step.
    [Fact]
    public void Accumulated_batches_without_a_target_that_counts_leave_no_traces()
    {
        const string Options =
            """
            {"loss":{"type":"CrossEntropy","weight":[0,1,1]},"epochs":3,"batch_size":7,"accumulate":2,"shuffle":false,
             "optimizer":{"type":"SGD","lr":0.2},"clip_norm":0.5}
            """;
        System.Random random = new(1);
        float[] features = [.. Enumerable.Range(0, 28 * 4).Select(_ => random.NextSingle())];
        long[] labels = [.. Enumerable.Range(0, 28).Select(row => row < 14 ? 0L : 1 + (row % 2))];
        using Model all = TrainingRuns.Model("4", Plain), counted = TrainingRuns.Model("4", Plain);
        using TrainingRun run = TrainingRuns.Run(all, Options, Samples.Classes(features, labels));
        Assert.Equal(0, TrainingRuns.ToEnd(run).Skipped);
        using TrainingRun other = TrainingRuns.Run(counted, Options, Samples.Classes(features[(14 * 4)..], labels[14..]));
        TrainingRuns.ToEnd(other);
        Assert.Equal(TrainingRuns.State(counted), TrainingRuns.State(all));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_model_ends_with_the_average_of_its_weights(bool warmsUp)
    {
        const double Decay = 0.9;
        List<Dictionary<string, float[]>> steps = [.. Enumerable.Range(0, 10).Select(count => AfterSteps(count, string.Empty, 0.1))];
        Dictionary<string, double[]> expected = steps[0].ToDictionary(pair => pair.Key, pair => pair.Value.Select(value => (double)value).ToArray());
        for (int step = 1; step < steps.Count; step++)
        {
            double kept = warmsUp ? Math.Min(Decay, 1 - Math.Pow(1 + step, -2.0 / 3)) : Decay;
            foreach ((string name, double[] values) in expected)
            {
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] += (1 - kept) * (steps[step][name][i] - values[i]);
                }
            }
        }

        using Model model = TrainingRuns.Model("4", Plain);
        string average = FormattableString.Invariant($",\"average_decay\":{Decay},\"average_warm_up\":{(warmsUp ? "true" : "false")}");
        using TrainingRun run = TrainingRuns.Run(model, Options(average, 0.1), Samples.Balls(60, 4, 3, 1), Samples.Balls(30, 4, 3, 2));
        TrainingRuns.ToEnd(run); // three epochs of three steps
        foreach ((string name, float[] values) in Parameters(model))
        {
            Close.To<float>(expected[name], values, 1e-5, name);
        }
    }

    [Fact]
    public void The_average_is_what_is_validated()
    {
        Samples training = Samples.Balls(60, 4, 3, 1), validation = Samples.Balls(30, 4, 3, 2);
        using Model model = TrainingRuns.Model("4", Layers);
        using TrainingRun run = TrainingRuns.Run(model, Options(",\"average_decay\":0.9", 0.1), training, validation);
        TrainingRuns.ToEnd(run);
        using Model average = model.Copy();
        double expected = Loss(average, validation);
        Assert.Equal(expected, run.History[^1].ValidationLoss, 1e-6);
    }

    [Fact]
    public void A_resumed_run_of_all_remedies_ends_with_the_same_bits()
    {
        const string Remedies =
            """
            {"loss":"CrossEntropy","epochs":4,"batch_size":9,"seed":3,"order_seed":7,"draws_for_validation":true,"accumulate":3,
             "optimizer":{"type":"AdamW","lr":0.02},"schedule":{"type":"CosineAnnealingLR","T_max":4},"clip_norm":1,
             "l1":0.01,"l2":0.001,"proximal":true,"max_norm":2,"average_decay":0.9,"early_stopping":{"patience":2},
             "groups":[{"name":"*.bias","lr":0.05}],"decay_target":"weight"}
            """;
        const string Dropout = "Linear:out_features=8 BatchNorm ReLU Dropout:p=0.3 Linear:out_features=3";
        Samples training = Samples.Balls(60, 4, 3, 1), validation = Samples.Balls(700, 4, 3, 2);
        using Model whole = TrainingRuns.Model("4", Dropout);
        using TrainingRun reference = TrainingRuns.Run(whole, Remedies, training, validation);
        TrainingRuns.ToEnd(reference);
        for (int at = 1; at < 30; at++)
        {
            using Model parts = TrainingRuns.Model("4", Dropout), resumed = TrainingRuns.Model("4", Dropout, 9);
            using (TrainingRun first = TrainingRuns.Run(parts, Remedies, training, validation))
            {
                for (int i = 0; i < at; i++)
                {
                    first.Advance(0);
                }

                first.Save(path);
            }

            using TrainingRun second = TrainingRuns.Run(resumed, Remedies, training, validation);
            second.Restore(path);
            TrainingRuns.ToEnd(second);
            Assert.Equal(TrainingRuns.State(whole), TrainingRuns.State(resumed));
        }
    }

    private static double Loss(Model model, Samples data)
    {
        using Evaluator evaluator = new(model, data.Reader(model.InputCount, "data"), 1);
        Losses.Loss loss = Losses.Loss.Parse("\"CrossEntropy\"");
        loss.Fit(model.OutputShape, 1, "data");
        Losses.LossTotals totals = default;
        while (!evaluator.IsDone)
        {
            evaluator.Next(loss, ref totals, null);
        }

        return totals.MeanLoss;
    }

    private static Dictionary<string, float[]> AfterSteps(int steps, string more, double rate)
    {
        using Model model = TrainingRuns.Model("4", Plain);
        using TrainingRun run = TrainingRuns.Run(model, Options(more, rate), Samples.Balls(60, 4, 3, 1));
        while (run.History.Count * 3 < steps && run.Advance(0) is { } progress && ((progress.Epoch - 1) * 3) + progress.Step < steps)
        {
        }

        return Parameters(model);
    }

    private static string Options(string more, double rate) => FormattableString.Invariant(
        $$"""{"loss":"CrossEntropy","epochs":3,"batch_size":20,"seed":1,"optimizer":{"type":"SGD","lr":{{rate}} }{{more}} }""");

    private static Dictionary<string, float[]> Parameters(Model model) => model.State.Where(entry => entry.IsParameter)
        .ToDictionary(entry => entry.Name, entry => entry.Span.ToArray());
}
