using System.Collections;
using System.Globalization;
using System.Text;

namespace NormTools.Native;

/// <summary>The JSON that crosses the boundary: written from dictionaries and lists, read back into them.</summary>
/// <remarks>Small on purpose: the module brings no package along, and the core is the only other party.</remarks>
internal static class Json
{
    public static string Write(object? value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    public static byte[] WriteUtf8(object? value) => Encoding.UTF8.GetBytes(Write(value));

    public static object? Read(string text)
    {
        int position = 0;
        object? value = Value(text, ref position);
        SkipSpace(text, ref position);
        return position == text.Length ? value : throw new FormatException($"Text follows the JSON value at {position}.");
    }

    private static void Append(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null: text.Append("null"); break;
            case bool flag: text.Append(flag ? "true" : "false"); break;
            case string name: Quote(text, name); break;
            case IDictionary map:
                text.Append('{');
                foreach (DictionaryEntry entry in map)
                {
                    Separate(text, '{');
                    Quote(text, (string)entry.Key);
                    text.Append(':');
                    Append(text, entry.Value);
                }

                text.Append('}');
                break;
            case IEnumerable items:
                text.Append('[');
                foreach (object? item in items)
                {
                    Separate(text, '[');
                    Append(text, item);
                }

                text.Append(']');
                break;
            case double number: text.Append(number.ToString("R", CultureInfo.InvariantCulture)); break;
            default: text.Append(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }

    private static void Separate(StringBuilder text, char opening)
    {
        if (text[text.Length - 1] != opening)
        {
            text.Append(',');
        }
    }

    private static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            if (c == '"' || c == '\\')
            {
                text.Append('\\').Append(c);
            }
            else if (c < ' ')
            {
                text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                text.Append(c);
            }
        }

        text.Append('"');
    }

    private static object? Value(string text, ref int position)
    {
        SkipSpace(text, ref position);
        char first = position < text.Length ? text[position] : throw new FormatException("The JSON text ends early.");
        switch (first)
        {
            case '{': return Map(text, ref position);
            case '[': return List(text, ref position);
            case '"': return Quoted(text, ref position);
            default: return Word(text, ref position);
        }
    }

    private static Dictionary<string, object?> Map(string text, ref int position)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        position++;
        while (!Ends(text, ref position, '}'))
        {
            SkipSpace(text, ref position);
            string key = Quoted(text, ref position);
            SkipSpace(text, ref position);
            Expect(text, ref position, ':');
            map[key] = Value(text, ref position);
        }

        return map;
    }

    private static List<object?> List(string text, ref int position)
    {
        var list = new List<object?>();
        position++;
        while (!Ends(text, ref position, ']'))
        {
            list.Add(Value(text, ref position));
        }

        return list;
    }

    private static bool Ends(string text, ref int position, char closing)
    {
        SkipSpace(text, ref position);
        if (position < text.Length && text[position] == ',')
        {
            position++;
            return false;
        }

        if (position < text.Length && text[position] == closing)
        {
            position++;
            return true;
        }

        return false;
    }

    private static string Quoted(string text, ref int position)
    {
        Expect(text, ref position, '"');
        var value = new StringBuilder();
        while (text[position] != '"')
        {
            char c = text[position++];
            if (c != '\\')
            {
                value.Append(c);
                continue;
            }

            char escaped = text[position++];
            switch (escaped)
            {
                case 'n': value.Append('\n'); break;
                case 't': value.Append('\t'); break;
                case 'r': value.Append('\r'); break;
                case 'b': value.Append('\b'); break;
                case 'f': value.Append('\f'); break;
                case 'u':
                    value.Append((char)int.Parse(text.Substring(position, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    position += 4;
                    break;
                default: value.Append(escaped); break;
            }
        }

        position++;
        return value.ToString();
    }

    private static object? Word(string text, ref int position)
    {
        int start = position;
        while (position < text.Length && ",]} \r\n\t".IndexOf(text[position]) < 0)
        {
            position++;
        }

        string word = text.Substring(start, position - start);
        switch (word)
        {
            case "null": return null;
            case "true": return true;
            case "false": return false;
        }

        return long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)
            ? (object)whole
            : double.Parse(word, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private static void Expect(string text, ref int position, char wanted)
    {
        if (position >= text.Length || text[position] != wanted)
        {
            throw new FormatException($"'{wanted}' is missing at {position} of the JSON text.");
        }

        position++;
    }

    private static void SkipSpace(string text, ref int position)
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
        {
            position++;
        }
    }
}
