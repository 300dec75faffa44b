using NormTools.Core.Graph;
using NormTools.Core.Layers;
using NormTools.Core.Memory;

namespace NormTools.Core.Models;

/// <summary>A model prepared for batches of up to a given number of rows: its operations in order, all their memory in
/// one arena.</summary>
/// <remarks>Passes allocate nothing. A plan serves one pass at a time.</remarks>
internal sealed unsafe class Plan : IDisposable
{
    /// <summary>Kernels that work on whole vectors may read this many bytes past the end of a tensor in the
    /// arena.</summary>
    private const int ReadableBehind = 256;

    private readonly Operation[] operations;
    private readonly Value input;
    private readonly Value output;
    private readonly Value lengths = new(1, ElementKind.Int32) { Data = new Storage(sizeof(int), 0) };
    private readonly GradientSum[][] sums;
    private readonly bool[] runBackward;
    private byte* arena;
    private byte* gradients;
    private int* lengthsOfSamples;

    private Plan(Model model, PlanPurpose purpose, long rows, string? wanted = null, IReadOnlySet<string>? fixedLayers = null, bool wantsInputGradient = false)
    {
        Purpose = purpose;
        ParameterCount = checked((int)(model.ParameterBytes / sizeof(float)));
        try
        {
            if (purpose is PlanPurpose.Training or PlanPurpose.Probe)
            {
                gradients = (byte*)NativePool.RentCleared(model.ParameterBytes);
            }

            PlanBuilder builder = new(purpose, gradients)
            {
                Wanted = wanted,
                Fixed = fixedLayers ?? new HashSet<string>(),
                WantsInputGradient = wantsInputGradient,
            };
            input = new Value(model.InputCount) { Lengths = lengths };
            Value last = model.Root.Emit(builder, input);
            output = builder.Found ?? last;
            builder.Finish(input, output);
            operations = [.. builder.Operations];
            runBackward = [.. operations.Select(operation => operation.RunsBackward)];
            sums = builder.Sums;
            Storages = builder.Storages;
            Rows = rows > 0 ? rows : ComfortableRows(model, -rows);
            ArenaBytes = ArenaLayout.Place(Storages, Rows);
            CheckSpans();
            arena = (byte*)NativePool.Rent(ArenaBytes + ReadableBehind);
            lengthsOfSamples = (int*)NativePool.Rent(Rows * sizeof(int));
            foreach (Storage storage in Storages)
            {
                storage.Pointer = arena + storage.Offset;
            }
        }
        catch (Exception)
        {
            Dispose();
            throw;
        }
    }

    public PlanPurpose Purpose { get; }

    /// <summary>The most rows in a batch.</summary>
    public long Rows { get; }

    /// <summary>Whether the batch is as large as it gets: a plan for more rows would have the same.</summary>
    public bool IsFull { get; private set; }

    public long ArenaBytes { get; }

    /// <summary>The bytes the values would take if none shared memory.</summary>
    public long UnsharedBytes
    {
        get
        {
            long values = operations.Sum(operation => operation.Outputs.Sum(WithGradients));
            long extra = operations.Sum(operation => operation.Extra.Sum(extra => extra.Storage.Bytes(Rows)));
            return ((values + input.BytesPerRow) * Rows) + extra;

            // Data and a gradient, and a gradient for each reader where there are several.
            static long WithGradients(Value value) => value.BytesPerRow
                * (!value.NeedsGradient ? 1 : value.Readers.Count > 1 ? 2 + value.Readers.Count : 2);
        }
    }

    public IReadOnlyList<Operation> Operations => operations;

    public IReadOnlyList<Storage> Storages { get; }

    /// <summary>The batch goes here, [rows, features].</summary>
    public float* Input => input.Pointer;

    /// <summary>The steps of each sample of the batch that are no padding, [rows]; null where samples have all steps.</summary>
    public int* Lengths => lengths.Integers;

    /// <summary>The results, [rows, outputs].</summary>
    public float* Output => output.Pointer;

    /// <summary>The loss writes the output's gradient here, [rows, outputs]; may be the same memory as
    /// <see cref="Output"/>.</summary>
    public float* OutputGradient => output.Gradient;

    /// <summary>The parameters' gradients, laid out as the parameters in the model's memory, with zeros in the
    /// gaps.</summary>
    public float* Gradients => (float*)gradients;

    /// <summary>The number of values from the first parameter to the end of the last, gaps included.</summary>
    public int ParameterCount { get; }

    /// <summary>A plan for training steps on batches of up to <paramref name="rows"/> rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">The most rows in a batch.</param>
    /// <param name="fixedLayers">Paths of the batch normalisations that use their running statistics without updating
    /// them; null for none.</param>
    public static Plan ForTraining(Model model, long rows, IReadOnlySet<string>? fixedLayers = null) =>
        new(model, PlanPurpose.Training, rows, fixedLayers: fixedLayers);

    /// <summary>A plan for a pass that pools the statistics of batch normalisations.</summary>
    public static Plan ForStatistics(Model model, long rows) => new(model, PlanPurpose.Statistics, rows);

    /// <summary>A plan for a training step in which every layer's own output and gradient can be read.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">The most rows in a batch.</param>
    /// <param name="wantsInputGradient">Whether the gradient of the model's input can be read, too.</param>
    public static Plan ForProbe(Model model, long rows, bool wantsInputGradient = false) =>
        new(model, PlanPurpose.Probe, rows, wantsInputGradient: wantsInputGradient);

    /// <summary>A plan for a forward pass in training mode.</summary>
    public static Plan ForTrainingForward(Model model, long rows) => new(model, PlanPurpose.TrainingForward, rows);

    /// <summary>A plan for the layers before a given one, in training mode: its output is that layer's input.</summary>
    public static Plan ForInputOf(Model model, Layer layer, long rows) =>
        new(model, PlanPurpose.TrainingForward, rows, layer.Path);

    /// <summary>A plan for evaluation: batches of at most <paramref name="wanted"/> rows, fewer where those would take
    /// more than a few megabytes.</summary>
    public static Plan ForEvaluation(Model model, long wanted) =>
        new(model, PlanPurpose.Evaluation, -Math.Max(wanted, 1));

    /// <summary>Makes the passes read a batch in place; it is never written to.</summary>
    public void UseInput(float* batch) => input.Data!.Pointer = batch;

    /// <summary>Makes the passes read the plan's own memory again.</summary>
    public void UseOwnInput() => input.Data!.Pointer = arena + input.Data.Offset;

    /// <summary>Says whether the samples of the next passes have lengths.</summary>
    /// <returns>Where they are to be written, [rows], each from 1 to the steps; null for none.</returns>
    public int* UseLengths(bool given)
    {
        lengths.Data!.Pointer = given ? lengthsOfSamples : null;
        return Lengths;
    }

    public void Forward(Pass pass)
    {
        foreach (Operation operation in operations)
        {
            operation.Forward(pass);
        }
    }

    /// <summary>From <see cref="OutputGradient"/> to <see cref="Gradients"/>.</summary>
    public void Backward(Pass pass)
    {
        for (int i = operations.Length - 1; i >= 0; i--)
        {
            Backward(i, pass);
        }
    }

    /// <summary>The backward pass of one operation and the gradient sums that follow it.</summary>
    public void Backward(int index, Pass pass)
    {
        if (!runBackward[index])
        {
            return;
        }

        operations[index].Backward(pass);
        foreach (GradientSum sum in sums[index])
        {
            sum.Run(pass);
        }
    }

    public void Dispose()
    {
        NativePool.Return(arena);
        NativePool.Return(gradients);
        NativePool.Return(lengthsOfSamples);
        lengthsOfSamples = null;
        arena = null;
        gradients = null;
    }

    private long ComfortableRows(Model model, long wanted)
    {
        const long Comfortable = 8L << 20;
        const long Most = 512;
        const long Probe = 16;
        if (model.NeedsWholeBatch)
        {
            return wanted;
        }

        long bytesOfRow = Math.Max(1, ArenaLayout.Place(Storages, Probe) / Probe);
        long comfortable = Math.Clamp(Comfortable / bytesOfRow, 1, Most);
        IsFull = comfortable <= wanted;
        return Math.Min(comfortable, wanted);
    }

    // Kernels index with int.
    private void CheckSpans()
    {
        foreach (Storage storage in Storages)
        {
            if (storage.Bytes(Rows) / sizeof(float) > int.MaxValue)
            {
                throw CoreException.Argument(
                    "BatchTooLarge",
                    $"A batch of {Rows:N0} rows makes a tensor of more than {int.MaxValue:N0} values. Use a smaller "
                        + "batch size.");
            }
        }
    }
}
