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
        Skips = (bool)json["skips"]!;
        EndsSkipped = (bool)json["ends_skipped"]!;
        Normalization = json.TryGetValue("normalization", out object? found)
            ? (Dictionary<string, object?>)found!
            : null;
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

    /// <summary>Whether the layer adds its input to the output of the layers inside it (a skip connection).</summary>
    internal bool Skips { get; }

    /// <summary>Whether it has the last weight inside a layer that <see cref="Skips"/>.</summary>
    internal bool EndsSkipped { get; }

    /// <summary>The core's description of a normalisation's statistics; null for other layers.</summary>
    internal Dictionary<string, object?>? Normalization { get; }

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

    /// <summary>Picks the layer's tensors from the model's.</summary>
    internal void Share(StateDictionary parameters, StateDictionary buffers)
    {
        Parameters = parameters.Of(Name, state.Keys);
        Buffers = buffers.Of(Name, state.Keys);
    }

    /// <inheritdoc/>
    public override string ToString() => Description;
}
