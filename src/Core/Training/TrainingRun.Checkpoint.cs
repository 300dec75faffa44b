using NormTools.Contract;
using NormTools.Core.Checkpoints;
using NormTools.Core.Losses;
using NormTools.Core.Memory;
using NormTools.Core.Metrics;
using NormTools.Core.Models;
using NormTools.Core.Random;
using NormTools.Core.Threading;

namespace NormTools.Core.Training;

/// <remarks>
/// A checkpoint is a safetensors file of named entries: the model ("model."), the best weights ("best."), and what each
/// part of the run adds (<see cref="ICheckpointed"/>). Options, specification, and the sizes and hashes of the data are
/// metadata, so that a checkpoint is not mistaken for another run's. docs/formats.md describes all of it.
/// </remarks>
internal sealed unsafe partial class TrainingRun
{
    private const string ModelPrefix = "model.";
    private const string BestPrefix = "best.";
    private const string GeneratorName = "generator";
    private const string PositionName = "validation.position";
    private const double MostSeconds = 1e11; // three thousand years, which a TimeSpan still holds

    private const long MostKept = 1 << 26; // bytes of a run that has ended, so that it can go on

    private byte[]? kept;

    private bool KeepsBest => best is not null && options.Stopping.HasWeights;

    /// <exception cref="CoreException">RunFinished, FileNotWritable, NotARegularFile, Cancelled.</exception>
    public void Save(string path)
    {
        lock (gate)
        {
            RefuseEnded();
            using ModelGate.Use use = model.Gate.Read();
            Entries().Write(path, CheckpointMetadata);
        }
    }

    /// <exception cref="CoreException">
    /// RunFinished, PathNotFound, FileNotAccessible, InvalidSafetensors, DamagedFile, NotACheckpoint, NewerCheckpoint,
    /// CheckpointMismatch, Cancelled. The model and its stream are unchanged; the run has ended if it had begun to
    /// restore the file.
    /// </exception>
    public RunProgress Restore(string path) => Restore(() => new CheckpointReader(path), () => CheckpointMetadata);

    /// <summary>Goes on where another run of the same model stands or has ended.</summary>
    /// <exception cref="CoreException">StateNotKept, CheckpointMismatch, RunFinished.</exception>
    public RunProgress Restore(TrainingRun other)
    {
        byte[] state = other.Kept() ?? throw CoreException.State(
            "StateNotKept", "The run has ended, and the state of its optimiser was not kept.");
        return Restore(() => new CheckpointReader(state), () => KeptMetadata);
    }

    private byte[]? Kept()
    {
        lock (gate)
        {
            using ModelGate.Use use = model.Gate.Read();
            return HasEnded ? kept : Entries().ToBytes(KeptMetadata);
        }
    }

    /// <summary>Keeps what is needed to go on, where it is not too much to be kept by the way.</summary>
    private void Keep()
    {
        int* flag = Cancellation.Defer();
        try
        {
            CheckpointWriter entries = Entries();
            kept = entries.Bytes <= MostKept ? entries.ToBytes(KeptMetadata) : null;
        }
        catch (OutOfMemoryException)
        {
            kept = null; // the run ends all the same
        }
        finally
        {
            Cancellation.Use(flag);
        }
    }

    private CheckpointWriter Entries()
    {
        CheckpointWriter entries = new();
        entries.Add(ModelFile.Entries(model, ModelPrefix, model.Memory));
        if (KeepsBest)
        {
            entries.Add(ModelFile.Entries(model, BestPrefix, best));
        }

        SaveParts(entries);
        return entries;
    }

    private RunProgress Restore(Func<CheckpointReader> open, Func<Dictionary<string, string>> metadata)
    {
        lock (gate)
        {
            RefuseEnded();
            using CheckpointReader file = open();
            CheckIdentity(file, metadata());
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
                return Progress();
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

        SaveGiven(entries);
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
        RestoreGiven(entries);
        groups!.Restore(entries);
        options.Average.Restore(entries);
        RestoreAccumulated(entries);
        options.Stopping.Restore(entries);
        if (options.GoesOn)
        {
            options.Stopping.GoOn();
        }

        trainingTotals = Gathered(entries, "training.", trainingEvidence, training.Count);
        validationTotals = Gathered(entries, "validation.", validationEvidence, validation?.Count ?? 0);
        evaluator?.Dispose();
        evaluator = null;
        if (entries.Has(PositionName))
        {
            long position = entries.Integer(PositionName, 0, validation?.Count ?? -1);
            evaluator = epochOpen && step == stepsPerEpoch
                ? new Evaluator(model, validation!, options.Threads) { Position = position }
                : throw entries.Invalid("its validation begins before the epoch's last step");
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
                $"\"{entries.Path}\" is at epoch {epoch}, but the run has only {options.Epochs}.");
        }

        epochOpen = entries.Flag("run.epoch_open");
        step = entries.Integer("run.step", 0, stepsPerEpoch);
        stop = entries.Flag("run.stop") && !options.GoesOn;
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

    private LossTotals Gathered(CheckpointReader entries, string prefix, MetricEvidence? evidence, long rows)
    {
        double sum = entries.Number(prefix + "loss");
        if (!entries.IsVersion1)
        {
            evidence?.Restore(entries, prefix, rows * Math.Max(1, options.Loss.TargetWidth));
            return new() { Sum = sum, Divisor = entries.Number(prefix + "divisor", 0) };
        }

        // Format 1 divided the loss of a row by the number of outputs before adding it up.
        rows = entries.Integer(prefix + "rows", 0, rows);
        evidence?.Restore(entries.Integer(prefix + "correct", 0, rows), rows);
        int width = options.Loss.IsClassification ? 1 : options.Loss.Width;
        return new() { Sum = sum * width, Divisor = (double)rows * width };
    }

    private void RefuseEnded()
    {
        if (HasEnded)
        {
            throw Ended();
        }
    }

    private static CoreException Ended() =>
        CoreException.State("RunFinished", "The run has ended: it has no state left to save or restore.");
}
