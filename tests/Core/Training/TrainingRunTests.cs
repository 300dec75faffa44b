using NormTools.Contract;
using NormTools.Core.Graph;
using NormTools.Core.Models;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

public sealed unsafe class TrainingRunTests
{
    private const string Layers =
        "Linear:out_features=24 BatchNorm ReLU Dropout:p=0.3 Linear:out_features=12 LayerNorm GELU "
            + "Linear:out_features=3";
    private const string Options =
        """{"loss":"CrossEntropy","epochs":4,"batch_size":16,"seed":5,"optimizer":{"type":"Adam","lr":1e-2},"early_stopping":{"patience":3},"schedule":{"type":"ReduceLROnPlateau","patience":0}}""";

    [Fact]
    public void A_run_learns_and_tells_what_it_did()
    {
        using Model model = TrainingRuns.Model("4", Layers);
        using TrainingRun run = TrainingRuns.Run(model, Options, Samples.Balls(150, 4, 3, 1),
            Samples.Balls(50, 4, 3, 2));
        List<RunState> states = [];
        RunProgress progress;
        do
        {
            progress = run.Advance(10_000);
            states.Add(progress.State);
        }
        while (states[^1] == RunState.EpochFinished);

        Assert.Equal([RunState.EpochFinished, RunState.EpochFinished, RunState.EpochFinished, RunState.EpochFinished,
            RunState.Finished], states);
        Assert.Equal(4, progress.Records);
        Assert.Equal(10, progress.StepsPerEpoch);
        Assert.True(run.History[^1].ValidationMetrics[0] > 0.9);
        Assert.True(run.History[^1].TrainingLoss < run.History[0].TrainingLoss);
        Assert.Equal(run.History.Sum(epoch => epoch.Seconds), progress.ElapsedSeconds, 0.05);
        RunProgress again = run.Advance(10);
        Assert.Equal(progress, again);
    }

    [Fact]
    public void A_slice_of_no_time_is_one_step()
    {
        using Model model = TrainingRuns.Model("4", Layers);
        using TrainingRun run = TrainingRuns.Run(model, Options, Samples.Balls(150, 4, 3, 1),
            Samples.Balls(50, 4, 3, 2));
        for (int step = 1; step <= 10; step++)
        {
            Assert.Equal(step, run.Advance(0).Step);
        }

        RunProgress progress = run.Advance(0);
        Assert.Equal(RunState.EpochFinished, progress.State);
        Assert.Equal(1, progress.Records);
    }

    [Fact]
    public void A_slice_ends_when_its_time_is_over()
    {
        using Model model = TrainingRuns.Model("64", "Linear:out_features=128 ReLU Linear:out_features=10");
        string options = """{"loss":"CrossEntropy","epochs":1,"batch_size":8,"optimizer":{"type":"SGD"}}""";
        using TrainingRun run = TrainingRuns.Run(model, options, Samples.Balls(200_000, 64, 10, 1));
        run.Advance(0);
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        RunProgress progress = run.Advance(50);

        // No upper limit in milliseconds, which another process could break: the epoch would take many slices.
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds >= 50);
        Assert.Equal(RunState.Running, progress.State);
        Assert.InRange(progress.Step, 2, 24_999);
    }

    [Fact]
    public void Steps_allocate_nothing()
    {
        using Model model = TrainingRuns.Model("4", Layers);
        using TrainingRun run = TrainingRuns.Run(
            model, Options.Replace("\"batch_size\":16", "\"batch_size\":2,\"threads\":1", StringComparison.Ordinal),
            Samples.Balls(150, 4, 3, 1));
        run.Advance(0);
        run.Advance(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
        {
            run.Advance(0);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        float[] one = Train(1, out EpochResult[] first);
        float[] two = Train(2, out EpochResult[] second);
        Assert.Equal(one, two);
        Assert.Equal(first.Select(epoch => epoch.TrainingLoss), second.Select(epoch => epoch.TrainingLoss));

        static float[] Train(int threads, out EpochResult[] history)
        {
            using Model model = TrainingRuns.Model(
                "200", "Linear:out_features=300 BatchNorm ReLU Dropout Linear:out_features=150 LayerNorm GELU "
                    + "Linear:out_features=70 ReLU Linear:out_features=40");
            string options = $$"""{"loss":"CrossEntropy","epochs":3,"batch_size":130,"threads":{{threads}},"optimizer":{"type":"AdamW"},"clip_norm":0.5}""";
            using TrainingRun run = TrainingRuns.Run(model, options, Samples.Balls(300, 200, 40, 1));
            TrainingRuns.ToEnd(run);
            history = [.. run.History];
            return TrainingRuns.State(model);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(17)]
    [InlineData(33)]
    public void A_restored_run_goes_on_as_if_it_had_not_been_interrupted(int steps)
    {
        Samples training = Samples.Balls(150, 4, 3, 1);

        // More rows than one piece of evaluation takes, so that a checkpoint can lie inside a validation.
        Samples validation = Samples.Balls(1200, 4, 3, 2);
        using Model whole = TrainingRuns.Model("4", Layers);
        using TrainingRun uninterrupted = TrainingRuns.Run(whole, Options, training, validation);
        TrainingRuns.ToEnd(uninterrupted);

        string path = Path.GetTempFileName();
        try
        {
            using (Model model = TrainingRuns.Model("4", Layers))
            using (TrainingRun interrupted = TrainingRuns.Run(model, Options, training, validation))
            {
                for (int i = 0; i < steps; i++)
                {
                    interrupted.Advance(0);
                }

                interrupted.Save(path);
            }

            using Model other = TrainingRuns.Model("4", Layers, seed: 99);
            using TrainingRun resumed = TrainingRuns.Run(other, Options, training, validation);
            resumed.Restore(path);
            TrainingRuns.ToEnd(resumed);
            Assert.Equal(TrainingRuns.State(whole), TrainingRuns.State(other));
            Assert.Equal(
                uninterrupted.History.Select(epoch => epoch with { Seconds = 0 }), resumed.History.Select(epoch =>
                    epoch with { Seconds = 0 }));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("\"lr\":1e-2", "\"lr\":1e-3", "CheckpointMismatch", "-LearningRate is 0.001 and was 0.01.")]
    [InlineData("\"seed\":5", "\"seed\":6", "CheckpointMismatch", "-Seed is 6 and was 5.")]
    [InlineData("\"epochs\":4", "\"epochs\":1", "CheckpointMismatch", "epoch 2")]
    public void A_checkpoint_of_another_run_is_refused(string from, string to, string id, string message)
    {
        Samples training = Samples.Balls(150, 4, 3, 1);
        string path = Path.GetTempFileName();
        try
        {
            using Model model = TrainingRuns.Model("4", Layers);
            using TrainingRun run = TrainingRuns.Run(model, Options, training);
            run.Advance(10_000);
            run.Advance(0);
            run.Save(path);
            using Model other = TrainingRuns.Model("4", Layers);
            float[] before = TrainingRuns.State(other);
            using TrainingRun different =
                TrainingRuns.Run(other, Options.Replace(from, to, StringComparison.Ordinal), training);
            CoreException failure = Assert.Throws<CoreException>(() => different.Restore(path));
            Assert.Equal(id, failure.Id);
            Assert.Contains(message, failure.Message, StringComparison.Ordinal);
            Assert.Equal(before, TrainingRuns.State(other));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("\"type\":\"StepLR\",\"step_size\":2", "\"type\":\"StepLR\",\"step_size\":2,\"gamma\":0.1", null)]
    [InlineData("\"type\":\"StepLR\",\"step_size\":2", "\"type\":\"StepLR\",\"step_size\":3", "schedule.step_size is 3 and was 2")]
    [InlineData("\"type\":\"StepLR\",\"step_size\":2", "\"type\":\"ExponentialLR\",\"gamma\":0.1", "schedule.")]
    public void Options_are_compared_once_defaults_are_filled_in(string then, string now, string? difference)
    {
        const string Form = """{"loss":"CrossEntropy","epochs":4,"optimizer":{"type":"Adam"},"schedule":{S}}""";
        RunOptions options = new(Form.Replace("S", now, StringComparison.Ordinal), hasValidation: true);
        string? found = options.DifferenceTo(Form.Replace("S", then, StringComparison.Ordinal));
        Assert.StartsWith(difference ?? "none", found ?? "none", StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_can_go_on_with_more_epochs()
    {
        Samples training = Samples.Balls(150, 4, 3, 1);
        string path = Path.GetTempFileName();
        try
        {
            using Model model = TrainingRuns.Model("4", Layers);
            using TrainingRun run = TrainingRuns.Run(model, Options, training);
            for (int i = 0; i < 4; i++)
            {
                run.Advance(10_000);
            }

            run.Save(path);
            using Model other = TrainingRuns.Model("4", Layers);
            using TrainingRun longer =
                TrainingRuns.Run(other, Options.Replace("\"epochs\":4", "\"epochs\":6", StringComparison.Ordinal),
                training);
            longer.Restore(path);
            TrainingRuns.ToEnd(longer);
            Assert.Equal(6, longer.History.Count);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_loss_that_is_not_finite_ends_the_run_and_leaves_its_past()
    {
        using Model model = TrainingRuns.Model("4", "BatchNorm Linear:out_features=8 Linear:out_features=2");
        using TrainingRun run = Diverging(model);
        RunProgress end = TrainingRuns.ToEnd(run);
        Assert.Equal(RunState.NotFinite, end.State);
        Assert.InRange(end.Step, 1, 2);
        Assert.Equal(end.Epoch - 1, run.History.Count);
        StateEntry batches = model.State.Single(entry => entry.Name == "0.num_batches_tracked");
        Assert.Equal((2 * (end.Epoch - 1)) + end.Step - 1, *(long*)batches.Memory);
    }

    [Fact]
    public void A_running_variance_that_outgrows_its_type_ends_a_run_in_front_of_its_batch()
    {
        using Model model = TrainingRuns.Model("4", "Linear:out_features=8 BatchNorm Linear:out_features=2");
        using TrainingRun run = Diverging(model);
        CoreException failure = Assert.Throws<CoreException>(() => TrainingRuns.ToEnd(run));
        Assert.Equal("InfiniteRunningVariance", failure.Id);
        Assert.Equal(Status.NotFinite, failure.Status);
        Assert.StartsWith("Layer 1 (BatchNorm): the batch makes running_var infinite for channel ", failure.Message);
        RunProgress end = run.Advance(0);
        Assert.Equal(RunState.NotFinite, end.State);
        Assert.Equal(end.Epoch - 1, run.History.Count);
        Assert.Equal(1e8, end.LearningRate);
        Assert.All(TrainingRuns.State(model), value => Assert.True(float.IsFinite(value)));
        StateEntry batches = model.State.Single(entry => entry.Name == "1.num_batches_tracked");
        Assert.Equal((2 * (end.Epoch - 1)) + end.Step - 1, *(long*)batches.Memory);
    }

    [Fact]
    public void A_run_that_is_finished_keeps_its_history()
    {
        using Model model = TrainingRuns.Model("4", Layers);
        using TrainingRun run = TrainingRuns.Run(model, Options, Samples.Balls(150, 4, 3, 1));
        run.Advance(10_000);
        run.Advance(0);
        RunProgress progress = run.Finish();
        Assert.Equal(RunState.Stopped, progress.State);
        Assert.Single(run.History);
        Assert.Equal(progress, run.Finish());
        Assert.Equal(progress, run.Advance(10));
        Assert.Equal("RunFinished", Assert.Throws<CoreException>(() => run.Save("anywhere")).Id);
    }

    [Fact]
    public void A_run_outlives_the_handle_of_its_model()
    {
        Model model = TrainingRuns.Model("4", Layers);
        using TrainingRun run = TrainingRuns.Run(model, Options, Samples.Balls(150, 4, 3, 1));
        model.Dispose();
        Assert.Equal(RunState.Finished, TrainingRuns.ToEnd(run).State);
        Assert.True(model.Memory is null);
    }

    [Fact]
    public void The_last_short_batch_counts_by_its_size_or_is_left_out()
    {
        using Model model = TrainingRuns.Model("4", "Linear:out_features=3");
        Samples samples = Samples.Balls(25, 4, 3, 1);
        string options = """{"loss":"CrossEntropy","epochs":1,"batch_size":10,"shuffle":false,"optimizer":{"type":"SGD","lr":0}}""";
        ModelEvaluation evaluation = SamplePass.Judge(model, samples.View, Losses.Loss.Parse("\"CrossEntropy\""), 1);
        using (TrainingRun run = TrainingRuns.Run(model, options, samples))
        {
            Assert.Equal(3, TrainingRuns.ToEnd(run).StepsPerEpoch);
            Assert.Equal(evaluation.Loss, run.History[0].TrainingLoss, 1e-6);
            Assert.Equal(evaluation.Accuracy, run.History[0].TrainingMetrics[0]);
        }

        using (TrainingRun run = TrainingRuns.Run(model,
            options.Replace("\"shuffle\"", "\"drop_last\":true,\"shuffle\"", StringComparison.Ordinal), samples))
        {
            Assert.Equal(2, TrainingRuns.ToEnd(run).StepsPerEpoch);
        }
    }

    private static TrainingRun Diverging(Model model) => TrainingRuns.Run(
        model,
        """{"loss":"MeanSquaredError","epochs":500,"batch_size":10,"optimizer":{"type":"SGD","lr":1e8}}""",
        Samples.Values([.. Enumerable.Range(0, 80).Select(i => i * 1f)], new float[40], 20));
}
