using System.Text.Json;
using NormTools.Core.Catalogs;
using NormTools.Core.Checkpoints;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Optimizers;

/// <summary>The memory that one pass of an optimiser works on: neighbouring parameters, their gradients and their
/// state.</summary>
internal unsafe struct OptimizerMemory
{
    public float* Parameters;

    public float* Gradients;

    /// <summary>The state of these parameters in the first of the optimiser's state vectors.</summary>
    public float* State;

    /// <summary>The number of parameters, a multiple of 16.</summary>
    public int Count;

    /// <summary>The parameter's shape, where the rule needs it.</summary>
    public long[] Shape;

    /// <summary>The distance from one state vector to the next, in values.</summary>
    public int Stride;
}

/// <summary>Updates parameters by their gradients, in one fused pass over all of them.</summary>
internal abstract unsafe class Optimizer : ICheckpointed, IDisposable
{
    /// <summary>Values in one part; a pass with a single part never wakes a helper thread.</summary>
    protected const int Part = 1 << 14;

    private OptimizerMemory memory;
    private ParameterBlock[] blocks = [];

    /// <summary>All optimisers by their names, with torch.optim's arguments and defaults.</summary>
    public static Catalog<Optimizer> Catalog { get; } = new("optimizer", "UnknownOptimizer");

    /// <summary>Its name in the catalog.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>The rate that a schedule starts from.</summary>
    public double LearningRate { get; protected init; }

    /// <summary>The prefix of its entries in a checkpoint: a run may have several optimisers.</summary>
    public string Prefix { get; set; } = "optimizer.";

    /// <summary>Its arguments, defaults filled in.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; set; } = new Dictionary<string, string>();

    /// <summary>The JSON that makes the same optimiser, defaults filled in.</summary>
    public string Specification { get; private set; } = string.Empty;

    /// <summary>Steps taken.</summary>
    public long Steps { get; protected set; }

    /// <summary>The names of the state vectors, as in torch, in memory order.</summary>
    public abstract IReadOnlyList<string> StateNames { get; }

    /// <summary>The number of values in each state vector.</summary>
    public int StateCount => memory.Stride;

    /// <summary>The size of its state in bytes.</summary>
    public virtual long HeldBytes => (long)memory.Stride * StateNames.Count * sizeof(float);

    /// <summary>Whether a step evaluates the loss several times, as a line search does, and so takes a
    /// <see cref="Closure"/>.</summary>
    public virtual bool NeedsClosure => false;

    /// <summary>The momentum, or the first beta, which a schedule may change; null where there is none.</summary>
    public virtual double? Momentum
    {
        get => null;
        set => _ = value;
    }

    public Span<float> State => new(memory.State, checked(memory.Stride * StateNames.Count));

    /// <summary>Whether the rule needs the shape of each parameter, so that each gets a pass of its own.</summary>
    protected virtual bool NeedsShapes => false;

    /// <summary>The parameters in the model's memory.</summary>
    protected float* Parameters => memory.Parameters;

    /// <summary>The gradients in a plan's memory.</summary>
    protected float* Gradients => memory.Gradients;

    /// <summary>What it updates; neighbours are merged unless each needs a pass of its own.</summary>
    protected ReadOnlySpan<ParameterBlock> Blocks => blocks;

    /// <summary>The initial value of a state vector.</summary>
    protected virtual float InitialState(int vector) => 0;

    /// <summary>How many values a state vector holds for a block, a multiple of 16.</summary>
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

    /// <summary>Attaches the optimiser to all parameters as one vector.</summary>
    /// <inheritdoc cref="Attach(float*, float*, IReadOnlyList{ParameterBlock})"/>
    /// <param name="count">A multiple of 16; gaps between parameters are zeros with zero gradients.</param>
    public void Attach(float* parameters, float* gradients, int count) =>
        Attach(parameters, gradients, [new ParameterBlock(string.Empty, 0, count, [count])]);

    /// <summary>Attaches the optimiser to the parameters it updates and allocates its state.</summary>
    /// <param name="parameters">The parameters in the model's memory.</param>
    /// <param name="gradients">The gradients in a plan's memory.</param>
    /// <param name="parts">The parameters to update, in memory order.</param>
    public virtual void Attach(float* parameters, float* gradients, IReadOnlyList<ParameterBlock> parts)
    {
        Dispose();
        blocks = NeedsShapes ? [.. parts] : ParameterBlock.Merge(parts);
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
    /// <param name="gradientFactor">The factor on the gradients: 1, or less to clip their norm.</param>
    /// <param name="threads">The most threads.</param>
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

    /// <summary>Takes one step of a rule that evaluates the loss several times.</summary>
    public virtual void Step(double rate, Closure closure) =>
        throw new InvalidOperationException("The rule takes its steps without a closure.");

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

    /// <summary>Computes what is needed once per step, whatever the number of passes.</summary>
    protected virtual void Prepare(double rate)
    {
    }

    /// <summary>Updates some neighbouring parameters, or a single one if <see cref="NeedsShapes"/>.</summary>
    protected abstract void Update(in OptimizerMemory memory, double rate, float gradientFactor, int threads);

    protected static void Run<T>(ref T work, int count, int threads)
        where T : struct, IParallelWork => Workers.Run(ref work, (count + Part - 1) / Part, threads);
}
