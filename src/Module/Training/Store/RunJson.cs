using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using NormTools.Native;

namespace NormTools;

/// <summary>The JSON of a run store.</summary>
internal static class RunJson
{
    /// <summary>An object with a line for each entry.</summary>
    public static string WriteLines(OrderedDictionary entries) => "{\n" + string.Join(
        ",\n", entries.Cast<DictionaryEntry>().Select(entry => $"  {Json.Write(entry.Key)}: {Write(entry.Value)}")) + "\n}\n";

    /// <summary>A value on one line.</summary>
    public static string Write(object? value) => Json.Write(value);

    /// <exception cref="FormatException">The text is no JSON object.</exception>
    public static Dictionary<string, object?> Read(string text) =>
        Json.Read(text) as Dictionary<string, object?> ?? throw new FormatException("It is no JSON object.");

    /// <summary>A real number; null where there is none.</summary>
    public static double? Real(object? value) => value switch
    {
        null => null,
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        long or ulong or double => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        _ => throw new FormatException($"A number is wanted where '{value}' stands."),
    };

    /// <summary>A whole number from 0; 0 where there is none.</summary>
    public static long Count(object? value) => value switch
    {
        null => 0,
        long and >= 0 => (long)value,
        _ => throw new FormatException($"A whole number is wanted where '{value}' stands."),
    };

    /// <summary>Objects as ordered tables, lists as arrays.</summary>
    public static object? Plain(object? value) => value switch
    {
        Dictionary<string, object?> map => Table(map),
        List<object?> list => list.Select(Plain).ToArray(),
        _ => value,
    };

    public static OrderedDictionary Table(Dictionary<string, object?> map)
    {
        var table = new OrderedDictionary();
        foreach (KeyValuePair<string, object?> item in map)
        {
            table.Add(item.Key, Plain(item.Value));
        }

        return table;
    }
}
