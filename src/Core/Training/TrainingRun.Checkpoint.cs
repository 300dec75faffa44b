using NormTools.Contract;
using NormTools.Core.Checkpoints;
using NormTools.Core.Graph;
using NormTools.Core.Losses;
using NormTools.Core.Memory;
using NormTools.Core.Metrics;
using NormTools.Core.Models;
using NormTools.Core.Random;

namespace NormTools.Core.Training;

/// <remarks>
/// A checkpoint is a safetensors file of named entries: the model ("model."), the best weights ("best."), and what each
/// part of the run adds (<see cref="ICheckpointed"/>). Options, specification, the sizes of the data and hashes of it
/// are metadata, so that a checkpoint cannot be taken for another run's. docs/formats.md describes all of it.
/// </remarks>
internal sealed unsafe partial class TrainingRun
{
    private const string ModelPrefix = "model.";
    private const string BestPrefix = "best.";
    private const string GeneratorName = "generator";
    private const string PositionName = "validation.position";
    private const double MostSeconds = 1e11; // three thousand years, which a TimeSpan still holds

    private string? trainingData;
    private string? validationData;

    private Dictionary<string, string> CheckpointMetadata => new(StringComparer.Ordinal)
    {
        [CheckpointReader.VersionKey] = CheckpointReader.Version,
        ["specification"] = model.Specification,
        ["training_rows"] = FormattableString.Invariant($"{training.Count}"),
        ["validation_rows"] = FormattableString.Invariant($"{validation?.Count ?? 0}"),
        ["training_data"] = trainingData ??= DataFingerprint.Of(training),
        ["validation_data"] = validationData ??= DataFingerprint.Of(validation),
        ["options"] = options.Json,
    };

    private bool KeepsBest => best is not null && options.Stopping.HasWeights;

    /// <exception cref="CoreException">RunFinished, FileNotWritable, NotARegularFile, Cancelled.</exception>
    public void Save(string path)
    {
        lock (gate)
        {
            RefuseEnded();
            using ModelGate.Use use = model.Gate.Read();
            CheckpointWriter entries = new();
            entries.Add(ModelFile.Entries(model, ModelPrefix, model.Memory));
            if (KeepsBest)
            {
                entries.Add(ModelFile.Entries(model, BestPrefix, best));
            }

            SaveParts(entries);
            entries.Write(path, CheckpointMetadata);
        }
    }

    /// <exception cref="CoreException">
    /// RunFinished, PathNotFound, FileNotAccessible, InvalidSafetensors, DamagedFile, NotACheckpoint, NewerCheckpoint,
    /// CheckpointMismatch, Cancelled. The model and its stream are as they were; the run, if it had begun to take the
    /// file over, has ended.
    /// </exception>
    public void Restore(string path)
    {
        lock (gate)
        {
            RefuseEnded();
            using CheckpointReader file = new(path);
            CheckIdentity(file);
            byte* read = (byte*)NativePool.RentCleared(model.StateBytes);
            try
            {
                if (file.IsVersion1)
                {
                    CheckpointVersion1.Convert(file, options.Optimizer.StateNames, options.Optimizer.StateCount);
                }

                RestoreParts(file);
                if (!CheckpointedState.Has(file, model, ModelPrefix) || (KeepsBest && !CheckpointedState.Has(file, model, BestPrefix)))
                {
                    throw file.Invalid("it lacks weights of the model, or has them in other sizes");
                }

                if (KeepsBest)
                {
                    CheckpointedState.Read(file, model, BestPrefix, best);
                }

                CheckpointedState.Read(file, model, ModelPrefix, read);
                using ModelGate.Use use = model.Gate.Change();
                byte[] stream = file.Bytes(GeneratorName, Generator.StateBytes);
                generator.SetState(stream); // the last that can fail
                Buffer.MemoryCopy(read, model.Memory, model.StateBytes, model.StateBytes);
            }
            catch (Exception)
            {
                Free();
                throw;
            }
            finally
            {
                NativePool.Return(read);
            }
        }
    }

    private void SaveParts(CheckpointWriter entries)
    {
        entries.Add("run.state", (long)state);
        entries.Add("run.epoch", epoch);
        entries.Add("run.epoch_open", epochOpen ? 1L : 0);
        entries.Add("run.step", step);
        entries.Add("run.stop", stop ? 1L : 0);
        entries.Add("run.rate", rate);
        entries.Add("run.epoch_seconds", epochSeconds);
        entries.Add("run.total_seconds", totalSeconds);
        entries.Add("order.seed", order!.Seed);
        entries.Add(GeneratorName, generator.GetState());
        Save(entries, "training.", trainingTotals);
        Save(entries, "validation.", validationTotals);
        trainingEvidence.Save(entries, "training.");
        validationEvidence?.Save(entries, "validation.");
        if (evaluator is not null)
        {
            entries.Add(PositionName, evaluator.Position);
        }

        groups!.Save(entries);
        options.Average.Save(entries);
        order.Save(entries);
        SaveAccumulated(entries);
        options.Stopping.Save(entries);
        entries.Add("history.epoch", [.. history.Select(result => result.Epoch)]);
        IReadOnlyList<string> columns = EpochResult.Columns(options.Metrics);
        double[][] rows = [.. history.Select(result => result.Values())];
        for (int i = 0; i < columns.Count; i++)
        {
            entries.Add($"history.{columns[i]}", [.. rows.Select(row => row[i])]);
        }
    }

    private static void Save(CheckpointWriter entries, string prefix, in LossTotals totals)
    {
        entries.Add(prefix + "loss", totals.Sum);
        entries.Add(prefix + "divisor", totals.Divisor);
    }

    private void RestoreParts(CheckpointReader entries)
    {
        RestorePlace(entries);
        RestoreHistory(entries);
        groups!.Restore(entries);
        options.Average.Restore(entries);
        RestoreAccumulated(entries);
        options.Stopping.Restore(entries);
        trainingTotals = Gathered(entries, "training.", trainingEvidence, training.Count);
        validationTotals = Gathered(entries, "validation.", validationEvidence, validation?.Count ?? 0);
        evaluator?.Dispose();
        evaluator = null;
        if (entries.Has(PositionName))
        {
            long position = entries.Integer(PositionName, 0, validation?.Count ?? -1);
            evaluator = epochOpen && step == stepsPerEpoch
                ? new Evaluator(model, validation!, options.Threads) { Position = position }
                : throw entries.Invalid("its validation is under way before the epoch's last step");
        }

        order!.Restore(entries);
    }

    private void RestorePlace(CheckpointReader entries)
    {
        epoch = entries.Integer("run.epoch", 0);
        if (epoch > options.Epochs)
        {
            throw CoreException.Argument(
                "CheckpointMismatch",
                $"\"{entries.Path}\" stands in epoch {epoch}, but the run has only {options.Epochs}.");
        }

        epochOpen = entries.Flag("run.epoch_open");
        step = entries.Integer("run.step", 0, stepsPerEpoch);
        stop = entries.Flag("run.stop");
        state = (RunState)entries.Integer("run.state", (long)RunState.Running, (long)RunState.EpochFinished);
        rate = entries.Number("run.rate", 0);
        epochSeconds = entries.Number("run.epoch_seconds", 0, MostSeconds);
        totalSeconds = entries.Number("run.total_seconds", 0, MostSeconds);
        if (double.IsNaN(epochSeconds) || double.IsNaN(totalSeconds) || (epoch == 0 && epochOpen))
        {
            throw entries.Invalid("it has no time, or an epoch before the first");
        }
    }

    private void RestoreHistory(CheckpointReader entries)
    {
        long[] epochs = entries.Integers("history.epoch");
        if (epochs.Length != epoch - (epochOpen ? 1 : 0) || epochs.Where((number, i) => number != i + 1).Any())
        {
            throw entries.Invalid($"its history is not that of {epoch} epochs");
        }

        double[][] columns = [.. EpochResult.Columns(options.Metrics).Select(column => entries.Numbers($"history.{column}"))];
        if (columns.Any(column => column.Length != epochs.Length)
            || columns[3].Any(seconds => !(seconds >= 0 && seconds <= MostSeconds)))
        {
            throw entries.Invalid("its history has columns of other lengths, or impossible times");
        }

        history.Clear();
        history.AddRange(epochs.Select((number, i) =>
            EpochResult.FromValues(number, [.. columns.Select(column => column[i])])));
    }

    private LossTotals Gathered(CheckpointReader entries, string prefix, Evidence? evidence, long rows)
    {
        double sum = entries.Number(prefix + "loss");
        if (!entries.IsVersion1)
        {
            evidence?.Restore(entries, prefix, rows * Math.Max(1, options.Loss.TargetWidth));
            return new() { Sum = sum, Divisor = entries.Number(prefix + "divisor", 0) };
        }

        // Format 1 divided the loss of a row by its outputs before it added it up.
        rows = entries.Integer(prefix + "rows", 0, rows);
        evidence?.Restore(entries.Integer(prefix + "correct", 0, rows), rows);
        int width = options.Loss.IsClassification ? 1 : options.Loss.Width;
        return new() { Sum = sum * width, Divisor = (double)rows * width };
    }

    private void RefuseEnded()
    {
        if (HasEnded)
        {
            throw CoreException.State("RunFinished", "The run has ended: it has no state to write or to set any more.");
        }
    }

    private void CheckIdentity(CheckpointReader file)
    {
        foreach ((string key, string value) in CheckpointMetadata)
        {
            if (!file.Metadata.TryGetValue(key, out string? other))
            {
                throw file.Invalid($"\"{key}\" is missing");
            }

            bool isVersion = key == CheckpointReader.VersionKey; // it has been looked at, and may be an older one
            if (!isVersion && value != other && Difference(key, value, other, file) is { } difference)
            {
                throw CoreException.Argument(
                    "CheckpointMismatch", $"The run is not the one that \"{file.Path}\" was written by: {difference}.");
            }
        }
    }

    private string? Difference(string key, string now, string then, CheckpointReader file)
    {
        try
        {
            return key switch
            {
                "specification" => "the model has another input shape, or other layers",
                "training_rows" => $"the training data has {now} rows and had {Excerpt.Of(then)}",
                "validation_rows" => $"the validation data has {now} rows and had {Excerpt.Of(then)}",
                "training_data" => "the training data has other values, another order or another scale",
                "validation_data" => "the validation data has other values, another order or another scale",
                _ => options.DifferenceTo(then, file.IsVersion1),
            };
        }
        catch (CoreException failure)
        {
            throw file.Invalid(failure.Message.TrimEnd('.'));
        }
    }
}
