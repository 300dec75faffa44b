namespace NormTools.Core.Graph;

/// <summary>Decides where each value and each gradient is stored, and for how long.</summary>
/// <remarks>
/// Time is counted in steps: with n operations, number i runs forward at time i and backward at n + 2 (n - i), the loss
/// between them at n, and a gradient sum in the step right after a backward pass. Two values share memory if one is no
/// longer read when the other is first written. The same times decide whether an operation works in place: it does if
/// nothing reads the old content afterwards. Each reader of a value writes a gradient of its own; where there are
/// several, they are summed right after the last one is written, which is that of the first reader in forward order.
/// </remarks>
internal sealed class MemoryPlanner(IReadOnlyList<Operation> operations, Value input, Value output)
{
    private readonly List<Storage> storages = [];

    /// <summary>All storages of the arena, each listed once.</summary>
    public IReadOnlyList<Storage> Storages => storages;

    /// <summary>For each operation, the gradient sums that follow its backward pass.</summary>
    public GradientSum[][] Sums { get; } = [.. Enumerable.Repeat<GradientSum[]>([], operations.Count)];

    /// <summary>The time of the loss.</summary>
    private int End => operations.Count;

    /// <summary>Assigns storage to the values and to what operations keep besides them.</summary>
    public void AssignData()
    {
        Dictionary<Value, int> lastUse = LastUses();
        input.Data = Add(input).Use(0).Use(lastUse.GetValueOrDefault(input));
        foreach (Operation operation in operations)
        {
            foreach (Value made in operation.Outputs)
            {
                Operand first = operation.Input;
                bool overwrites = operation.InPlace
                    && made == operation.Output
                    && first.Value.Data!.Last <= operation.Index
                    && first.Value.Data != input.Data
                    && first.Width == made.Width;
                made.Data = (overwrites ? first.Value.Data! : Add(made))
                    .Use(operation.Index).Use(lastUse[made]);
            }

            foreach ((Storage storage, StorageLife life) in operation.Extra)
            {
                AssignExtra(operation, storage, life);
            }
        }
    }

    /// <summary>Assigns storage to the gradients, from the output back to the input.</summary>
    public void AssignGradients()
    {
        if (!output.NeedsGradient)
        {
            return;
        }

        // The loss writes its gradient over the model's output if nothing reads the output again.
        output.GradientStorage = output.Data!.Last <= End ? output.Data : Add(output);
        output.GradientStorage.Use(End).Use(BackwardTime(output.Producer!));
        for (int i = End - 1; i >= 0; i--)
        {
            if (operations[i].RunsBackward)
            {
                AssignGradients(operations[i]);
            }
        }
    }

    private static bool IsShared(Value value) => value.Readers.Count > 1;

    private Dictionary<Value, int> LastUses()
    {
        Dictionary<Value, int> lastUse = new() { [output] = End };
        foreach (Operation operation in operations)
        {
            foreach (Value read in operation.Inputs.Select(operand => operand.Value))
            {
                Use(read, operation.Index);
                if (operation.RunsBackward && operation.KeepsInput)
                {
                    Use(read, BackwardTime(operation));
                }
            }

            foreach (Value made in operation.Outputs)
            {
                Use(made, operation.Index);
                if (operation.RunsBackward && operation.KeepsOutput)
                {
                    Use(made, BackwardTime(operation));
                }
            }
        }

        return lastUse;

        void Use(Value value, int time) => lastUse[value] = Math.Max(lastUse.GetValueOrDefault(value), time);
    }

    private int BackwardTime(Operation operation) => End + (2 * (End - operation.Index));

    // When a gradient is read; that of the model's input behind the last backward pass.
    private int UseTime(Value value) => value.Producer is Operation producer ? BackwardTime(producer) : (3 * End) + 2;

    private int SumTime(Value value) => BackwardTime(value.Readers[0].Reader) + 1;

    private void AssignExtra(Operation operation, Storage storage, StorageLife life)
    {
        if (life == StorageLife.Backward && !operation.RunsBackward)
        {
            return;
        }

        storages.Add(storage);
        storage.Use(life == StorageLife.Backward ? BackwardTime(operation) : operation.Index);
        if (life == StorageLife.Both && operation.RunsBackward)
        {
            storage.Use(BackwardTime(operation));
        }
    }

    private void AssignGradients(Operation operation)
    {
        int time = BackwardTime(operation);
        Operand[] wanted = [.. operation.Inputs.Where(operand => operand.Value.NeedsGradient)];
        foreach (Operand operand in wanted)
        {
            Value value = operand.Value;
            Storage? given = operation.Output.GradientStorage;
            operand.GradientStorage = given is not null && MayTake(operation, operand, wanted.Length == 1, given)
                ? given
                : Add(value);
            operand.GradientStorage.Use(time)
                .Use(IsShared(value) ? SumTime(value) : UseTime(value));
        }

        foreach (Operand operand in wanted)
        {
            if (!IsShared(operand.Value))
            {
                operand.Value.GradientStorage = operand.GradientStorage;
            }
            else if (operand == operand.Value.Readers[0])
            {
                AssignSum(operand.Value, operation);
            }
        }
    }

    // Whether an input's gradient may take the storage of the output's.
    private bool MayTake(Operation operation, Operand operand, bool isOnly, Storage given)
    {
        bool isLastUse = given.Last <= BackwardTime(operation);
        if (operation.GradientIsAlias)
        {
            // Others read this storage too, so the input's producer may share it only if it does not overwrite it.
            return (isOnly && isLastUse) || IsShared(operand.Value) || operand.Value.Producer is not { OverwritesGradient: true };
        }

        return operation.GradientInPlace
            && operand == operation.Input
            && isLastUse
            && operand.Width == operation.Output.Width;
    }

    private void AssignSum(Value value, Operation last)
    {
        int time = SumTime(value);
        Storage? free = value.Readers.Select(reader => reader.GradientStorage!)
            .FirstOrDefault(storage => storage.Last <= time);
        value.GradientStorage = (free ?? Add(value)).Use(time).Use(UseTime(value));
        Sums[last.Index] = [.. Sums[last.Index], new GradientSum(value)];
    }

    private Storage Add(Value value)
    {
        Storage storage = new(value.BytesPerRow, 0);
        storages.Add(storage);
        return storage;
    }
}
