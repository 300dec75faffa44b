namespace NormTools;

/// <summary>One line of a model's table.</summary>
public sealed class ModelLayer
{
    private readonly Dictionary<string, Dictionary<string, object?>> state; // of its tensors by their short names

    private readonly long[] outputShape;

    /// <param name="json">A layer of the core's description.</param>
    /// <param name="state">The entries of its own state there.</param>
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

    /// <summary>As in the state's names: "0", or "2.1" inside a container.</summary>
    public string Name { get; }

    /// <summary>The layer's name in torch.nn.</summary>
    public string Type { get; }

    /// <summary>Type and arguments, as torch prints them.</summary>
    public string Description { get; }

    /// <summary>The shape of one sample behind the layer.</summary>
    public long[] OutputShape => (long[])outputShape.Clone();

    /// <summary>Trainable values of the layer.</summary>
    public long ParameterCount { get; }

    /// <summary>The layer's trainable tensors by their short names, as in $layer.Parameters['weight'].</summary>
    public StateDictionary Parameters { get; private set; } = StateDictionary.Empty;

    /// <summary>The layer's other tensors by their short names, as in $layer.Buffers['running_mean'].</summary>
    public StateDictionary Buffers { get; private set; } = StateDictionary.Empty;

    /// <summary>Where the weight is drawn: the weight itself, or what a parametrization makes it of; null without
    /// one.</summary>
    internal Tensor? Weight => Of("weight");

    /// <summary>Weight norm's magnitudes, or null.</summary>
    internal Tensor? Magnitudes => Of("magnitude");

    /// <summary>Whether the weight is not learnt itself, but made of what is.</summary>
    internal bool IsParametrized => Weight is not null && !Parameters.ContainsKey("weight");

    /// <summary>The description without what is so by default.</summary>
    internal string Summary { get; }

    /// <summary>Whether the layer adds its input to what the layers inside make of it.</summary>
    internal bool Skips { get; }

    /// <summary>Whether it holds the last weight inside such a layer.</summary>
    internal bool EndsSkipped { get; }

    /// <summary>What the statistics of a normalisation are, as the core says it; null for other layers.</summary>
    internal Dictionary<string, object?>? Normalization { get; }

    /// <summary>The tensor of a role, such as weight, scale or variance; null where the layer has none.</summary>
    internal Tensor? Of(string role)
    {
        string? name = NameOf(role);
        return name is null ? null : Parameters.TryGetValue(name, out Tensor parameter) ? parameter : Buffers[name];
    }

    /// <summary>The role of the tensor of a short name, such as weight, scale or variance.</summary>
    internal string RoleOf(string name) => (string)state[name]["role"]!;

    /// <summary>The short name of the tensor of a role; null where the layer has none.</summary>
    internal string? NameOf(string role) => state.Keys.FirstOrDefault(name => RoleOf(name) == role);

    /// <summary>The fan of a weight, or of the weight that a bias belongs to, as the layer declares it; null for other
    /// tensors.</summary>
    internal WeightFan? FanOf(string name) => state[name].TryGetValue("fan_in", out object? fanIn)
        ? WeightFan.Declared(Of(RoleOf(name))!.Shape, Convert.ToInt64(fanIn), Convert.ToInt64(state[name]["fan_out"]))
        : null;

    /// <summary>Takes the layer's tensors out of the model's.</summary>
    internal void Share(StateDictionary parameters, StateDictionary buffers)
    {
        Parameters = parameters.Of(Name, state.Keys);
        Buffers = buffers.Of(Name, state.Keys);
    }

    /// <inheritdoc/>
    public override string ToString() => Description;
}
