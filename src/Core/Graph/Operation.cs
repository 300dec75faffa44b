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

    /// <summary>The place of the layer, as in a state dict.</summary>
    public required string Name { get; init; }

    public required Value Input { get; init; }

    public required Value Output { get; init; }

    /// <summary>What it computes, and after it what was fused into it.</summary>
    public abstract string Kind { get; }

    public virtual IReadOnlyList<string> Fused => [];

    /// <summary>Its place in the plan.</summary>
    public int Index { get; set; }

    public virtual bool HasParameters => false;

    /// <summary>Whether the forward pass draws from the pass's stream.</summary>
    public virtual bool Draws => false;

    /// <summary>A second value that the forward pass reads.</summary>
    public virtual Value? SecondInput => null;

    /// <summary>An operation whose backward pass also reads this one's output gradient, or null.</summary>
    public virtual Operation? GradientHolder => null;

    /// <summary>Whether the backward pass reads the input's data.</summary>
    public virtual bool KeepsInput => false;

    /// <summary>Whether the backward pass reads the output's data.</summary>
    public virtual bool KeepsOutput => false;

    /// <summary>Whether the output may take the input's memory.</summary>
    public virtual bool InPlace => false;

    /// <summary>Whether the output is the input, so that it has to share its memory.</summary>
    public virtual bool IsAlias => false;

    /// <summary>Whether the input's gradient may take the memory of the output's.</summary>
    public virtual bool GradientInPlace => false;

    /// <summary>Whether the input's gradient is the output's, so that it has to share its memory.</summary>
    public virtual bool GradientIsAlias => false;

    /// <summary>Whether the backward pass changes the output's gradient.</summary>
    public virtual bool OverwritesGradient => false;

    public IReadOnlyList<(Storage Storage, StorageLife Life)> Extra => extra;

    public abstract void Forward(Pass pass);

    /// <summary>Writes the gradients of the parameters, and of the input where <see cref="Value.Gradient"/> is
    /// there.</summary>
    public abstract void Backward(Pass pass);

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
