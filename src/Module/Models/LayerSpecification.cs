using System.Collections.Specialized;
using System.Globalization;

namespace NormTools;

/// <summary>One layer of a model that is to be made: its type and its arguments under torch.nn's names.</summary>
public sealed class LayerSpecification
{
    private const string ParametrizationName = "parametrization";

    internal LayerSpecification(string type, OrderedDictionary arguments)
    {
        Type = type;
        Arguments = arguments;
    }

    /// <summary>The layer's name in torch.nn, without the number of dimensions where that follows from the
    /// input.</summary>
    public string Type { get; }

    /// <summary>The arguments that were given.</summary>
    public OrderedDictionary Arguments { get; }

    /// <summary>What makes the layer's weight, with its arguments; null where the weight is learnt itself.</summary>
    internal OrderedDictionary? Parametrization => Arguments[ParametrizationName] as OrderedDictionary;

    /// <summary>As in "Linear(out_features=64)".</summary>
    public override string ToString() => Parametrization is OrderedDictionary parametrization
        ? Write(Type, Arguments) + " with " + Write((string)parametrization["type"]!, parametrization)
        : Write(Type, Arguments);

    internal LayerSpecification With(OrderedDictionary parametrization)
    {
        var all = new OrderedDictionary();
        foreach (string name in Arguments.Keys)
        {
            all.Add(name, Arguments[name]);
        }

        all.Add(ParametrizationName, parametrization);
        return new LayerSpecification(Type, all);
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

    private static string Write(string type, OrderedDictionary arguments)
    {
        IEnumerable<string> parts = arguments.Keys.Cast<string>()
            .Where(name => name is not ("type" or "layers" or ParametrizationName))
            .Select(name => name + "=" + Argument(arguments[name]));
        return type + "(" + string.Join(", ", parts) + ")";
    }

    private static string Argument(object? value) => value switch
    {
        null => "None",
        double number => number.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant(),
        long[] sizes => "(" + string.Join(", ", sizes) + ")",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
