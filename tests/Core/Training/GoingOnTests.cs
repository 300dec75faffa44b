using NormTools.Contract;
using NormTools.Core.Models;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>A run that has ended goes on in another one of the same process.</summary>
public sealed class GoingOnTests
{
    private const string Layers = "Linear:out_features=8 BatchNorm ReLU Dropout:p=0.2 Linear:out_features=3";

    private const string Form =
        """{"loss":"CrossEntropy","epochs":EPOCHS,"batch_size":32,"seed":5,"optimizer":{"type":"Adam","lr":1e-2}REST}""";

    [Theory]
    [InlineData("")]
    [InlineData(",\"schedule\":{\"type\":\"StepLR\",\"step_size\":2}")]
    [InlineData(",\"average_decay\":0.9,\"accumulate\":3,\"clip_norm\":1")]
    [InlineData(",\"early_stopping\":{\"patience\":50}")]
    public void It_ends_with_the_bits_of_one_run_of_all_epochs(string rest)
    {
        Samples training = Samples.Balls(150, 4, 3, 1);
        Samples validation = Samples.Balls(60, 4, 3, 2);
        using Model whole = TrainingRuns.Model("4", Layers);
        using TrainingRun atOnce = TrainingRuns.Run(whole, Options(7, rest), training, validation);
        TrainingRuns.ToEnd(atOnce);
        using Model model = TrainingRuns.Model("4", Layers);
        using TrainingRun first = TrainingRuns.Run(model, Options(3, rest), training, validation);
        TrainingRuns.ToEnd(first);
        using TrainingRun second = TrainingRuns.Run(model, Options(7, rest), training, validation);
        RunProgress place = second.Restore(first);
        Assert.Equal((3, 3), (place.Epoch, place.Records));
        TrainingRuns.ToEnd(second);
        Assert.Equal(TrainingRuns.State(whole), TrainingRuns.State(model));
        Assert.Equal(
            atOnce.History.Select(epoch => epoch with { Seconds = 0 }), second.History.Select(epoch => epoch with { Seconds = 0 }));
    }

    [Fact]
    public void One_that_early_stopping_ended_goes_on_where_that_is_wished_and_waits_anew()
    {
        const string Impatient = ",\"early_stopping\":{\"patience\":1,\"min_delta\":1000}";
        Samples training = Samples.Balls(150, 4, 3, 1);
        using Model model = TrainingRuns.Model("4", Layers);
        using TrainingRun first = TrainingRuns.Run(model, Options(9, Impatient), training);
        Assert.Equal(RunState.StoppedEarly, TrainingRuns.ToEnd(first).State);
        Assert.Equal(2, first.History.Count);
        using TrainingRun again = TrainingRuns.Run(model, Options(9, Impatient), training);
        Assert.Equal(1, again.Restore(first).Ending);
        Assert.Equal(RunState.StoppedEarly, TrainingRuns.ToEnd(again).State);
        using TrainingRun second = TrainingRuns.Run(model, Options(9, Impatient + ",\"goes_on\":true"), training);
        Assert.Equal(0, second.Restore(again).Ending);
        Assert.Equal(RunState.StoppedEarly, TrainingRuns.ToEnd(second).State);
        Assert.Equal(3, second.History.Count);
    }

    [Fact]
    public void A_run_that_is_under_way_gives_its_place_too()
    {
        Samples training = Samples.Balls(150, 4, 3, 1);
        using Model whole = TrainingRuns.Model("4", Layers);
        using TrainingRun atOnce = TrainingRuns.Run(whole, Options(4, string.Empty), training);
        TrainingRuns.ToEnd(atOnce);
        using Model model = TrainingRuns.Model("4", Layers);
        using TrainingRun first = TrainingRuns.Run(model, Options(2, string.Empty), training);
        first.Advance(0);
        first.Advance(0);
        using TrainingRun second = TrainingRuns.Run(model, Options(4, string.Empty), training);
        Assert.Equal(2, second.Restore(first).Step);
        TrainingRuns.ToEnd(second);
        Assert.Equal(TrainingRuns.State(whole), TrainingRuns.State(model));
    }

    [Theory]
    [InlineData(150, 7)]
    [InlineData(149, 1)]
    public void Other_data_are_refused(int rows, int seed)
    {
        using Model model = TrainingRuns.Model("4", Layers);
        using TrainingRun first = TrainingRuns.Run(model, Options(1, string.Empty), Samples.Balls(150, 4, 3, 1));
        TrainingRuns.ToEnd(first);
        using TrainingRun second = TrainingRuns.Run(model, Options(2, string.Empty), Samples.Balls(rows, 4, 3, seed));
        Assert.Equal("CheckpointMismatch", Assert.Throws<CoreException>(() => second.Restore(first)).Id);
    }

    [Fact]
    public void A_loss_that_was_not_finite_is_nothing_to_go_on_from()
    {
        Samples training = Samples.Balls(150, 4, 3, 1);
        using Model model = TrainingRuns.Model("4", "Linear:out_features=8 Linear:out_features=3");
        string options = Options(3, string.Empty).Replace("\"Adam\",\"lr\":1e-2", "\"SGD\",\"lr\":1e30", StringComparison.Ordinal);
        using TrainingRun first = TrainingRuns.Run(model, options, training);
        Assert.Equal(RunState.NotFinite, TrainingRuns.ToEnd(first).State);
        using Model other = TrainingRuns.Model("4", "Linear:out_features=8 Linear:out_features=3");
        using TrainingRun second = TrainingRuns.Run(other, options, training);
        Assert.Equal("StateNotKept", Assert.Throws<CoreException>(() => second.Restore(first)).Id);
    }

    [Fact]
    public void The_last_epoch_says_that_the_run_ends_with_the_next_call()
    {
        using Model model = TrainingRuns.Model("4", Layers);
        using TrainingRun run = TrainingRuns.Run(model, Options(2, string.Empty), Samples.Balls(150, 4, 3, 1));
        Assert.Equal(0, run.Advance(100_000).Ending);
        Assert.Equal(1, run.Advance(100_000).Ending);
        Assert.Equal(RunState.Finished, run.Advance(0).State);
    }

    private static string Options(int epochs, string rest) => Form
        .Replace("EPOCHS", $"{epochs}", StringComparison.Ordinal).Replace("REST", rest, StringComparison.Ordinal);
}
