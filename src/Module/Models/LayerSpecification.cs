using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using NormTools.Native;

namespace NormTools;

/// <summary>The description of one layer for New-Model: its type, and its arguments under torch.nn's names.</summary>
public sealed class LayerSpecification : IJsonValue
{
    internal const string ParametrizationName = "parametrization";

    internal LayerSpecification(string type, OrderedDictionary arguments)
    {
        Type = type;
        Arguments = arguments;
    }

    /// <summary>The layer's name in torch.nn, without the number of dimensions if that follows from the
    /// input.</summary>
    public string Type { get; }

    /// <summary>The arguments that were given.</summary>
    public OrderedDictionary Arguments { get; }

    /// <summary>The parametrization of the layer's weight, with its arguments; null if the weight itself is
    /// learnt.</summary>
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

    /// <summary>The JSON that the core reads; layers inside are converted when it is written.</summary>
    IDictionary IJsonValue.ToJson()
    {
        var json = new OrderedDictionary { { "type", Type } };
        foreach (DictionaryEntry argument in Arguments)
        {
            json.Add(argument.Key, argument.Value);
        }

        return json;
    }

    private static string Write(string type, OrderedDictionary arguments)
    {
        IEnumerable<string> parts = arguments.Keys.Cast<string>()
            .Where(name => name is not ("type" or ParametrizationName)
                && arguments[name] is not (LayerSpecification[] or LayerSpecification[][]))
            .Select(name => name + "=" + Argument(arguments[name]));
        return type + "(" + string.Join(", ", parts) + ")";
    }

    // A value that a script may have put there is not followed: it may contain the layer itself.
    private static string Argument(object? value) => Unwrapped.Of(value) switch
    {
        null => "None",
        LayerSpecification layer => layer.Type + "(...)",
        double number => number.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant(),
        long[] sizes => "(" + string.Join(", ", sizes) + ")",
        PSObject or (IEnumerable and not string) => "(...)",
        _ => Convert.ToString(Unwrapped.Of(value), CultureInfo.InvariantCulture)!,
    };
}
