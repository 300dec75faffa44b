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

    /// <summary>A training step without fusion, so that each layer can be inspected.</summary>
    Probe,

    /// <summary>A forward pass in evaluation mode, but for batch normalisations: these go by the batch and pool its statistics.</summary>
    Statistics,
}

/// <summary>Collects the operations of a model in the order in which they run.</summary>
internal sealed unsafe class PlanBuilder(PlanPurpose purpose, byte* gradients)
{
    private List<Operation> operations = [];

    public bool Training => purpose is not (PlanPurpose.Evaluation or PlanPurpose.Statistics);

    public bool PoolsStatistics => purpose == PlanPurpose.Statistics;

    /// <summary>Places of the layers whose running statistics stay in training, and are what they normalise by.</summary>
    public IReadOnlySet<string> Fixed { get; init; } = new HashSet<string>();

    public bool HasBackward => purpose is PlanPurpose.Training or PlanPurpose.Probe;

    public IReadOnlyList<Operation> Operations => operations;

    /// <summary>All storages of the arena, each listed once.</summary>
    public IReadOnlyList<Storage> Storages { get; private set; } = [];

    /// <summary>For each operation, the gradient sums that follow its backward pass.</summary>
    public GradientSum[][] Sums { get; private set; } = [];

    /// <summary>Where a parameter's gradient is written; null in a plan without a backward pass, or if there is no
    /// parameter.</summary>
    public float* Gradient(StateEntry? parameter) =>
        parameter is null || gradients is null ? null : (float*)(gradients + parameter.Offset);

    /// <summary>The path of the layer whose input is wanted instead of the model's output; null for none.</summary>
    public string? Wanted { get; init; }

    /// <summary>The input of the wanted layer, once that has been entered.</summary>
    public Value? Found { get; private set; }

    /// <summary>Whether the gradient of the model's input is worked out, too.</summary>
    public bool WantsInputGradient { get; init; }

    /// <summary>Called for each layer, with its input, before the layer adds its operations.</summary>
    public void Enter(string path, Value x) => Found = path == Wanted ? x : Found;

    public Value Append(Operation operation)
    {
        operations.Add(operation);
        foreach (Value output in operation.Outputs)
        {
            output.Producer = operation;
            output.Lengths ??= operation.EndsSteps ? null : operation.Input.Value.Lengths;
        }

        return operation.Output;
    }

    /// <summary>Fuses neighbours, finds the gradients that are needed, and assigns memory to every value.</summary>
    /// <param name="input">The model's input, which has memory of its own and is never overwritten.</param>
    /// <param name="output">The model's output, which is kept until the loss.</param>
    public void Finish(Value input, Value output)
    {
        if (Found is not null)
        {
            KeepWhatLeadsTo(Found);
        }

        if (purpose != PlanPurpose.Probe)
        {
            operations = Fusion.Run(operations, output);
        }

        Connect();
        if (HasBackward)
        {
            input.NeedsGradient = WantsInputGradient;
            MarkGradients(output);
        }

        MemoryPlanner memory = new(operations, input, output);
        memory.AssignData();
        if (HasBackward)
        {
            memory.AssignGradients();
        }

        Storages = memory.Storages;
        Sums = memory.Sums;
    }

    private void KeepWhatLeadsTo(Value wanted)
    {
        HashSet<Value> needed = [wanted];
        for (int i = operations.Count - 1; i >= 0; i--)
        {
            if (operations[i].Outputs.Any(needed.Contains))
            {
                needed.UnionWith(operations[i].Inputs.Select(operand => operand.Value));
            }
            else
            {
                operations.RemoveAt(i);
            }
        }
    }

    private void Connect()
    {
        for (int i = 0; i < operations.Count; i++)
        {
            operations[i].Index = i;
            foreach (Operand operand in operations[i].Inputs)
            {
                operand.Reader = operations[i];
                operand.Value.AddReader(operand);
            }
        }
    }

    // A gradient is needed where a value depends on a parameter and the model's output depends on the value; integer
    // values pass no gradient on.
    private void MarkGradients(Value output)
    {
        HashSet<Value> reached = [output];
        for (int i = operations.Count - 1; i >= 0; i--)
        {
            if (operations[i].Outputs.Any(made => made.Kind == ElementKind.Float32 && reached.Contains(made)))
            {
                reached.UnionWith(operations[i].Inputs.Select(operand => operand.Value));
            }
        }

        foreach (Operation operation in operations)
        {
            bool learns = operation.HasParameters
                || operation.Inputs.Any(operand => operand.Value.NeedsGradient);
            foreach (Value made in operation.Outputs)
            {
                made.NeedsGradient = learns && made.Kind == ElementKind.Float32 && reached.Contains(made);
            }
        }
    }
}
