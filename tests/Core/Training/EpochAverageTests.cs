using NormTools.Contract;
using NormTools.Core.Graph;
using NormTools.Core.Models;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Averages of the weights behind epochs, and the statistics of batch normalisations under them.</summary>
public sealed unsafe class EpochAverageTests : IDisposable
{
    private const string Layers = "Linear:out_features=8 BatchNorm ReLU Dropout:p=0.2 Linear:out_features=6 BatchNorm ReLU Linear:out_features=3";
    private const int Rows = 65;
    private const int Batch = 10;

    private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.checkpoint");

    public void Dispose() => File.Delete(path);

    [Theory]
    [InlineData(2, 1, new[] { 2, 3, 4, 5 })]
    [InlineData(2, 2, new[] { 2, 4 })]
    [InlineData(1, 3, new[] { 1, 4 })]
    [InlineData(5, 1, new[] { 5 })]
    public void The_model_ends_with_the_mean_of_its_weights_and_the_statistics_of_all_rows(int from, int every, int[] epochs)
    {
        using Model model = TrainingRuns.Model("4", Layers);
        TrainingRuns.ToEnd(TrainingRuns.Run(model, Options(5, from, every), Data()));
        Dictionary<string, float[]>[] each = [.. epochs.Select(After)];
        foreach (StateEntry entry in model.State.Where(entry => entry.IsParameter))
        {
            double[] mean = [.. Enumerable.Range(0, entry.Count).Select(i => each.Average(weights => (double)weights[entry.Name][i]))];
            Close.To<float>(mean, entry.Span.ToArray(), 1e-6, entry.Name);
        }

        // Every part of the rows goes through by its own statistics, as in training; mean and variance are those of all.
        Dictionary<string, float[]> state = State(model);
        float[] x = new ReadOnlySpan<float>(Data().View.Features, Rows * 4).ToArray();
        double[][] rows = [.. Enumerable.Range(0, Rows).Select(row => Linear(state, "0", [.. x[(row * 4)..((row + 1) * 4)].Select(value => (double)value)]))];
        Check(state, "1", rows);
        int parts = Rows / Batch;
        for (int part = 0; part < parts; part++)
        {
            (int first, int end) = (part * Rows / parts, (part + 1) * Rows / parts);
            double[][] values = rows[first..end];
            for (int i = 0; i < 8; i++)
            {
                double mean = values.Average(row => row[i]), variance = values.Average(row => (row[i] - mean) * (row[i] - mean));
                for (int row = first; row < end; row++)
                {
                    double normal = (values[row - first][i] - mean) / Math.Sqrt(variance + 1e-5);
                    rows[row] = [.. rows[row][..i], Math.Max(0, (normal * state["1.weight"][i]) + state["1.bias"][i]), .. rows[row][(i + 1)..]];
                }
            }
        }

        Check(state, "5", [.. rows.Select(row => Linear(state, "4", row))]);
    }

    [Fact]
    public void The_average_is_validated_and_can_be_the_best()
    {
        using Model model = TrainingRuns.Model("4", Layers);
        Samples validation = Samples.Balls(30, 4, 3, 9);
        string stopping = Options(5, 2, 1).Replace("\"epochs\"", "\"early_stopping\":{\"patience\":9,\"restore_best\":true},\"epochs\"", StringComparison.Ordinal);
        using TrainingRun run = TrainingRuns.Run(model, stopping, Data(), validation);
        long best = TrainingRuns.ToEnd(run).BestEpoch;
        ModelEvaluation judged = SamplePass.Judge(model, validation.View, Losses.Loss.Parse("\"CrossEntropy\""), 1);
        Assert.Equal(run.History[(int)best - 1].ValidationLoss, judged.Loss, 1e-12);
    }

    [Fact]
    public void A_run_that_is_resumed_anywhere_ends_with_the_same_bits()
    {
        using Model whole = TrainingRuns.Model("4", Layers);
        using TrainingRun through = TrainingRuns.Run(whole, Options(4, 2, 1), Data(), Samples.Balls(30, 4, 3, 9));
        TrainingRuns.ToEnd(through);
        for (int stop = 1; stop < 60; stop++)
        {
            using Model first = TrainingRuns.Model("4", Layers);
            using (TrainingRun half = TrainingRuns.Run(first, Options(4, 2, 1), Data(), Samples.Balls(30, 4, 3, 9)))
            {
                bool ended = false;
                for (int i = 0; i < stop && !ended; i++)
                {
                    ended = half.Advance(0).State is not (RunState.Running or RunState.EpochFinished);
                }

                if (ended)
                {
                    Assert.True(stop > 40, $"it ended after {stop} pieces");
                    return;
                }

                half.Save(path);
            }

            using Model second = TrainingRuns.Model("4", Layers, seed: 9);
            using TrainingRun rest = TrainingRuns.Run(second, Options(4, 2, 1), Data(), Samples.Balls(30, 4, 3, 9));
            rest.Restore(path);
            TrainingRuns.ToEnd(rest);
            Assert.Equal(TrainingRuns.State(whole), TrainingRuns.State(second));
            Assert.Equal(through.History.Select(epoch => epoch.ValidationLoss), rest.History.Select(epoch => epoch.ValidationLoss));
        }
    }

    [Fact]
    public void A_run_that_is_ended_while_it_pools_has_all_statistics()
    {
        using Model whole = TrainingRuns.Model("4", Layers), ended = TrainingRuns.Model("4", Layers);
        TrainingRuns.ToEnd(TrainingRuns.Run(whole, Options(2, 2, 1), Data()));
        using TrainingRun run = TrainingRuns.Run(ended, Options(3, 2, 1), Data());
        for (int i = 0; i < 8 + 8 + 3; i++) // two epochs of 7 steps, and some parts of the rows
        {
            run.Advance(0);
        }

        Assert.Single(run.History);
        run.Finish();
        Assert.Equal(TrainingRuns.State(whole), TrainingRuns.State(ended));
    }

    [Fact]
    public void Averages_of_steps_and_of_epochs_are_two_things()
    {
        using Model model = TrainingRuns.Model("4", Layers);
        string both = Options(4, 2, 1).Replace("\"average_from\"", "\"average_decay\":0.9,\"average_from\"", StringComparison.Ordinal);
        Assert.Equal("InvalidRunOptions", Assert.Throws<CoreException>(() => TrainingRuns.Run(model, both, Data())).Id);
    }

    private static Samples Data() => Samples.Balls(Rows, 4, 3, 1);

    private static string Options(int epochs, int? from = null, int every = 1) =>
        $"{{\"loss\":\"CrossEntropy\",\"epochs\":{epochs},\"batch_size\":{Batch},\"seed\":3,\"optimizer\":{{\"type\":\"SGD\",\"lr\":0.3}}"
            + (from is null ? "}" : $",\"average_from\":{from},\"average_every\":{every}}}");

    private static Dictionary<string, float[]> After(int epochs)
    {
        using Model model = TrainingRuns.Model("4", Layers);
        TrainingRuns.ToEnd(TrainingRuns.Run(model, Options(epochs), Data()));
        return State(model);
    }

    private static Dictionary<string, float[]> State(Model model) =>
        model.State.Where(entry => entry.Type == DType.Float32).ToDictionary(entry => entry.Name, entry => entry.Span.ToArray());

    private static double[] Linear(Dictionary<string, float[]> state, string layer, double[] x) => [.. state[layer + ".bias"].Select(
        (bias, unit) => bias + x.Select((value, i) => value * state[layer + ".weight"][(unit * x.Length) + i]).Sum())];

    private static void Check(Dictionary<string, float[]> state, string layer, double[][] rows)
    {
        for (int i = 0; i < rows[0].Length; i++)
        {
            double mean = rows.Average(row => row[i]);
            Assert.Equal(mean, state[layer + ".running_mean"][i], 2e-5);
            Assert.Equal(rows.Sum(row => (row[i] - mean) * (row[i] - mean)) / (rows.Length - 1), state[layer + ".running_var"][i], 2e-5);
        }
    }
}
