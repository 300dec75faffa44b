using System.Text.Json;
using NormTools.Core.Graph;
using NormTools.Core.Layers;
using NormTools.Core.Memory;
using NormTools.Core.Random;
using NormTools.Core.Threading;

namespace NormTools.Core.Models;

/// <summary>A network: its specification, its layers with fixed shapes, and one block of memory with its
/// state.</summary>
/// <remarks>
/// The block starts with the parameters, each on a 64-byte boundary with zeros between them, so that an optimiser
/// passes over all of them as one vector. Whoever works with the memory holds a reference: it outlives the handle of
/// the model that way.
/// </remarks>
internal sealed unsafe class Model : IDisposable, IHoldsMemory
{
    private readonly Lock gate = new();
    private readonly StateEntry[] state;
    private readonly List<Plan> idlePlans = [];
    private byte* memory;
    private int references = 1;
    private bool disposed;

    private Model(string specification)
    {
        Specification = specification;
        (long[] inputShape, JsonElement layers) = ModelSpecification.Parse(specification);
        InputShape = inputShape;
        InputCount = Check.Count(inputShape);
        Root = new SequentialLayer(LayerCatalog.CreateAll(layers, string.Empty));
        Root.Build(inputShape);
        Layers = [.. Root.Walk().Skip(1)];
        state = [.. Layers.SelectMany(layer => layer.State)];
        (ParameterBytes, StateBytes) = PlaceState();
    }

    /// <summary>The JSON that the model was made from.</summary>
    public string Specification { get; }

    /// <summary>Texts that are kept with the model in its file.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; set; } = new Dictionary<string, string>();

    public SequentialLayer Root { get; }

    /// <summary>All layers, containers before their content.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    public long[] InputShape { get; }

    public long[] OutputShape => Root.OutputShape;

    public int InputCount { get; }

    public int OutputCount => Root.OutputCount;

    /// <summary>PyTorch's state dict: parameters and buffers in the order of the layers.</summary>
    public IReadOnlyList<StateEntry> State => state;

    /// <summary>Bytes of the parameters with their gaps: the first part of the memory.</summary>
    public long ParameterBytes { get; }

    /// <summary>Bytes of the whole memory.</summary>
    public long StateBytes { get; }

    public byte* Memory => memory;

    /// <inheritdoc/>
    public long HeldBytes
    {
        get
        {
            lock (gate)
            {
                return disposed ? 0 : StateBytes + idlePlans.Sum(plan => plan.ArenaBytes);
            }
        }
    }

    /// <summary>
    /// Goes on behind the draws of the initialisation, as a script with one torch.manual_seed at its top does; a model
    /// that was not drawn has PyTorch's default stream.
    /// </summary>
    public Generator Stream { get; } = new(Generator.DefaultSeed);

    /// <summary>Whoever reads or changes the state, while others may, holds this.</summary>
    public ModelGate Gate { get; } = new();

    /// <summary>The fewest rows that a training batch may have.</summary>
    public int LeastTrainingRows => Layers.Max(layer => layer.LeastTrainingRows);

    /// <summary>Whether evaluation takes all rows as one batch.</summary>
    public bool NeedsWholeBatch => Layers.Any(layer => layer.EvaluatesByBatch);

    /// <inheritdoc cref="Layer.CheckState" path="/summary|/param|/exception"/>
    public void CheckState(bool training)
    {
        foreach (Layer layer in Layers)
        {
            layer.CheckState(training);
        }
    }

    /// <summary>A model with the default initialisation of torch.manual_seed(seed).</summary>
    public static Model Create(string specification, ulong seed) => Create(specification, new Generator(seed));

    /// <summary>A model with the default initialisation, drawn from a generator that moves on by it.</summary>
    /// <remarks>The model's own stream goes on from the same place, apart from the generator.</remarks>
    public static Model Create(string specification, Generator generator)
    {
        Model model = Describe(specification);
        model.Allocate();
        try
        {
            model.Stream.SetState(generator.GetState());
            foreach (Layer layer in model.Layers)
            {
                layer.Initialize(model.Stream);
            }

            generator.SetState(model.Stream.GetState());
            return model;
        }
        catch (Exception)
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>A model whose shapes and state are known, but that has no memory yet: it may still turn out not to fit
    /// a file.</summary>
    public static Model Describe(string specification) => new(specification);

    /// <summary>Gives the model its memory: zeros.</summary>
    public void Allocate()
    {
        memory = (byte*)NativePool.RentCleared(StateBytes);
        foreach (StateEntry entry in state)
        {
            entry.Memory = memory + entry.Offset;
        }
    }

    public Model Copy()
    {
        Model copy = new(Specification) { Metadata = Metadata };
        copy.Allocate();
        try
        {
            using ModelGate.Use use = Gate.Read();
            Slices.Copy(memory, copy.memory, StateBytes);
            copy.Stream.SetState(Stream.GetState());
            return copy;
        }
        catch (CoreException)
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>A plan for evaluation; give it back with <see cref="ReturnPlan"/>.</summary>
    public Plan RentPlan(long rows)
    {
        lock (gate)
        {
            int found = idlePlans.FindIndex(plan => plan.Rows >= rows || plan.IsFull);
            if (found >= 0)
            {
                Plan plan = idlePlans[found];
                idlePlans.RemoveAt(found);
                return plan;
            }
        }

        return Plan.ForEvaluation(this, rows);
    }

    public void ReturnPlan(Plan plan)
    {
        const int Kept = 2;
        lock (gate)
        {
            if (!disposed)
            {
                idlePlans.Insert(0, plan);
                plan = idlePlans.Count > Kept ? idlePlans[^1] : null!;
                _ = plan is not null && idlePlans.Remove(plan);
            }
        }

        plan?.Dispose();
    }

    /// <summary>Holds the memory; each call needs one of <see cref="Release"/>.</summary>
    public Model AddReference()
    {
        lock (gate)
        {
            references = references > 0
                ? references + 1
                : throw CoreException.State("InvalidHandle", "The model has been freed.");
            return this;
        }
    }

    public void Release()
    {
        lock (gate)
        {
            if (--references > 0)
            {
                return;
            }

            disposed = true;
            idlePlans.ForEach(plan => plan.Dispose());
            idlePlans.Clear();
            NativePool.Return(memory);
            memory = null;
        }
    }

    public void Dispose() => Release();

    private (long ParameterBytes, long StateBytes) PlaceState()
    {
        long offset = 0;
        foreach (StateEntry entry in state.Where(entry => entry.IsParameter))
        {
            entry.Offset = offset;
            offset += entry.PlacedBytes;
        }

        long parameters = offset;
        foreach (StateEntry entry in state.Where(entry => !entry.IsParameter))
        {
            entry.Offset = offset;
            offset += entry.PlacedBytes;
        }

        Check.Count(parameters / sizeof(float)); // an optimiser counts them with int
        return (parameters, offset);
    }
}
