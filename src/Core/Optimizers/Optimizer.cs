using System.Text.Json;
using NormTools.Core.Catalogs;
using NormTools.Core.Checkpoints;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Optimizers;

/// <summary>The memory that an optimiser's step works on: equally long vectors over all parameters.</summary>
internal unsafe struct OptimizerMemory
{
    public float* Parameters;

    public float* Gradients;

    /// <summary>The optimiser's own vectors, one after the other.</summary>
    public float* State;

    /// <summary>Values of each vector, a multiple of 16.</summary>
    public int Count;
}

/// <summary>Moves parameters by their gradients: one fused pass over all of them.</summary>
internal abstract unsafe class Optimizer : ICheckpointed, IDisposable
{
    /// <summary>Values of one part; a pass of one part never wakes a helper.</summary>
    protected const int Part = 1 << 14;

    private OptimizerMemory memory;

    /// <summary>All optimisers by their names, with torch.optim's arguments and defaults.</summary>
    public static Catalog<Optimizer> Catalog { get; } = new("optimizer", "UnknownOptimizer");

    /// <summary>Its name in the catalog.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>The rate that a schedule starts from.</summary>
    public double LearningRate { get; protected init; }

    /// <summary>Its arguments, defaults filled in.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; set; } = new Dictionary<string, string>();

    /// <summary>Steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>The names of the optimiser's own vectors, torch's, in the order of the memory.</summary>
    public abstract IReadOnlyList<string> StateNames { get; }

    /// <summary>Values of each of its vectors.</summary>
    public int StateCount => memory.Count;

    /// <summary>The share of the last step that is kept, which a schedule may move: a momentum, or the first beta; null
    /// where there is none.</summary>
    public virtual double? Momentum
    {
        get => null;
        set => _ = value;
    }

    public Span<float> State => new(memory.State, checked(memory.Count * StateNames.Count));

    /// <summary>What a new state vector is filled with.</summary>
    protected virtual float InitialState(int vector) => 0;

    /// <summary>Reads an optimiser from its specification.</summary>
    /// <exception cref="CoreException">UnknownOptimizer, UnknownOption, InvalidRunOptions.</exception>
    public static Optimizer Create(JsonElement element)
    {
        Optimizer optimizer = Catalog.Create(element, out IReadOnlyDictionary<string, string> settings);
        optimizer.Name = Catalog.Find(element).Name;
        optimizer.Settings = settings;
        return optimizer;
    }

    /// <summary>Gives the optimiser the parameters to move, and makes its state.</summary>
    /// <param name="parameters">[count], as the model holds them.</param>
    /// <param name="gradients">[count], as a plan writes them.</param>
    /// <param name="count">A multiple of 16; gaps between parameters are zeros with zero gradients.</param>
    public void Attach(float* parameters, float* gradients, int count)
    {
        Dispose();
        memory.Parameters = parameters;
        memory.Gradients = gradients;
        memory.Count = count;
        memory.State = (float*)NativePool.Rent((long)count * StateNames.Count * sizeof(float));
        for (int vector = 0; vector < StateNames.Count; vector++)
        {
            State.Slice(vector * count, count).Fill(InitialState(vector));
        }
    }

    /// <summary>Takes one step.</summary>
    /// <param name="rate">The learning rate.</param>
    /// <param name="gradientFactor">What the gradients are multiplied by: 1, or less to clip their norm.</param>
    /// <param name="threads">Threads at most.</param>
    public void Step(double rate, float gradientFactor, int threads)
    {
        Steps++;
        Update(memory, rate, gradientFactor, threads);
    }

    /// <inheritdoc/>
    public virtual void Save(CheckpointWriter entries)
    {
        entries.Add("optimizer.steps", Steps);
        for (int i = 0; i < StateNames.Count; i++)
        {
            entries.Add($"optimizer.{StateNames[i]}", memory.State + ((long)i * memory.Count), memory.Count);
        }
    }

    /// <inheritdoc/>
    public virtual void Restore(CheckpointReader entries)
    {
        Steps = entries.Integer("optimizer.steps", 0);
        for (int i = 0; i < StateNames.Count; i++)
        {
            entries.Read($"optimizer.{StateNames[i]}", memory.State + ((long)i * memory.Count), memory.Count);
        }
    }

    public void Dispose()
    {
        NativePool.Return(memory.State);
        memory = default;
    }

    protected abstract void Update(in OptimizerMemory memory, double rate, float gradientFactor, int threads);

    protected static void Run<T>(ref T work, int count, int threads)
        where T : struct, IParallelWork => Workers.Run(ref work, (count + Part - 1) / Part, threads);
}
