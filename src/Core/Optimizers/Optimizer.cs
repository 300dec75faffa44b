using System.Text.Json;
using NormTools.Core.Catalogs;
using NormTools.Core.Checkpoints;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Optimizers;

/// <summary>The memory that an optimiser's pass works on: neighbouring parameters, and what is kept of them.</summary>
internal unsafe struct OptimizerMemory
{
    public float* Parameters;

    public float* Gradients;

    /// <summary>Where the first of the optimiser's own vectors has its values of these parameters.</summary>
    public float* State;

    /// <summary>Parameters, a multiple of 16.</summary>
    public int Count;

    /// <summary>The parameter's, where the rule looks at shapes.</summary>
    public long[] Shape;

    /// <summary>Values from one of the optimiser's own vectors to the next.</summary>
    public int Stride;
}

/// <summary>Moves parameters by their gradients: one fused pass over all of them.</summary>
internal abstract unsafe class Optimizer : ICheckpointed, IDisposable
{
    /// <summary>Values of one part; a pass of one part never wakes a helper.</summary>
    protected const int Part = 1 << 14;

    private OptimizerMemory memory;
    private ParameterBlock[] blocks = [];

    /// <summary>All optimisers by their names, with torch.optim's arguments and defaults.</summary>
    public static Catalog<Optimizer> Catalog { get; } = new("optimizer", "UnknownOptimizer");

    /// <summary>Its name in the catalog.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>The rate that a schedule starts from.</summary>
    public double LearningRate { get; protected init; }

    /// <summary>What entries of a checkpoint are called in front of their names: a run may have several
    /// optimisers.</summary>
    public string Prefix { get; set; } = "optimizer.";

    /// <summary>Its arguments, defaults filled in.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; set; } = new Dictionary<string, string>();

    /// <summary>The JSON that makes the same one, defaults filled in.</summary>
    public string Specification { get; private set; } = string.Empty;

    /// <summary>Steps taken.</summary>
    public long Steps { get; protected set; }

    /// <summary>The names of the optimiser's own vectors, torch's, in the order of the memory.</summary>
    public abstract IReadOnlyList<string> StateNames { get; }

    /// <summary>Values of each of its vectors.</summary>
    public int StateCount => memory.Stride;

    /// <summary>Bytes of what it keeps.</summary>
    public virtual long HeldBytes => (long)memory.Stride * StateNames.Count * sizeof(float);

    /// <summary>Whether a step looks at the loss several times, as a line search does: then it takes a
    /// <see cref="Closure"/>.</summary>
    public virtual bool NeedsClosure => false;

    /// <summary>The share of the last step that is kept, which a schedule may move: a momentum, or the first beta; null
    /// where there is none.</summary>
    public virtual double? Momentum
    {
        get => null;
        set => _ = value;
    }

    public Span<float> State => new(memory.State, checked(memory.Stride * StateNames.Count));

    /// <summary>Whether the rule asks for the shape of each parameter, so that each has a pass of its own.</summary>
    protected virtual bool LooksAtShapes => false;

    /// <summary>As the model holds them.</summary>
    protected float* Parameters => memory.Parameters;

    /// <summary>As a plan writes them.</summary>
    protected float* Gradients => memory.Gradients;

    /// <summary>What it moves, merged where neighbours need no pass of their own.</summary>
    protected ReadOnlySpan<ParameterBlock> Blocks => blocks;

    /// <summary>What a new state vector is filled with.</summary>
    protected virtual float InitialState(int vector) => 0;

    /// <summary>Values that a vector keeps of a block, a multiple of 16.</summary>
    protected virtual int StateSize(in ParameterBlock block) => block.Count;

    /// <summary>Reads an optimiser from its specification.</summary>
    /// <exception cref="CoreException">UnknownOptimizer, UnknownOption, InvalidRunOptions.</exception>
    public static Optimizer Create(JsonElement element)
    {
        Optimizer optimizer = Catalog.Create(element, out Arguments read);
        optimizer.Name = Catalog.Find(element).Name;
        optimizer.Settings = read.Settings;
        optimizer.Specification = read.Specification(optimizer.Name);
        return optimizer;
    }

    /// <summary>Gives the optimiser all parameters as one vector.</summary>
    /// <inheritdoc cref="Attach(float*, float*, IReadOnlyList{ParameterBlock})"/>
    /// <param name="count">A multiple of 16; gaps between parameters are zeros with zero gradients.</param>
    public void Attach(float* parameters, float* gradients, int count) =>
        Attach(parameters, gradients, [new ParameterBlock(string.Empty, 0, count, [count])]);

    /// <summary>Gives the optimiser the parameters to move, and makes its state.</summary>
    /// <param name="parameters">As the model holds them.</param>
    /// <param name="gradients">As a plan writes them.</param>
    /// <param name="parts">Those to be moved, by their places.</param>
    public virtual void Attach(float* parameters, float* gradients, IReadOnlyList<ParameterBlock> parts)
    {
        Dispose();
        blocks = LooksAtShapes ? [.. parts] : ParameterBlock.Merge(parts);
        memory.Parameters = parameters;
        memory.Gradients = gradients;
        for (int i = 0; i < blocks.Length; i++)
        {
            blocks[i] = blocks[i] with { State = memory.Stride };
            memory.Stride = checked(memory.Stride + StateSize(blocks[i]));
        }

        memory.State = (float*)NativePool.Rent((long)memory.Stride * StateNames.Count * sizeof(float));
        for (int vector = 0; vector < StateNames.Count; vector++)
        {
            State.Slice(vector * memory.Stride, memory.Stride).Fill(InitialState(vector));
        }
    }

    /// <summary>Takes one step.</summary>
    /// <param name="rate">The learning rate.</param>
    /// <param name="gradientFactor">What the gradients are multiplied by: 1, or less to clip their norm.</param>
    /// <param name="threads">Threads at most.</param>
    public void Step(double rate, float gradientFactor, int threads)
    {
        Steps++;
        Prepare(rate);
        OptimizerMemory part = memory;
        for (int i = 0; i < blocks.Length; i++)
        {
            ref readonly ParameterBlock block = ref blocks[i];
            part.Parameters = memory.Parameters + block.Offset;
            part.Gradients = memory.Gradients + block.Offset;
            part.State = memory.State + block.State;
            part.Count = block.Count;
            part.Shape = block.Shape;
            Update(part, rate, gradientFactor, threads);
        }
    }

    /// <summary>Takes one step of a rule that looks at the loss several times.</summary>
    public virtual void Step(double rate, Closure closure) =>
        throw new InvalidOperationException("The rule takes one look at the gradients.");

    /// <inheritdoc/>
    public virtual void Save(CheckpointWriter entries)
    {
        entries.Add(Prefix + "steps", Steps);
        for (int i = 0; i < StateNames.Count; i++)
        {
            entries.Add(Prefix + StateNames[i], memory.State + ((long)i * memory.Stride), memory.Stride);
        }
    }

    /// <inheritdoc/>
    public virtual void Restore(CheckpointReader entries)
    {
        Steps = entries.Integer(Prefix + "steps", 0);
        for (int i = 0; i < StateNames.Count; i++)
        {
            entries.Read(Prefix + StateNames[i], memory.State + ((long)i * memory.Stride), memory.Stride);
        }
    }

    public virtual void Dispose()
    {
        NativePool.Return(memory.State);
        memory = default;
    }

    /// <summary>What is worked out once a step, whatever the number of passes.</summary>
    protected virtual void Prepare(double rate)
    {
    }

    /// <summary>Moves some neighbouring parameters; where <see cref="LooksAtShapes"/>, one parameter.</summary>
    protected abstract void Update(in OptimizerMemory memory, double rate, float gradientFactor, int threads);

    protected static void Run<T>(ref T work, int count, int threads)
        where T : struct, IParallelWork => Workers.Run(ref work, (count + Part - 1) / Part, threads);
}
