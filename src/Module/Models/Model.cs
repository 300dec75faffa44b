using System.Collections.Specialized;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using NormTools.Native;

namespace NormTools;

/// <summary>A network: its layers, its parameters and its buffers. Training changes it in place.</summary>
public sealed partial class Model : IDisplay, IDisposable
{
    private const int LayerColumn = 1; // of the table: the column that is wrapped in a narrow console

    private static readonly Regex Numbers = new Regex("(?<=[0-9]), (?=[0-9])"); // sizes of one kernel: kept on a line

    private readonly long[] inputShape;
    private readonly long[] outputShape;
    private TrainingClaim? training; // the claim of the run that trains it

    private Model(IntPtr handle, ulong? seed)
    {
        Handle = new ObjectHandle(handle);
        Seed = seed;
        var description = (Dictionary<string, object?>)Json.Read(Describe())!;
        inputShape = Sizes(description["input_shape"]);
        outputShape = Sizes(description["output_shape"]);
        ParameterCount = (long)description["parameters"]!;
        NeedsWholeBatch = (bool)description["needs_whole_batch"]!;
        List<Dictionary<string, object?>> state = Items(description["state"]).ToList();
        ILookup<string, Dictionary<string, object?>> own = state.ToLookup(entry => (string)entry["layer"]!);
        Layers = Items(description["layers"]).Select(layer => new ModelLayer(layer, own[(string)layer["name"]!]))
            .ToList().AsReadOnly();
        GivesProbabilities = (bool)description["gives_probabilities"]!;
        Metadata = description.TryGetValue("metadata", out object? metadata) && metadata is Dictionary<string, object?> texts
            ? texts.ToDictionary(item => item.Key, item => Convert.ToString(item.Value)!)
            : new Dictionary<string, string>();
        Parameters = State(state, "parameter");
        Buffers = State(state, "buffer");
        foreach (ModelLayer layer in Layers)
        {
            layer.Share(Parameters, Buffers);
        }

        NativeMethods.ModelStream(Handle, out IntPtr stream).ThrowIfFailed();
        Generator = new RandomGenerator(new ObjectHandle(stream));
    }

    /// <summary>The shape of one input sample.</summary>
    public long[] InputShape => (long[])inputShape.Clone();

    /// <summary>The shape of the output for one sample.</summary>
    public long[] OutputShape => (long[])outputShape.Clone();

    /// <summary>The layers in order; containers come before their content.</summary>
    public IReadOnlyList<ModelLayer> Layers { get; }

    /// <summary>The number of trainable values.</summary>
    public long ParameterCount { get; }

    /// <summary>The trainable tensors by their PyTorch names, as in $model.Parameters['0.weight'].</summary>
    public StateDictionary Parameters { get; }

    /// <summary>The other tensors of the state, as in $model.Buffers['1.running_mean'].</summary>
    public StateDictionary Buffers { get; }

    /// <summary>The seed that the model's stream began with; null if it was drawn from a generator or read from a
    /// file.</summary>
    public ulong? Seed { get; internal set; }

    /// <summary>The model's random stream: initialisation draws from it, and training without a seed continues
    /// it.</summary>
    public RandomGenerator Generator { get; }

    /// <summary>Texts that were saved with the model.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The names of the classes, if the model was trained on a data set that has them.</summary>
    public string[]? ClassNames { get; internal set; }

    /// <summary>The names of the predicted quantities, if the training data had them.</summary>
    public string[]? TargetNames { get; internal set; }

    /// <summary>The preprocessor of the training data, which raw rows go through too. Null if the model was not
    /// trained, or was trained on samples without column names and scaling.</summary>
    public Preprocessor? Preprocessor { get; internal set; }

    /// <summary>Whether a layer takes statistics over the batch in evaluation too, so that all rows have to be passed
    /// together.</summary>
    internal bool NeedsWholeBatch { get; }

    /// <summary>Whether the outputs are probabilities.</summary>
    internal bool GivesProbabilities { get; }

    internal ObjectHandle Handle { get; }

    internal bool IsDisposed { get; private set; }

    /// <summary>Whether the user determined the model's stream, by a seed or a generator: draws without a seed then
    /// continue it.</summary>
    internal bool IsSeeded { get; set; }

    internal long InputCount => InputShape.Aggregate(1L, (count, size) => count * size);

    internal long OutputCount => OutputShape.Aggregate(1L, (count, size) => count * size);

    /// <summary>An independent model with the same layers and values.</summary>
    public Model Clone()
    {
        using HandleLease lease = Hold();
        MemoryPressure.MakeRoom(Handle.CountedBytes);
        NativeMethods.ModelCopy(Handle, out IntPtr copy).ThrowIfFailed();
        return new Model(copy, Seed)
        {
            ClassNames = ClassNames,
            TargetNames = TargetNames,
            Preprocessor = Preprocessor,
            IsSeeded = IsSeeded,
            Trained = Trained,
            TrainedLoss = TrainedLoss,
        };
    }

    /// <summary>The layers as they were specified: what a new model of the same kind is made of.</summary>
    internal IReadOnlyList<object?> Specification()
    {
        var description = (Dictionary<string, object?>)Json.Read(Describe())!;
        return (List<object?>)((Dictionary<string, object?>)Json.Read((string)description["specification"]!)!)["layers"]!;
    }

    /// <summary>Frees the model's memory as soon as no tensor of it is in use any more.</summary>
    public void Dispose()
    {
        IsDisposed = true; // the handle itself stays open as long as a tensor points into the model
        Handle.Dispose();
    }

    /// <summary>As in "784 -> 10, 5 layers, 535,818 parameters".</summary>
    public override string ToString() =>
        $"{Text.Shape(InputShape)} -> {Text.Shape(OutputShape)}, {Text.Count(Layers.Count, "layer")}, {Text.Count(ParameterCount, "parameter")}";

    /// <summary>The table of layers, output shapes and parameter counts.</summary>
    public string ToDisplayString() => Render(Display.UsualWidth);

    string IDisplay.ToDisplayString(int width) => Render(width);

    private string Render(int width)
    {
        if (IsDisposed)
        {
            return "Model (disposed)";
        }

        var table = new TextTable("Name", "Layer", "Output", ">Parameters");
        foreach (ModelLayer layer in Layers)
        {
            string indent = new string(' ', 2 * layer.Name.Count(c => c == '.'));
            table.Add(layer.Name, indent + Numbers.Replace(layer.Summary, "," + WrappedText.Joined), Text.Shape(layer.OutputShape), layer.ParameterCount.ToString("N0", CultureInfo.InvariantCulture));
        }

        string seed = Seed is null ? string.Empty : $", seed {Seed}";
        return $"Model {Text.Shape(InputShape)} -> {Text.Shape(OutputShape)}, {Text.Count(ParameterCount, "parameter")}{seed}" + MemoryLines(width)
            + Environment.NewLine + Environment.NewLine + table.ToString(width, LayerColumn);
    }

    internal static Model Create(long[] inputShape, IEnumerable<object?> layers, ulong seed)
    {
        Model model = Create(inputShape, layers, new RandomGenerator(seed));
        model.Seed = seed;
        return model;
    }

    /// <summary>A model that is drawn from a generator; its own stream continues from the same state.</summary>
    internal static Model Create(long[] inputShape, IEnumerable<object?> layers, RandomGenerator generator)
    {
        var specification = new OrderedDictionary { { "input_shape", inputShape }, { "layers", layers } };
        byte[] json = Json.WriteUtf8(specification);
        IntPtr model = default;
        MemoryPressure.MakeRoom(0);
        generator.Use(stream => NativeMethods.ModelCreate(json, json.Length, stream, out model));
        return new Model(model, null) { IsSeeded = true };
    }

    internal static Model Load(string path, bool allowScript)
    {
        byte[] text = Encoding.UTF8.GetBytes(path);
        MemoryPressure.MakeRoom(0);
        NativeMethods.ModelLoad(text, text.Length, out IntPtr handle).ThrowIfFailed();
        var model = new Model(handle, null);
        model.ReadMemory(allowScript);
        return model;
    }

    internal void Save(string path)
    {
        using HandleLease lease = Hold();
        var metadata = new OrderedDictionary();
        foreach (KeyValuePair<string, string> item in Metadata.Where(item => !MemoryKeys.Contains(item.Key)))
        {
            metadata.Add(item.Key, item.Value);
        }

        WriteMemory(metadata);
        byte[] text = Encoding.UTF8.GetBytes(path);
        byte[] json = Json.WriteUtf8(metadata);
        NativeMethods.ModelSave(Handle, text, text.Length, json, json.Length).ThrowIfFailed();
    }

    /// <summary>Names and shapes of the whole state: parameters, then buffers.</summary>
    internal IEnumerable<KeyValuePair<string, long[]>> StateShapes() => Parameters.Shapes().Concat(Buffers.Shapes());

    /// <param name="path">The file.</param>
    /// <param name="names">The model's names for its tensors, keyed by the file's names; null if they are the
    /// same.</param>
    internal void LoadState(string path, Dictionary<string, string>? names)
    {
        ThrowIfTraining("loaded into");
        byte[] json = names is null ? Array.Empty<byte>() : Json.WriteUtf8(names);
        using HandleLease lease = Hold();
        byte[] text = Encoding.UTF8.GetBytes(path);
        NativeMethods.ModelLoadState(Handle, text, text.Length, json, json.Length).ThrowIfFailed();
    }

    /// <summary>Adjusts magnitudes or singular vectors to a weight that was written into the state.</summary>
    internal void SettleWeight(ModelLayer layer)
    {
        using HandleLease lease = Hold();
        NativeMethods.ModelSettleWeight(Handle, ((IList<ModelLayer>)Layers).IndexOf(layer)).ThrowIfFailed();
    }

    /// <summary>Lets only the caller train the model, until the claim is disposed of.</summary>
    /// <exception cref="NormToolsException">ModelInTraining.</exception>
    internal TrainingClaim Claim()
    {
        var claim = new TrainingClaim(() => Volatile.Write(ref training, null));
        return Interlocked.CompareExchange(ref training, claim, null) is { } other
            ? throw Errors.ModelInTraining(other, "trained by a second run")
            : claim;
    }

    /// <summary>Refuses a change of the model between two steps of a run.</summary>
    /// <exception cref="NormToolsException">ModelInTraining.</exception>
    internal void ThrowIfTraining(string what)
    {
        if (Volatile.Read(ref training) is { IsPaused: false } claim)
        {
            throw Errors.ModelInTraining(claim, what);
        }
    }

    /// <summary>Keeps the model's memory alive until the lease ends, even if the model is disposed of
    /// meanwhile.</summary>
    /// <exception cref="NormToolsException">The model has been disposed of.</exception>
    internal HandleLease Hold()
    {
        ThrowIfDisposed();
        return new HandleLease(Handle);
    }

    internal void ThrowIfDisposed()
    {
        if (IsDisposed)
        {
            throw Errors.ModelDisposed();
        }
    }

    private static long[] Sizes(object? list) => ((List<object?>)list!).Select(size => (long)size!).ToArray();

    private static IEnumerable<Dictionary<string, object?>> Items(object? list) =>
        ((List<object?>)list!).Cast<Dictionary<string, object?>>();

    private unsafe string Describe() =>
        NativeText.Read((buffer, capacity, length) => NativeMethods.ModelDescribe(Handle, buffer, capacity, length));

    private StateDictionary State(List<Dictionary<string, object?>> state, string kind)
    {
        var entries = new List<KeyValuePair<string, Tensor>>();
        for (int index = 0; index < state.Count; index++)
        {
            if ((string)state[index]["kind"]! == kind)
            {
                NativeMethods.ModelState(Handle, index, out IntPtr memory).ThrowIfFailed();
                DType type = (string)state[index]["dtype"]! == "int64" ? DType.Int64 : DType.Float32;
                var tensor = new Tensor(TensorHandle.View(Handle, memory), type, Sizes(state[index]["shape"]));
                entries.Add(new KeyValuePair<string, Tensor>((string)state[index]["name"]!, tensor));
            }
        }

        return new StateDictionary(entries);
    }
}
