namespace NormTools;

/// <summary>One layer of a model.</summary>
public sealed class ModelLayer
{
    private readonly Dictionary<string, Dictionary<string, object?>> state; // its tensors, by short names

    private readonly long[] outputShape;

    /// <param name="json">A layer of the core's description.</param>
    /// <param name="state">The entries for its own tensors there.</param>
    internal ModelLayer(Dictionary<string, object?> json, IEnumerable<Dictionary<string, object?>> state)
    {
        Name = (string)json["name"]!;
        Type = (string)json["type"]!;
        Description = (string)json["description"]!;
        Summary = (string)json["summary"]!;
        outputShape = ((List<object?>)json["output_shape"]!).Select(size => (long)size!).ToArray();
        ParameterCount = (long)json["parameters"]!;
        Branches = (long)json["branches"]!;
        Heads = (long)json["heads"]!;
        Normalization = json.TryGetValue("normalization", out object? found) ? (Dictionary<string, object?>)found! : null;
        InnerNormalization = json.TryGetValue("inner_normalization", out object? inner) ? (Dictionary<string, object?>)inner! : null;
        this.state = state.ToDictionary(
            entry => ((string)entry["name"]!).Substring(Name.Length + 1), StringComparer.Ordinal);
    }

    /// <summary>The layer's name as in the names of the state: "0", or "2.1" inside a container.</summary>
    public string Name { get; }

    /// <summary>The layer's name in torch.nn.</summary>
    public string Type { get; }

    /// <summary>Type and arguments, as torch prints them.</summary>
    public string Description { get; }

    /// <summary>The shape of the layer's output for one sample.</summary>
    public long[] OutputShape => (long[])outputShape.Clone();

    /// <summary>The number of the layer's trainable values.</summary>
    public long ParameterCount { get; }

    /// <summary>The layer's trainable tensors by their short names, as in $layer.Parameters['weight'].</summary>
    public StateDictionary Parameters { get; private set; } = StateDictionary.Empty;

    /// <summary>The layer's other tensors by their short names, as in $layer.Buffers['running_mean'].</summary>
    public StateDictionary Buffers { get; private set; } = StateDictionary.Empty;

    /// <summary>The tensor that an initialisation draws the weight into: the weight itself, or the tensor that a
    /// parametrization computes it from; null if there is no weight.</summary>
    internal Tensor? Weight => Of("weight");

    /// <summary>Weight norm's magnitudes, or null.</summary>
    internal Tensor? Magnitudes => Of("magnitude");

    /// <summary>Whether a parametrization computes the weight from other parameters, which are learnt
    /// instead.</summary>
    internal bool IsParametrized => NameOf("weight") is string name && name.StartsWith("parametrizations.", StringComparison.Ordinal);

    /// <summary>Whether several weights make the output together, as in a recurrent layer.</summary>
    internal bool HasSeveralWeights => state.Keys.Count(name => RoleOf(name) == "weight") > 1;

    /// <summary>The description without arguments at their defaults.</summary>
    internal string Summary { get; }

    /// <summary>The heads of attention; 0 for other layers.</summary>
    internal long Heads { get; }

    /// <summary>How many branches a skip connection of the layer leads around.</summary>
    internal long Branches { get; }

    /// <summary>The core's description of a normalisation's statistics; null for other layers.</summary>
    internal Dictionary<string, object?>? Normalization { get; }

    /// <summary>The same of the widest normalisation inside a recurrent layer; null where there is none.</summary>
    internal Dictionary<string, object?>? InnerNormalization { get; }

    /// <summary>The tensor with a role, such as weight, scale or variance; null if the layer has none.</summary>
    internal Tensor? Of(string role)
    {
        string? name = NameOf(role);
        return name is null ? null : Find(name);
    }

    private Tensor Find(string name) => Parameters.TryGetValue(name, out Tensor parameter) ? parameter : Buffers[name];

    /// <summary>The role of the tensor with a short name, such as weight, scale or variance.</summary>
    internal string RoleOf(string name) => (string)state[name]["role"]!;

    /// <summary>The short name of the tensor with a role; null if the layer has none.</summary>
    internal string? NameOf(string role) => state.Keys.FirstOrDefault(name => RoleOf(name) == role);

    /// <summary>The fan of a weight, or of the weight that a bias belongs to, as the layer declares it; null for other
    /// tensors.</summary>
    internal WeightFan? FanOf(string name) => state[name].TryGetValue("fan_in", out object? fanIn)
        ? WeightFan.Declared(Find(name).Shape, Convert.ToInt64(fanIn), Convert.ToInt64(state[name]["fan_out"]))
        : null;

    /// <summary>The default initialisation draws the tensor uniformly between this, negative, and this; null where that
    /// follows from the fan.</summary>
    internal double? DefaultBoundOf(string name) =>
        state[name].TryGetValue("default_bound", out object? bound) ? Convert.ToDouble(bound) : null;

    /// <summary>The default initialisation draws the tensor from a normal distribution with this deviation; null where it
    /// does not.</summary>
    internal double? DefaultDeviationOf(string name) =>
        state[name].TryGetValue("default_deviation", out object? deviation) ? Convert.ToDouble(deviation) : null;

    /// <summary>The row of the tensor that starts at 0, whatever draws the others; null for none.</summary>
    internal long? ZeroRowOf(string name) => state[name].TryGetValue("zero_row", out object? row) ? Convert.ToInt64(row) : null;

    /// <summary>How many matrices lie one above the other in a tensor: each gate's, or queries, keys and values.</summary>
    internal int PartsOf(string name) => Whole(name, "parts") ?? 1;

    /// <summary>Of these the first ones that only weigh what is passed on.</summary>
    internal int WeighingPartsOf(string name) => Whole(name, "weighing_parts") ?? 0;

    /// <summary>The part of a bias that is a forget gate's; null for none.</summary>
    internal int? ForgetPartOf(string name) => Whole(name, "forget_part");

    /// <summary>Whether a weight multiplies the state of the step before.</summary>
    internal bool IsRecurrent(string name) => state[name].ContainsKey("recurrent");

    /// <summary>Whether a weight is inside a branch that a skip connection leads around.</summary>
    internal bool IsInBranch(string name) => state[name].ContainsKey("ends_branch");

    /// <summary>Whether such a branch ends with it.</summary>
    internal bool EndsBranch(string name) => IsInBranch(name) && (bool)state[name]["ends_branch"]!;

    private int? Whole(string name, string what) => state[name].TryGetValue(what, out object? value) ? Convert.ToInt32(value) : (int?)null;

    /// <summary>Picks the layer's tensors from the model's.</summary>
    internal void Share(StateDictionary parameters, StateDictionary buffers)
    {
        Parameters = parameters.Of(Name, state.Keys);
        Buffers = buffers.Of(Name, state.Keys);
    }

    /// <inheritdoc/>
    public override string ToString() => Description;
}
