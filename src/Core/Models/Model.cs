using System.Text.Json;
using NormTools.Core.Graph;
using NormTools.Core.Layers;
using NormTools.Core.Memory;
using NormTools.Core.Random;
using NormTools.Core.Threading;

namespace NormTools.Core.Models;

/// <summary>A network: its specification, its layers with fixed shapes, and one block of memory for its
/// state.</summary>
/// <remarks>
/// The block starts with the parameters, each aligned to 64 bytes with zeros in the gaps, so that an optimiser treats
/// them all as one vector. Code that works with the memory holds a reference, so that the memory outlives the model's
/// handle.
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

    /// <summary>Texts kept with the model in its file.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; set; } = new Dictionary<string, string>();

    public SequentialLayer Root { get; }

    /// <summary>All layers, each container before its contents.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    public long[] InputShape { get; }

    public long[] OutputShape => Root.OutputShape;

    public int InputCount { get; }

    public int OutputCount => Root.OutputCount;

    /// <summary>PyTorch's state dict: parameters and buffers in the order of the layers.</summary>
    public IReadOnlyList<StateEntry> State => state;

    /// <summary>The size of the parameters, gaps included: the first part of the block.</summary>
    public long ParameterBytes { get; }

    /// <summary>The size of the whole block.</summary>
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
    /// The stream continues after the draws of the initialisation, as in a script with one torch.manual_seed at the
    /// top; a model that was not initialised at random has PyTorch's default stream.
    /// </summary>
    public Generator Stream { get; } = new(Generator.DefaultSeed);

    /// <summary>Held while the state is read or changed.</summary>
    public ModelGate Gate { get; } = new();

    /// <summary>The fewest rows that a training batch may have.</summary>
    public int LeastTrainingRows => Layers.Max(layer => layer.LeastTrainingRows);

    /// <summary>Whether evaluation has to take all rows as one batch.</summary>
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

    /// <summary>A model with the default initialisation, drawn from a generator, which advances.</summary>
    /// <remarks>The model's own stream continues from the same point, independently of the generator.</remarks>
    public static Model Create(string specification, Generator generator)
    {
        Model model = Describe(specification);
        model.Allocate();
        try
        {
            model.Stream.SetState(generator.GetState());
            model.Root.InitializeAll(model.Stream);
            generator.SetState(model.Stream.GetState());
            return model;
        }
        catch (Exception)
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>A model with its shapes and its list of state entries but no memory yet: first a file is checked
    /// against it.</summary>
    public static Model Describe(string specification) => new(specification);

    /// <summary>Gives the model its memory, filled with zeros.</summary>
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

    /// <summary>A plan for evaluation; return it with <see cref="ReturnPlan"/>.</summary>
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

    /// <summary>Keeps the memory alive; each call needs a matching <see cref="Release"/>.</summary>
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

        Check.Count(parameters / sizeof(float)); // optimisers index them with int
        return (parameters, offset);
    }
}
