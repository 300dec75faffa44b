namespace NormTools.Core.Graph;

/// <summary>What a plan is for.</summary>
internal enum PlanPurpose
{
    /// <summary>A forward pass in evaluation mode.</summary>
    Evaluation,

    /// <summary>A forward pass in training mode without a backward pass.</summary>
    TrainingForward,

    /// <summary>A training step: forward, loss, backward.</summary>
    Training,

    /// <summary>As a training step, with each layer by itself.</summary>
    Probe,
}

/// <summary>Collects the operations of a model, and decides which memory each value lives in, and how long.</summary>
/// <remarks>
/// Time is counted in operations: of n, number i runs forward at i and backward at 2n - i, the loss between them at n.
/// Two values share memory where one is no longer read when the other is first written. Whether an operation works in
/// place is decided by the same times: it does if nobody reads the old content afterwards.
/// </remarks>
internal sealed unsafe class PlanBuilder(PlanPurpose purpose, byte* gradients)
{
    private readonly List<Operation> operations = [];
    private readonly List<Storage> storages = [];

    public bool Training => purpose != PlanPurpose.Evaluation;

    public bool HasBackward => purpose is PlanPurpose.Training or PlanPurpose.Probe;

    /// <summary>Whether a layer may take the next one into its own operation.</summary>
    public bool Fuses => purpose != PlanPurpose.Probe;

    public IReadOnlyList<Operation> Operations => operations;

    /// <summary>The memory of the arena, each piece once.</summary>
    public IReadOnlyList<Storage> Storages => storages;

    /// <summary>The loss's time.</summary>
    private int End => operations.Count;

    /// <summary>Where a parameter's gradient goes; null in a plan without a backward pass, or for no
    /// parameter.</summary>
    public float* Gradient(StateEntry? parameter) =>
        parameter is null || gradients is null ? null : (float*)(gradients + parameter.Offset);

    public Value Append(Operation operation)
    {
        operation.Index = operations.Count;
        operation.Output.Producer = operation;
        operation.Output.NeedsGradient = HasBackward
            && (operation.HasParameters || operation.Input.NeedsGradient
                || operation.SecondInput is { NeedsGradient: true });
        operations.Add(operation);
        return operation.Output;
    }

    /// <summary>Gives every value its memory.</summary>
    /// <param name="input">The model's input: memory of its own, which is never overwritten in place.</param>
    /// <param name="output">The model's output, which lives until the loss.</param>
    public void AssignMemory(Value input, Value output)
    {
        Dictionary<Value, int> lastUse = LastUses(output);
        input.Data = Add((long)input.Width * sizeof(float), 0).Use(0).Use(lastUse.GetValueOrDefault(input));
        foreach (Operation operation in operations)
        {
            AssignData(operation, input, lastUse);
            foreach ((Storage storage, StorageLife life) in operation.Extra)
            {
                AssignExtra(operation, storage, life);
            }
        }

        if (HasBackward)
        {
            AssignGradients(output);
        }
    }

    private Dictionary<Value, int> LastUses(Value output)
    {
        Dictionary<Value, int> lastUse = new() { [output] = End };
        foreach (Operation operation in operations)
        {
            Use(operation.Input, operation.Index);
            Use(operation.Output, operation.Index);
            if (operation.SecondInput is Value second)
            {
                Use(second, operation.Index);
            }

            if (operation.Output.NeedsGradient && operation.KeepsInput)
            {
                Use(operation.Input, BackwardTime(operation));
            }

            if (operation.Output.NeedsGradient && operation.KeepsOutput)
            {
                Use(operation.Output, BackwardTime(operation));
            }
        }

        return lastUse;

        void Use(Value value, int time) => lastUse[value] = Math.Max(lastUse.GetValueOrDefault(value), time);
    }

    private int BackwardTime(Operation operation) => (2 * End) - operation.Index;

    private void AssignData(Operation operation, Value input, Dictionary<Value, int> lastUse)
    {
        Value from = operation.Input;
        bool overwrites = operation.InPlace
            && from.Data!.Last <= operation.Index
            && from.Data != input.Data
            && from.Width == operation.Output.Width;
        operation.Output.Data = operation.IsAlias || overwrites
            ? from.Data
            : Add((long)operation.Output.Width * sizeof(float), 0);
        operation.Output.Data!.Use(operation.Index).Use(lastUse[operation.Output]);
    }

    private void AssignExtra(Operation operation, Storage storage, StorageLife life)
    {
        if (life == StorageLife.Backward && !operation.Output.NeedsGradient)
        {
            return;
        }

        storages.Add(storage);
        storage.Use(life == StorageLife.Backward ? BackwardTime(operation) : operation.Index);
        if (life == StorageLife.Both && operation.Output.NeedsGradient)
        {
            storage.Use(BackwardTime(operation));
        }
    }

    private void AssignGradients(Value output)
    {
        if (!output.NeedsGradient)
        {
            return;
        }

        // The loss writes its gradient over the model's output where nobody reads that again.
        output.GradientStorage = output.Data!.Last <= End && output.Producer is not null
            ? output.Data
            : Add((long)output.Width * sizeof(float), 0);
        output.GradientStorage!.Use(End).Use(BackwardTime(output.Producer!));
        for (int i = End - 1; i >= 0; i--)
        {
            Operation operation = operations[i];
            Value from = operation.Input;
            if (!operation.Output.NeedsGradient || !from.NeedsGradient)
            {
                continue;
            }

            int time = BackwardTime(operation);
            Storage given = operation.Output.GradientStorage!;
            if (operation.GradientHolder is Operation holder)
            {
                given.Use(BackwardTime(holder));
            }

            bool overwrites = operation.GradientInPlace && given.Last <= time && from.Width == operation.Output.Width;
            from.GradientStorage = operation.GradientIsAlias || overwrites
                ? given
                : Add((long)from.Width * sizeof(float), 0);
            from.GradientStorage.Use(time).Use(BackwardTime(from.Producer!));
        }
    }

    private Storage Add(long bytesPerRow, long fixedBytes)
    {
        Storage storage = new(bytesPerRow, fixedBytes);
        storages.Add(storage);
        return storage;
    }
}
