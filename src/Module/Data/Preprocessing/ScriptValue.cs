using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;

namespace NormTools;

/// <summary>Values of $using: in a script step, as a model file keeps them (docs/formats.md): the same types come back.</summary>
internal static class ScriptValue
{
    private const int MostLevels = 16;
    private const string Real = "double", Date = "datetime", Moment = "datetimeoffset", Span = "timespan", Map = "hashtable", Ordered = "ordered", Record = "object";

    /// <exception cref="NormToolsException">It is an object that a file cannot keep.</exception>
    public static object? ToJson(string name, object? value, int level = 0)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        object? basic = Unwrapped.Of(value);
        if (level > MostLevels)
        {
            throw Errors.VariableNotKept(name, value);
        }

        switch (basic)
        {
            case null or bool or string or int or long: return basic;
            case sbyte or byte or short or ushort or uint: return Convert.ToInt64(basic, culture);
            case char or Enum: return basic.ToString();
            case double or float or decimal: return Tagged(Real, Convert.ToDouble(basic, culture).ToString("R", culture));
            case DateTime time: return Tagged(Date, time.ToString("o", culture));
            case DateTimeOffset time: return Tagged(Moment, time.ToString("o", culture));
            case TimeSpan span: return Tagged(Span, span.ToString("c", culture));
            case IDictionary map:
                return Tagged(
                    basic is OrderedDictionary ? Ordered : Map,
                    map.Keys.Cast<object>().Select(key => new[] { ToJson(name, key, level + 1), ToJson(name, map[key], level + 1) }).ToArray());
            case PSObject { BaseObject: PSCustomObject } record:
                return Tagged(Record, record.Properties.Select(cell => new[] { cell.Name, ToJson(name, cell.Value, level + 1) }).ToArray());
            case IEnumerable list when basic is not Tensor: return list.Cast<object?>().Select(item => ToJson(name, item, level + 1)).ToArray();
            default: throw Errors.VariableNotKept(name, value);
        }
    }

    /// <exception cref="FormatException">It is no text of <see cref="ToJson"/>.</exception>
    public static object? FromJson(object? json)
    {
        switch (json)
        {
            case long whole: return whole is >= int.MinValue and <= int.MaxValue ? (object)(int)whole : whole;
            case List<object?> list: return list.Select(FromJson).ToArray();
            case Dictionary<string, object?> { Count: 1 } tagged:
                (string tag, object? content) = (tagged.Single().Key, tagged.Single().Value);
                return tag is Map or Ordered or Record ? Filled(tag, (List<object?>)content!) : Parsed(tag, (string)content!);
            case Dictionary<string, object?>: throw new FormatException("a variable is no value.");
            default: return json;
        }
    }

    private static object Parsed(string tag, string text)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        return tag switch
        {
            Real => double.Parse(text, culture),
            Date => DateTime.ParseExact(text, "o", culture, DateTimeStyles.RoundtripKind),
            Moment => DateTimeOffset.ParseExact(text, "o", culture),
            Span => TimeSpan.ParseExact(text, "c", culture),
            _ => throw new FormatException($"a variable is of the kind \"{tag}\", which is not known."),
        };
    }

    private static object Filled(string tag, List<object?> entries)
    {
        var map = tag == Map ? (IDictionary)new Hashtable(StringComparer.OrdinalIgnoreCase) : new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        var record = new PSObject();
        foreach (List<object?> entry in entries.Cast<List<object?>>())
        {
            object key = (entry.Count == 2 ? FromJson(entry[0]) : null) ?? throw new FormatException("a variable has an entry that is no pair.");
            if (tag == Record)
            {
                record.Properties.Add(new PSNoteProperty((string)key, FromJson(entry[1])));
            }
            else
            {
                map[key] = FromJson(entry[1]);
            }
        }

        return tag == Record ? record : map;
    }

    private static OrderedDictionary Tagged(string tag, object content) => new OrderedDictionary { { tag, content } };
}
