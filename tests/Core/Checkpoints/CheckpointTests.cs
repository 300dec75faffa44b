using System.Numerics;
using NormTools.Core.Checkpoints;
using NormTools.Core.Data;
using NormTools.Core.Models;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

public sealed class CheckpointTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.checkpoint");

    public static TheoryData<string> Version1Names => [.. Version1Run.All.Select(run => run.Name)];

    public void Dispose() => File.Delete(path);

    [Theory]
    [MemberData(nameof(Version1Names))]
    public void A_checkpoint_of_format_1_goes_on_to_the_bits_that_it_went_on_to_then(string name)
    {
        Version1Run old = Version1Run.All.Single(run => run.Name == name);
        (float[] weights, EpochResult[] history) = Resume(old, Version1Run.Path($"{name}.checkpoint"));

        // Sums have another order at another width, and the code of then was run at these two.
        int lanes = Vector<float>.Count;
        using Model then = ModelFile.Load(Version1Run.Path($"{name}.end{(lanes == 4 ? 4 : 8)}.safetensors"));
        string losses = string.Join(' ', history.Select(epoch => FormattableString.Invariant($"{epoch.TrainingLoss:R}")));
        if (lanes <= 8)
        {
            Assert.Equal(TrainingRuns.State(then), weights);
            Assert.Equal(then.Metadata["losses"], losses);
        }
        else
        {
            Close.To<float>([.. TrainingRuns.State(then).Select(value => (double)value)], weights, 1e-4, name);
        }
    }

    [Theory]
    [MemberData(nameof(Version1Names))]
    public void A_checkpoint_of_format_1_and_the_one_that_is_written_after_it_go_on_to_the_same_bits(string name)
    {
        Version1Run old = Version1Run.All.Single(run => run.Name == name);
        string first = Version1Run.Path($"{name}.checkpoint");
        using (Model model = TrainingRuns.Model(old.Shape, old.Layers, seed: 99))
        using (TrainingRun run = TrainingRuns.Run(model, old.Options, old.Training, old.Validation))
        {
            run.Restore(first);
            run.Save(path);
        }

        (float[] weights, EpochResult[] history) = Resume(old, first);
        (float[] again, EpochResult[] historyAgain) = Resume(old, path);
        Assert.Equal(weights, again);
        Assert.Equal(Untimed(history), Untimed(historyAgain));
    }

    [Fact]
    public void A_model_of_the_format_before_checksums_loads()
    {
        using Model model = ModelFile.Load(Version1Run.Path("adam-in-epoch.end8.safetensors"));
        Assert.Equal("as version 1 wrote it", model.Metadata["note"]);
        Assert.Equal("[\"a\",\"ä \\\"b\\\"\",\"c\"]", model.Metadata["class_names"]);
        Assert.Equal(8, model.Layers.Count);
    }

    [Fact]
    public void Entries_have_names_and_types()
    {
        Write();
        using SafetensorsReader file = new(path);
        Assert.Equal("2", file.Metadata["normtools_checkpoint"]);
        Assert.Equal(("I64", 0), (file.Tensors["run.epoch"].Type, file.Tensors["run.epoch"].Shape.Length));
        Assert.Equal(("F64", 1), (file.Tensors["history.training_loss"].Type, file.Tensors["history.training_loss"].Shape.Length));
        Assert.Equal("F32", file.Tensors["optimizer.max_exp_avg_sq"].Type);
        Assert.Equal("F64", file.Tensors["schedule.best"].Type);
        Assert.Equal("U8", file.Tensors["generator"].Type);
        Assert.Equal([24, 4], file.Tensors["model.0.weight"].Shape);
        Assert.Equal([24, 4], file.Tensors["best.0.weight"].Shape);
    }

    [Theory]
    [InlineData("early_stopping.best_epoch", 99L)]
    [InlineData("early_stopping.wait", -1L)]
    [InlineData("run.epoch", -1L)]
    [InlineData("run.epoch", 2L)]
    [InlineData("run.step", 11L)]
    [InlineData("run.state", 2L)]
    [InlineData("run.stop", 5L)]
    [InlineData("optimizer.steps", -1L)]
    [InlineData("training.samples", 1000L)]
    [InlineData("training.samples", -1L)]
    [InlineData("validation.samples", 61L)]
    [InlineData("history.epoch", 7L)]
    [InlineData("schedule.num_bad_epochs", 3L)]
    public void A_whole_number_that_cannot_be_is_named(string name, long value)
    {
        Write();
        CheckpointFiles.ChangeValue(path, name, 0, value);
        Assert.Equal("NotACheckpoint", Refusal().Id);
    }

    [Theory]
    [InlineData("run.total_seconds", 1e300)]
    [InlineData("run.epoch_seconds", -1)]
    [InlineData("run.total_seconds", double.NaN)]
    [InlineData("run.rate", -1)]
    [InlineData("history.seconds", double.PositiveInfinity)]
    [InlineData("early_stopping.best_value", double.NaN)]
    [InlineData("schedule.rate", -2)]
    public void A_real_number_that_cannot_be_is_named(string name, double value)
    {
        Write();
        CheckpointFiles.ChangeValue(path, name, 0, value);
        Assert.Equal("NotACheckpoint", Refusal().Id);
    }

    [Theory]
    [InlineData("counters", 3, 99L)] // the epoch
    [InlineData("counters", 11, 61L)] // the validation's place
    [InlineData("numbers", 7, 99d)] // the best epoch
    [InlineData("numbers", 6, 0.5)] // the wait
    [InlineData("numbers", 4, 1e300)] // the seconds
    [InlineData("history", 0, 1e300)]
    public void What_format_1_holds_is_checked_as_well(string name, int index, object value)
    {
        File.Copy(Version1Run.Path("adam-in-epoch.checkpoint"), path);
        if (value is long whole)
        {
            CheckpointFiles.ChangeValue(path, name, index, whole);
        }
        else
        {
            CheckpointFiles.ChangeValue(path, name, index, (double)value);
        }

        Assert.Contains(Refusal().Id, new[] { "NotACheckpoint", "CheckpointMismatch" });
    }

    [Fact]
    public void Each_entry_is_missed_by_its_name()
    {
        Write();
        string[] names;
        using (SafetensorsReader file = new(path))
        {
            names = [.. file.Tensors.Keys.Where(name => !name.StartsWith("model.", StringComparison.Ordinal)
                && !name.StartsWith("best.", StringComparison.Ordinal))];
        }

        byte[] whole = File.ReadAllBytes(path);
        Assert.InRange(names.Length, 20, 100);
        foreach (string name in names)
        {
            File.WriteAllBytes(path, whole);
            CheckpointFiles.ChangeHeader(path, header =>
            {
                System.Text.Json.Nodes.JsonNode entry = header[name]!.DeepClone();
                header.Remove(name);
                header["unknown"] = entry;
            });
            CoreException failure = Refusal();
            Assert.Equal("NotACheckpoint", failure.Id);
            Assert.Contains($"\"{name}\"", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_newer_format_says_so()
    {
        Write();
        CheckpointFiles.ChangeHeader(path, header => header["__metadata__"]![CheckpointReader.VersionKey] = "3");
        Assert.Equal("NewerCheckpoint", Refusal().Id);
    }

    [Fact]
    public void Every_byte_that_is_damaged_is_noticed()
    {
        Write();
        byte[] whole = File.ReadAllBytes(path);
        for (int at = 0; at < whole.Length; at += 97)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 4;
            File.WriteAllBytes(path, damaged);
            Assert.Contains(Refusal().Id, new[] { "DamagedFile", "InvalidSafetensors" });
        }
    }

    // A file that is no whole checkpoint of the run leaves the model as it was.
    private CoreException Refusal()
    {
        Version1Run one = Version1Run.All[0];
        using Model model = TrainingRuns.Model(one.Shape, one.Layers, seed: 3);
        float[] before = TrainingRuns.State(model);
        byte[] stream = model.Stream.GetState();
        using TrainingRun run = TrainingRuns.Run(model, one.Options, one.Training, one.Validation);
        CoreException failure = Assert.Throws<CoreException>(() => run.Restore(path));
        Assert.Equal(before, TrainingRuns.State(model));
        Assert.Equal(stream, model.Stream.GetState());
        return failure;
    }

    // Inside an epoch, with a best one behind it.
    private void Write()
    {
        Version1Run one = Version1Run.All[0];
        using Model model = TrainingRuns.Model(one.Shape, one.Layers);
        using TrainingRun run = TrainingRuns.Run(model, one.Options, one.Training, one.Validation);
        while (run.Advance(0).Epoch < 4)
        {
        }

        run.Save(path);
    }

    private static (float[] Weights, EpochResult[] History) Resume(Version1Run one, string file)
    {
        using Model model = TrainingRuns.Model(one.Shape, one.Layers, seed: 99);
        using TrainingRun run = TrainingRuns.Run(model, one.Options, one.Training, one.Validation);
        run.Restore(file);
        TrainingRuns.ToEnd(run);
        return (TrainingRuns.State(model), [.. run.History]);
    }

    private static EpochResult[] Untimed(EpochResult[] history) =>
        [.. history.Select(epoch => epoch with { Seconds = 0 })];
}
