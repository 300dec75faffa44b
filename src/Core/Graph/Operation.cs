using NormTools.Core.Random;

namespace NormTools.Core.Graph;

/// <summary>The settings of one pass over a batch.</summary>
internal sealed class Pass
{
    /// <summary>Rows in this batch; at most as many as the plan was made for.</summary>
    public int Rows { get; set; }

    /// <summary>The most threads; never changes a result.</summary>
    public int Threads { get; set; } = 1;

    /// <summary>The stream that dropout draws from.</summary>
    public Generator? Generator { get; set; }
}

/// <summary>One step of a plan. It works in the memory that the plan assigned, and allocates nothing.</summary>
internal abstract unsafe class Operation
{
    private readonly List<(Storage Storage, StorageLife Life)> extra = [];
    private Value[] outputs = [];

    /// <summary>The path of its layer, as in a state dict ("2.0").</summary>
    public required string Name { get; init; }

    /// <summary>The values it reads.</summary>
    public Operand[] Inputs { get; init; } = [];

    /// <summary>The only or first input.</summary>
    public Operand Input
    {
        get => Inputs[0];
        init => Inputs = [value];
    }

    /// <summary>The values it writes.</summary>
    public Value[] Outputs
    {
        get => outputs;
        init => outputs = value;
    }

    /// <summary>The only or first output.</summary>
    public Value Output
    {
        get => Outputs[0];
        init => outputs = [value];
    }

    /// <summary>What it computes, followed by what was fused into it.</summary>
    public abstract string Kind { get; }

    public virtual IReadOnlyList<string> Fused => [];

    /// <summary>Its place in the plan.</summary>
    public int Index { get; set; }

    public virtual bool HasParameters => false;

    /// <summary>Whether the forward pass draws random numbers.</summary>
    public virtual bool Draws => false;

    /// <summary>Whether the backward pass reads the input's data.</summary>
    public virtual bool KeepsInput => false;

    /// <summary>Whether the backward pass reads the output's data.</summary>
    public virtual bool KeepsOutput => false;

    /// <summary>Whether the first output may take the first input's memory.</summary>
    public virtual bool InPlace => false;

    /// <summary>Whether the first input's gradient may take the memory of the first output's.</summary>
    public virtual bool GradientInPlace => false;

    /// <summary>Whether every input's gradient is the output's, so that they may share its memory.</summary>
    public virtual bool GradientIsAlias => false;

    /// <summary>Whether the outputs have no steps any more, so that the lengths of samples end here.</summary>
    public virtual bool EndsSteps => false;

    /// <summary>Whether the backward pass changes the output's gradient.</summary>
    public virtual bool OverwritesGradient => false;

    /// <summary>The number of channels (the first dimension of a sample) from which it subtracts the batch mean; 0 if
    /// it subtracts none.</summary>
    public virtual int CenteredChannels => 0;

    /// <summary>Whether it removes any constant added to each of this many channels, such as a bias.</summary>
    public bool Centers(int channels) => CenteredChannels > 0 && CenteredChannels % channels == 0;

    /// <summary>Whether a plan with a backward pass has to run that of this operation.</summary>
    public bool RunsBackward => Array.Exists(Outputs, output => output.NeedsGradient);

    public IReadOnlyList<(Storage Storage, StorageLife Life)> Extra => extra;

    public abstract void Forward(Pass pass);

    /// <summary>Writes the gradients of the parameters, and of each input whose <see cref="Operand.Gradient"/> is not
    /// null.</summary>
    public abstract void Backward(Pass pass);

    /// <summary>Merges this operation and the next where one pass over memory can do the work of both.</summary>
    /// <param name="next">The only reader of this operation's output.</param>
    /// <returns>This operation, having taken over what <paramref name="next"/> does; another one; or null.</returns>
    public virtual Operation? Fuse(Operation next) => null;

    /// <summary>Called with the only reader of the output where the two were not fused.</summary>
    public virtual void Precede(Operation next)
    {
    }

    /// <summary>Takes over the outputs of another operation.</summary>
    internal void TakeOutputs(Operation from)
    {
        outputs = from.outputs;
        foreach (Value output in Outputs)
        {
            output.Producer = this;
        }
    }

    /// <summary>Reserves memory for the operation's own use.</summary>
    internal Storage Reserve(StorageLife life, long bytesPerRow, long fixedBytes = 0)
    {
        Storage storage = new(bytesPerRow, fixedBytes);
        extra.Add((storage, life));
        return storage;
    }
}

/// <summary>When an operation's own memory is in use.</summary>
internal enum StorageLife
{
    Forward,
    Backward,

    /// <summary>From the forward pass to the backward pass.</summary>
    Both,
}
