using NormTools.Contract;
using NormTools.Core.Data;
using NormTools.Core.Models;
using NormTools.Core.Random;

namespace NormTools.Core.Training;

/// <remarks>
/// A checkpoint is a safetensors file: the model ("model."), the best weights ("best."), the optimiser's vectors, the
/// random stream as torch.get_rng_state() gives it, the history, and the numbers of the fields. Options, specification,
/// the sizes of the data and hashes of it are metadata, so that a checkpoint cannot be taken for another run's.
/// </remarks>
internal sealed unsafe partial class TrainingRun
{
    private const string ModelPrefix = "model.";
    private const string BestPrefix = "best.";
    private const string OptimizerName = "optimizer";
    private const string GeneratorName = "generator";
    private const string HistoryName = "history";
    private const string CountersName = "counters";
    private const string NumbersName = "numbers";
    private const int HistoryWidth = 7;

    private string? trainingData;
    private string? validationData;

    private Dictionary<string, string> CheckpointMetadata => new(StringComparer.Ordinal)
    {
        ["normtools_checkpoint"] = "1",
        ["specification"] = model.Specification,
        ["training_rows"] = FormattableString.Invariant($"{training.Count}"),
        ["validation_rows"] = FormattableString.Invariant($"{validation?.Count ?? 0}"),
        ["training_data"] = trainingData ??= DataFingerprint.Of(training),
        ["validation_data"] = validationData ??= DataFingerprint.Of(validation),
        ["options"] = options.Json,
    };

    private bool KeepsBest => best is not null && options.Stopping.HasWeights;

    /// <exception cref="CoreException">RunFinished, FileNotWritable.</exception>
    public void Save(string path)
    {
        lock (gate)
        {
            RefuseEnded();
            byte[] stream = generator.GetState();
            double[] epochs = [.. history.SelectMany(Row)];
            long[] counters = Counters();
            double[] numbers = Numbers();
            fixed (byte* streamPointer = stream)
            fixed (double* epochsPointer = epochs, numbersPointer = numbers)
            fixed (long* countersPointer = counters)
            {
                List<SafetensorsEntry> entries = ModelFile.Entries(model, ModelPrefix, model.Memory);
                if (KeepsBest)
                {
                    entries.AddRange(ModelFile.Entries(model, BestPrefix, best));
                }

                Span<float> vectors = options.Optimizer.State;
                fixed (float* vectorsPointer = vectors)
                {
                    long bytes = vectors.Length * (long)sizeof(float);
                    entries.Add(new(OptimizerName, "F32", [vectors.Length], vectorsPointer, bytes));
                    entries.Add(new(GeneratorName, "U8", [stream.Length], streamPointer, stream.Length));
                    long[] shape = [history.Count, HistoryWidth];
                    entries.Add(new(HistoryName, "F64", shape, epochsPointer, epochs.Length * 8));
                    entries.Add(new(CountersName, "I64", [counters.Length], countersPointer, counters.Length * 8));
                    entries.Add(new(NumbersName, "F64", [numbers.Length], numbersPointer, numbers.Length * 8));
                    SafetensorsWriter.Write(path, entries, CheckpointMetadata);
                }
            }
        }
    }

    /// <exception cref="CoreException">
    /// RunFinished, PathNotFound, FileNotAccessible, InvalidSafetensors, NotACheckpoint, CheckpointMismatch. The run is
    /// as it was.
    /// </exception>
    public void Restore(string path)
    {
        lock (gate)
        {
            RefuseEnded();
            using SafetensorsReader file = new(path);
            CheckIdentity(file, path);
            long[] counters = Array<long>(file, CountersName, "I64", path);
            double[] numbers = Array<double>(file, NumbersName, "F64", path);
            double[] epochs = Array<double>(file, HistoryName, "F64", path);
            byte[] stream = Array<byte>(file, GeneratorName, "U8", path);
            CheckSizes(file, counters, numbers, epochs, stream, path);
            generator.SetState(stream);
            ModelFile.Read(model, file, ModelPrefix, model.Memory);
            Span<float> vectors = options.Optimizer.State;
            fixed (float* pointer = vectors)
            {
                file.Read(file.Tensors[OptimizerName], pointer);
            }

            history.Clear();
            history.AddRange(epochs.Chunk(HistoryWidth).Select(row => new EpochResult(
                (long)row[0], row[1], row[2], row[3], row[4], row[5], row[6])));
            SetNumbers(numbers);
            SetCounters(counters);
            if (KeepsBest)
            {
                ModelFile.Read(model, file, BestPrefix, best);
            }
        }
    }

    private static double[] Row(EpochResult result) =>
    [
        result.Epoch, result.TrainingLoss, result.TrainingAccuracy, result.ValidationLoss, result.ValidationAccuracy,
        result.LearningRate, result.Seconds,
    ];

    private long[] Counters() =>
    [
        (long)state, epochOpen ? 1 : 0, stop ? 1 : 0, epoch, step, options.Optimizer.Steps, order!.Seed,
        trainingTotals.Correct, trainingTotals.Rows, validationTotals.Correct, validationTotals.Rows,
        evaluator?.Position ?? -1,
    ];

    private void SetCounters(long[] counters)
    {
        state = (RunState)counters[0];
        epochOpen = counters[1] != 0;
        stop = counters[2] != 0;
        epoch = counters[3];
        step = counters[4];
        options.Optimizer.Steps = counters[5];
        order!.Restore(counters[6]);
        trainingTotals.Correct = counters[7];
        trainingTotals.Rows = counters[8];
        validationTotals.Correct = counters[9];
        validationTotals.Rows = counters[10];
        evaluator?.Dispose();
        evaluator = counters[11] < 0
            ? null
            : new Evaluator(model, validation!, options.Threads) { Position = counters[11] };
    }

    private double[] Numbers() =>
    [
        trainingTotals.Loss, validationTotals.Loss, rate, epochSeconds, totalSeconds, .. options.Stopping.State,
        .. options.Schedule.State,
    ];

    private void SetNumbers(double[] numbers)
    {
        const int Own = 5;
        (trainingTotals.Loss, validationTotals.Loss, rate) = (numbers[0], numbers[1], numbers[2]);
        (epochSeconds, totalSeconds) = (numbers[3], numbers[4]);
        int stopping = options.Stopping.State.Length;
        options.Stopping.State = numbers[Own..(Own + stopping)];
        options.Schedule.State = numbers[(Own + stopping)..];
    }

    private void RefuseEnded()
    {
        if (HasEnded)
        {
            throw CoreException.State("RunFinished", "The run has ended: it has no state to write or to set any more.");
        }
    }

    private void CheckIdentity(SafetensorsReader file, string path)
    {
        Dictionary<string, string> own = CheckpointMetadata;
        foreach ((string key, string value) in own)
        {
            if (!file.Metadata.TryGetValue(key, out string? other))
            {
                throw NotACheckpoint(path, $"\"{key}\" is missing");
            }

            if (value != other && Difference(key, value, other, path) is { } difference)
            {
                throw CoreException.Argument(
                    "CheckpointMismatch", $"The run is not the one that \"{path}\" was written by: {difference}.");
            }
        }
    }

    private string? Difference(string key, string now, string then, string path)
    {
        try
        {
            return key switch
            {
                "specification" => "the model has another input shape, or other layers",
                "training_rows" => $"the training data has {now} rows and had {then}",
                "validation_rows" => $"the validation data has {now} rows and had {then}",
                "training_data" => "the training data has other values, another order or another scale",
                "validation_data" => "the validation data has other values, another order or another scale",
                "options" => options.DifferenceTo(then),
                _ => $"{key} is {now} and was {then}",
            };
        }
        catch (CoreException failure)
        {
            throw NotACheckpoint(path, failure.Message);
        }
    }

    // Everything that is going to be read has the size that it is going to be read with.
    private void CheckSizes(
        SafetensorsReader file, long[] counters, double[] numbers, double[] epochs, byte[] stream, string path)
    {
        bool fits = counters.Length == Counters().Length
            && numbers.Length == Numbers().Length
            && epochs.Length % HistoryWidth == 0
            && stream.Length == Generator.StateBytes
            && HasState(file, ModelPrefix)
            && file.Tensors.TryGetValue(OptimizerName, out SafetensorsTensor? vectors)
            && vectors.Type == "F32"
            && vectors.Bytes == options.Optimizer.State.Length * (long)sizeof(float);
        if (!fits)
        {
            throw NotACheckpoint(path, "its tensors have other sizes than a checkpoint's of this run");
        }

        bool needsBest = best is not null && numbers[5] != 0;
        bool isPossible = Enum.IsDefined((RunState)counters[0])
            && counters[3] >= 0 && counters[4] >= 0 && counters[4] <= stepsPerEpoch && counters[5] >= 0
            && counters[11] >= -1 && counters[11] <= (validation?.Count ?? -1)
            && (!needsBest || HasState(file, BestPrefix));
        if (!isPossible)
        {
            throw NotACheckpoint(path, "its counters are not those of this run");
        }

        if (counters[3] > options.Epochs)
        {
            throw CoreException.Argument(
                "CheckpointMismatch",
                $"\"{path}\" stands in epoch {counters[3]}, but the run has only {options.Epochs}.");
        }
    }

    private bool HasState(SafetensorsReader file, string prefix) => model.State.All(entry =>
        file.Tensors.TryGetValue(prefix + entry.Name, out SafetensorsTensor? tensor)
        && tensor.Type == ModelFile.TypeName(entry)
        && tensor.Bytes == entry.Bytes);

    private static T[] Array<T>(SafetensorsReader file, string name, string type, string path)
        where T : unmanaged
    {
        if (!file.Tensors.TryGetValue(name, out SafetensorsTensor? tensor) || tensor.Type != type
            || tensor.Bytes > 1L << 30)
        {
            throw NotACheckpoint(path, $"\"{name}\" is missing or not of type {type}");
        }

        T[] values = new T[tensor.Bytes / sizeof(T)];
        fixed (T* pointer = values)
        {
            file.Read(tensor, pointer);
        }

        return values;
    }

    private static CoreException NotACheckpoint(string path, string problem) =>
        CoreException.Read("NotACheckpoint", $"\"{path}\" is not a checkpoint of a training run: {problem}.");
}
