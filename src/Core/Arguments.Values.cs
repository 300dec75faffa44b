using System.Globalization;
using System.Text;
using System.Text.Json;

namespace NormTools.Core;

/// <remarks>Writes what was read back as JSON: a specification with the defaults filled in.</remarks>
internal partial class Arguments
{
    private readonly SortedDictionary<string, object?> values = new(StringComparer.Ordinal); // null: given as null

    /// <summary>The JSON object, with its "type", that gives the same arguments again.</summary>
    public string Specification(string type)
    {
        StringBuilder json = new("{\"type\":" + Json(type));
        foreach ((string name, object? value) in values)
        {
            json.Append(',').Append(Json(name)).Append(':').Append(Json(value));
        }

        return json.Append('}').ToString();
    }

    /// <summary>Adds the settings of nested parts, numbered, so that a difference in them is noticed.</summary>
    public void NoteParts(string name, IEnumerable<(string Type, IReadOnlyDictionary<string, string> Settings)> parts)
    {
        foreach ((int index, (string type, IReadOnlyDictionary<string, string> own)) in parts.Index())
        {
            settings[$"{name}.{index}.type"] = type;
            foreach ((string argument, string value) in own)
            {
                settings[$"{name}.{index}.{argument}"] = value;
            }
        }
    }

    private static string Json(object? value) => value switch
    {
        null => "null",
        JsonElement element => element.GetRawText(),
        string text => "\"" + JsonEncodedText.Encode(text) + "\"",
        bool flag => flag ? "true" : "false",
        (double first, double second) => $"[{Json(first)},{Json(second)}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException($"{value} cannot be written as JSON."),
    };
}
