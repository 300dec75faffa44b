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
    internal ScriptBlock? Script { get; private set; }

    /// <summary>What the block takes by $using:, under the names that it has there.</summary>
    internal IReadOnlyList<(string Name, object? Value)> Variables { get; private set; } = Array.Empty<(string, object?)>();

    /// <summary>Gives a Script step its block, which from now on sees the values of $using: that its arguments keep.</summary>
    /// <param name="block">As the user wrote it, or null to make it of its text.</param>
    /// <exception cref="NormToolsException">It uses a variable of its surroundings.</exception>
    internal void Use(ScriptBlock? block)
    {
        var text = (string)Arguments["script"]!;
        bool takes = BlockVariables.Taken(text).Length > 0;
        Script = takes || block is null ? BlockVariables.Renamed(text) : block;
        if (Arguments["variables"] is { } kept)
        {
            var json = (Dictionary<string, object?>)Native.Json.Read(Native.Json.Write(kept))!; // as a file would give them
            Variables = json.Select(entry => (BlockVariables.Prefix + entry.Key, ScriptValue.FromJson(entry.Value))).ToArray();
        }
    }

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
