using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;

namespace NormTools;

/// <summary>One step of a preprocessor: its type and its arguments.</summary>
public sealed class PreprocessingStep
{
    internal PreprocessingStep(string type, OrderedDictionary arguments)
    {
        Type = type;
        Arguments = arguments;
    }

    /// <summary>What the step does: Impute, OneHot, Standardize...</summary>
    public string Type { get; }

    /// <summary>The arguments that were given, under the names of the model file.</summary>
    public OrderedDictionary Arguments { get; }

    /// <summary>The block of a Script step; null for other steps, and if the script came with a file and was not
    /// allowed to run.</summary>
    internal ScriptBlock? Script { get; set; }

    /// <summary>As in "Impute(strategy=Median)".</summary>
    public override string ToString() => Type + "("
        + string.Join(", ", Arguments.Keys.Cast<string>().Select(name => name + "=" + Argument(Arguments[name]))) + ")";

    internal OrderedDictionary ToJson()
    {
        var json = new OrderedDictionary { { "type", Type } };
        foreach (DictionaryEntry argument in Arguments)
        {
            json.Add(argument.Key, argument.Value);
        }

        return json;
    }

    internal static PreprocessingStep FromJson(Dictionary<string, object?> json)
    {
        var arguments = new OrderedDictionary();
        foreach (KeyValuePair<string, object?> argument in json.Where(item => item.Key is not ("type" or "learnt")))
        {
            arguments.Add(argument.Key, argument.Value);
        }

        return new PreprocessingStep((string)json["type"]!, arguments);
    }

    private static string Argument(object? value) => Unwrapped.Of(value) switch
    {
        IDictionary => "(...)",
        string text => Text.Shorten(text.Trim()),
        IEnumerable items => string.Join(" ", items.Cast<object?>().Select(item => Convert.ToString(item, CultureInfo.InvariantCulture))),
        var other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
    };
}
