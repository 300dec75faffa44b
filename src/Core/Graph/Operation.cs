using NormTools.Core.Random;

namespace NormTools.Core.Graph;

/// <summary>What one pass over a batch is told.</summary>
internal sealed class Pass
{
    /// <summary>Rows of this batch; at most those that the plan was made for.</summary>
    public int Rows { get; set; }

    /// <summary>Threads at most; never changes a result.</summary>
    public int Threads { get; set; } = 1;

    /// <summary>The stream that dropout draws from.</summary>
    public Generator? Generator { get; set; }
}

/// <summary>One step of a plan. It reads and writes the memory that the plan gave its values, and allocates
/// nothing.</summary>
internal abstract unsafe class Operation
{
    private readonly List<(Storage Storage, StorageLife Life)> extra = [];
    private Value[] outputs = [];

    /// <summary>The place of the layer, as in a state dict.</summary>
    public required string Name { get; init; }

    /// <summary>What it reads.</summary>
    public Operand[] Inputs { get; init; } = [];

    /// <summary>The only, or the first input.</summary>
    public Operand Input
    {
        get => Inputs[0];
        init => Inputs = [value];
    }

    /// <summary>What it makes.</summary>
    public Value[] Outputs
    {
        get => outputs;
        init => outputs = value;
    }

    /// <summary>The only, or the first output.</summary>
    public Value Output
    {
        get => Outputs[0];
        init => outputs = [value];
    }

    /// <summary>What it computes, and after it what was fused into it.</summary>
    public abstract string Kind { get; }

    public virtual IReadOnlyList<string> Fused => [];

    /// <summary>Its place in the plan.</summary>
    public int Index { get; set; }

    public virtual bool HasParameters => false;

    /// <summary>Whether the forward pass draws from the pass's stream.</summary>
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

    /// <summary>Whether the backward pass changes the output's gradient.</summary>
    public virtual bool OverwritesGradient => false;

    /// <summary>The channels, in front of all other dimensions, of which it takes away the mean over the batch; 0 for
    /// an operation that takes none away.</summary>
    public virtual int CenteredChannels => 0;

    /// <summary>Whether it takes away again what is added to each of so many channels.</summary>
    public bool Centers(int channels) => CenteredChannels > 0 && CenteredChannels % channels == 0;

    /// <summary>Whether a plan with a backward pass has to run this operation's.</summary>
    public bool RunsBackward => Array.Exists(Outputs, output => output.NeedsGradient);

    public IReadOnlyList<(Storage Storage, StorageLife Life)> Extra => extra;

    public abstract void Forward(Pass pass);

    /// <summary>Writes the gradients of the parameters, and of each input where <see cref="Operand.Gradient"/> is
    /// there.</summary>
    public abstract void Backward(Pass pass);

    /// <summary>One operation for this one and the next, where one pass over memory can do the work of both.</summary>
    /// <param name="next">The only reader of this operation's output.</param>
    /// <returns>This operation, having taken over what <paramref name="next"/> does; another one; or null.</returns>
    public virtual Operation? Fuse(Operation next) => null;

    /// <summary>Is told of the only reader of the output where it was not fused.</summary>
    public virtual void Precede(Operation next)
    {
    }

    /// <summary>Makes what another operation made.</summary>
    internal void TakeOutputs(Operation from)
    {
        outputs = from.outputs;
        foreach (Value output in Outputs)
        {
            output.Producer = this;
        }
    }

    /// <summary>Memory of the operation itself.</summary>
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
