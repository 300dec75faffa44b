using NormTools.Contract;
using NormTools.Core.Models;
using NormTools.Core.Optimizers;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Parameters with arguments of their own, frozen ones, and steps that are left out.</summary>
public sealed class ParameterGroupTests : IDisposable
{
    private const string Layers = "Linear:out_features=8 BatchNorm ReLU Linear:out_features=3";

    private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.checkpoint");

    public static TheoryData<string> Optimizers => [.. Optimizer.Catalog.Names];

    public void Dispose() => File.Delete(path);

    [Fact]
    public void The_order_of_a_group_s_entries_is_of_no_account()
    {
        // Hashtables of a script come in another order in each process.
        const string One = "[{\"name\":\"0\",\"lr\":0.1,\"weight_decay\":0.1},{\"name\":\"2\",\"weight_decay\":0.1,\"lr\":0.1}]";
        const string Other = "[{\"weight_decay\":0.1,\"name\":\"0\",\"lr\":0.1},{\"lr\":0.1,\"weight_decay\":0.1,\"name\":\"2\"}]";
        RunOptions[] options = [.. new[] { One, Other }.Select(groups =>
            new RunOptions($"{{\"loss\":\"CrossEntropy\",\"epochs\":1,\"optimizer\":\"SGD\",\"groups\":{groups}}}", false))];
        Assert.Equal(options[0].Settings["groups"], options[1].Settings["groups"]);
        Assert.Null(options[0].DifferenceTo(options[1].Json));
        using Model model = TrainingRuns.Model("4", "Linear:out_features=8 ReLU Linear:out_features=3");
        Assert.All(options, given => Assert.Single(given.Groups.Apply(model, given.Optimizer, given.Schedule).All));
    }

    [Fact]
    public void Frozen_parameters_keep_their_bits_and_the_others_move()
    {
        using Model model = TrainingRuns.Model("4", Layers);
        Dictionary<string, float[]> before = Parameters(model);
        Train(model, """ "freeze":["0","*.bias"] """);
        foreach ((string name, float[] values) in Parameters(model))
        {
            bool stays = name.StartsWith("0.", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal);
            Assert.Equal(stays, values.SequenceEqual(before[name]));
        }
    }

    [Fact]
    public void A_group_moves_as_a_run_with_its_arguments_would_move_it()
    {
        // One step: the gradients are the same, so each parameter is where a run of its own arguments puts it.
        const string Groups = """ "groups":[{"layer_type":"Batch*","lr":0.5},{"name":["*.bias"],"weight_decay":0,"lr":0.25}] """;
        Dictionary<string, float[]> grouped = AfterOneStep(Groups, 0.1, 0.01);
        foreach ((string name, float[] values) in grouped)
        {
            double rate = name.StartsWith("1.", StringComparison.Ordinal) ? 0.5 : name.EndsWith("bias", StringComparison.Ordinal) ? 0.25 : 0.1;
            double decay = rate == 0.25 ? 0 : 0.01;
            Assert.Equal(AfterOneStep(string.Empty, rate, decay)[name], values);
        }
    }

    [Fact]
    public void The_decay_of_weights_spares_vectors_unless_their_group_has_one()
    {
        const string Options = """ "decay_target":"weight","groups":[{"name":"1.*","weight_decay":0.3}] """;
        foreach ((string name, float[] values) in AfterOneStep(Options, 0.1, 0.2))
        {
            double decay = name.StartsWith("1.", StringComparison.Ordinal) ? 0.3 : name.EndsWith("weight", StringComparison.Ordinal) ? 0.2 : 0;
            Assert.Equal(AfterOneStep(string.Empty, 0.1, decay)[name], values);
        }
    }

    [Fact]
    public void A_schedule_moves_each_group_from_its_own_rate()
    {
        foreach (string schedule in new[] { """{"type":"ExponentialLR","gamma":0.5}""", """{"type":"Table","rates":[0.2,0.1,0.05]}""" })
        {
            using Model one = TrainingRuns.Model("4", Layers), other = TrainingRuns.Model("4", Layers);
            Train(one, $$""" "schedule":{{schedule}},"groups":[{"name":"*","lr":0.1}] """, rate: 0.2);
            Train(other, """ "schedule":{"type":"ExponentialLR","gamma":0.5} """, rate: 0.1);
            Assert.Equal(TrainingRuns.State(other), TrainingRuns.State(one));
        }
    }

    [Theory]
    [InlineData(""" "groups":[{"name":"7.*","lr":1}] """, "NoSuchParameter", "0.weight, 0.bias, 1.weight")]
    [InlineData(""" "groups":[{"lr":1}] """, "InvalidRunOptions", "by name or layer_type")]
    [InlineData(""" "groups":[{"name":"*","betas":[0,0]}] """, "UnknownOption", "betas")]
    [InlineData(""" "freeze":["*"] """, "NothingToTrain", "frozen")]
    [InlineData(""" "freeze":["x"] """, "NoSuchParameter", "Linear, BatchNorm")]
    [InlineData(""" "decay_target":"bias" """, "InvalidRunOptions", "weight")]
    public void What_cannot_be_is_refused(string options, string id, string message)
    {
        using Model model = TrainingRuns.Model("4", Layers);
        CoreException failure = Assert.Throws<CoreException>(() => Train(model, options));
        Assert.Equal(id, failure.Id);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_resumed_run_of_groups_ends_with_the_same_bits(string optimizer)
    {
        bool isWhole = Optimizer.Catalog.Entries.Single(entry => entry.Name == optimizer).Sample.NeedsClosure;
        string groups = isWhole ? string.Empty : "\"groups\":[{\"name\":\"*.bias\",\"lr\":0.02}],";
        string options =
            $$"""
            {"loss":"CrossEntropy","epochs":4,"batch_size":{{(isWhole ? 60 : 16)}},"seed":3,"freeze":["1.weight"],{{groups}}
             "optimizer":{"type":"{{optimizer}}","lr":0.01},"schedule":{"type":"ReduceLROnPlateau","patience":0} }
            """;
        using Model whole = TrainingRuns.Model("4", Layers), parts = TrainingRuns.Model("4", Layers), resumed = TrainingRuns.Model("4", Layers, 9);
        TrainingRuns.ToEnd(TrainingRuns.Run(whole, options, Samples.Balls(60, 4, 3, 1)));
        using (TrainingRun first = TrainingRuns.Run(parts, options, Samples.Balls(60, 4, 3, 1)))
        {
            for (int i = 0; i < (isWhole ? 3 : 7); i++)
            {
                first.Advance(0);
            }

            first.Save(path);
        }

        using TrainingRun second = TrainingRuns.Run(resumed, options, Samples.Balls(60, 4, 3, 1));
        second.Restore(path);
        TrainingRuns.ToEnd(second);
        Assert.Equal(TrainingRuns.State(whole), TrainingRuns.State(resumed));
    }

    [Fact]
    public void Lbfgs_finds_the_least_squares_in_a_few_steps()
    {
        System.Random random = new(1);
        float[] x = [.. Enumerable.Range(0, 90).Select(_ => (float)(random.NextDouble() - 0.5))];
        float[] y = [.. Enumerable.Range(0, 30).Select(row => (2 * x[row * 3]) - x[(row * 3) + 1] + 0.5f)];
        using Model model = TrainingRuns.Model("3", "Linear:out_features=1");
        using TrainingRun run = TrainingRuns.Run(
            model, """{"loss":"MeanSquaredError","epochs":3,"batch_size":30,"optimizer":{"type":"LBFGS","line_search_fn":"strong_wolfe"}}""",
            Samples.Values(x, y, 30));
        TrainingRuns.ToEnd(run);
        Assert.True(run.History[^1].TrainingLoss < 1e-9, $"{run.History[^1].TrainingLoss}");
        float[] weights = TrainingRuns.State(model);
        Assert.Equal(2, weights[0], 1e-3f);
        Assert.Equal(-1, weights[1], 1e-3f);
        Assert.Equal(0, weights[2], 1e-3f);
    }

    [Fact]
    public void Lbfgs_takes_the_whole_data_as_one_batch()
    {
        using Model model = TrainingRuns.Model("4", Layers);
        CoreException failure = Assert.Throws<CoreException>(() => TrainingRuns.Run(
            model, """{"loss":"CrossEntropy","epochs":1,"batch_size":16,"optimizer":"LBFGS"}""", Samples.Balls(60, 4, 3, 1)));
        Assert.Equal("NotOneBatch", failure.Id);
        Assert.Contains("-BatchSize 60", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 2, true)]
    [InlineData(2, 2, false)]
    public void Steps_without_a_finite_gradient_are_left_out_and_counted(int steps, int limit, bool ends)
    {
        // Outputs near 1e25 have a finite loss in double precision, and gradients beyond float32.
        float[] x = [.. Enumerable.Repeat(1e25f, steps)], y = new float[steps];
        using Model model = TrainingRuns.Model("1", "Linear:out_features=1");
        float[] before = TrainingRuns.State(model);
        using TrainingRun run = TrainingRuns.Run(
            model,
            $$"""{"loss":"MeanSquaredError","epochs":1,"batch_size":1,"optimizer":"SGD","clip_norm":1,"skip_limit":{{limit}}}""",
            Samples.Values(x, y, steps));
        RunProgress progress = default;
        if (ends)
        {
            CoreException failure = Assert.Throws<CoreException>(() => TrainingRuns.ToEnd(run));
            Assert.Equal("GradientNotFinite", failure.Id);
            progress = run.Advance(0);
        }
        else
        {
            progress = TrainingRuns.ToEnd(run);
        }

        Assert.Equal(ends ? RunState.NotFinite : RunState.Finished, progress.State);
        Assert.Equal(steps, progress.Skipped);
        Assert.Equal(before, TrainingRuns.State(model));
    }

    private static Dictionary<string, float[]> AfterOneStep(string more, double rate, double decay)
    {
        using Model model = TrainingRuns.Model("4", Layers);
        using TrainingRun run = TrainingRuns.Run(model, Options(more, rate, decay), Samples.Balls(60, 4, 3, 1));
        run.Advance(0);
        return Parameters(model);
    }

    private static void Train(Model model, string more, double rate = 0.1)
    {
        using TrainingRun run = TrainingRuns.Run(model, Options(more, rate, 0), Samples.Balls(60, 4, 3, 1));
        TrainingRuns.ToEnd(run);
    }

    private static string Options(string more, double rate, double decay) => FormattableString.Invariant(
        $$"""
        {"loss":"CrossEntropy","epochs":3,"batch_size":20,"seed":1{{(more.Length > 0 ? "," : string.Empty)}}{{more}},
         "optimizer":{"type":"SGD","lr":{{rate}},"weight_decay":{{decay}} } }
        """);

    private static Dictionary<string, float[]> Parameters(Model model) => model.State.Where(entry => entry.IsParameter)
        .ToDictionary(entry => entry.Name, entry => entry.Span.ToArray());
}
