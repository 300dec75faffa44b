namespace NormTools;

/// <summary>One line of a model's table.</summary>
public sealed class ModelLayer
{
    private const string Prefix = "parametrizations.weight.";

    private readonly long[] outputShape;

    internal ModelLayer(string name, string type, string description, long[] outputShape, long parameterCount)
    {
        Name = name;
        Type = type;
        Description = description;
        this.outputShape = outputShape;
        ParameterCount = parameterCount;
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
    public StateDictionary Parameters { get; internal set; } = StateDictionary.Empty;

    /// <summary>The layer's other tensors by their short names, as in $layer.Buffers['running_mean'].</summary>
    public StateDictionary Buffers { get; internal set; } = StateDictionary.Empty;

    /// <summary>Where the weight is drawn: the weight itself, or what a parametrization makes it of; null without
    /// one.</summary>
    internal Tensor? Weight => IsParametrized ? Drawn : Parameters.TryGetValue("weight", out Tensor weight) ? weight : null;

    /// <summary>Weight norm's magnitudes, or null.</summary>
    internal Tensor? Magnitudes => Parameters.TryGetValue(Prefix + "original0", out Tensor tensor) ? tensor : null;

    /// <summary>Whether the weight is not learnt itself, but made of what is.</summary>
    internal bool IsParametrized => Parameters.Keys.Any(name => name.StartsWith(Prefix, StringComparison.Ordinal));

    private Tensor Drawn => Parameters[Magnitudes is null ? Prefix + "original" : Prefix + "original1"];

    /// <inheritdoc/>
    public override string ToString() => Description;
}
