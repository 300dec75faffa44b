namespace NormTools;

/// <summary>One line of a model's table.</summary>
public sealed class ModelLayer
{
    internal ModelLayer(string name, string type, string description, long[] outputShape, long parameterCount)
    {
        Name = name;
        Type = type;
        Description = description;
        OutputShape = outputShape;
        ParameterCount = parameterCount;
    }

    /// <summary>As in the state's names: "0", or "2.1" inside a container.</summary>
    public string Name { get; }

    /// <summary>The layer's name in torch.nn.</summary>
    public string Type { get; }

    /// <summary>Type and arguments, as torch prints them.</summary>
    public string Description { get; }

    /// <summary>The shape of one sample behind the layer.</summary>
    public long[] OutputShape { get; }

    /// <summary>Trainable values of the layer.</summary>
    public long ParameterCount { get; }

    /// <summary>The layer's trainable tensors by their short names, as in $layer.Parameters['weight'].</summary>
    public StateDictionary Parameters { get; internal set; } = StateDictionary.Empty;

    /// <summary>The layer's other tensors by their short names, as in $layer.Buffers['running_mean'].</summary>
    public StateDictionary Buffers { get; internal set; } = StateDictionary.Empty;

    /// <inheritdoc/>
    public override string ToString() => Description;
}
