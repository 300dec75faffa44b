using System.Collections.Specialized;
using System.Globalization;

namespace NormTools;

/// <summary>One layer of a model that is to be made: its type and its arguments under torch.nn's names.</summary>
public sealed class LayerSpecification
{
    internal LayerSpecification(string type, OrderedDictionary arguments)
    {
        Type = type;
        Arguments = arguments;
    }

    /// <summary>The layer's name in torch.nn, without the number of dimensions where that follows from the input.</summary>
    public string Type { get; }

    /// <summary>The arguments that were given.</summary>
    public OrderedDictionary Arguments { get; }

    /// <summary>As in "Linear(out_features=64)".</summary>
    public override string ToString()
    {
        IEnumerable<string> parts = Arguments.Keys.Cast<string>()
            .Where(name => name != "layers")
            .Select(name => name + "=" + Argument(Arguments[name]));
        return Type + "(" + string.Join(", ", parts) + ")";
    }

    internal OrderedDictionary ToJson()
    {
        var json = new OrderedDictionary { { "type", Type } };
        foreach (string name in Arguments.Keys)
        {
            json.Add(name, Arguments[name] is LayerSpecification[] layers ? layers.Select(layer => layer.ToJson()).ToArray() : Arguments[name]);
        }

        return json;
    }

    private static string Argument(object? value) => value switch
    {
        null => "None",
        double number => number.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant(),
        long[] sizes => "(" + string.Join(", ", sizes) + ")",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
