using System.Collections;
using System.Globalization;
using System.Text;
using NormTools.Contract;

namespace NormTools.Native;

/// <summary>The JSON that crosses the boundary: written from dictionaries and lists, read back into them. A number that is not
/// finite is a text there, "NaN" or "Infinity", for JSON has none.</summary>
/// <remarks>Small on purpose: the module ships no package, and only the core writes and reads this JSON
/// besides.</remarks>
internal static class Json
{
    private const int MostLevels = Nesting.MostLevels + 16; // the core's texts contain a specification some levels deep
    private const int MostCharacters = 1 << 26;
    private const int MostKeys = 1 << 10; // names that are shared between objects

    private static readonly char[] Special = { '"', '\\' };

    public static string Write(object? value)
    {
        var text = new StringBuilder();
        Append(text, value, 0);
        return text.ToString();
    }

    public static byte[] WriteUtf8(object? value) => Encoding.UTF8.GetBytes(Write(value));

    public static object? Read(string text)
    {
        int position = 0;
        object? value = Value(text, ref position, 0, new Dictionary<string, string>(StringComparer.Ordinal));
        SkipSpace(text, ref position);
        return position == text.Length ? value : throw new FormatException($"Text follows the JSON value at {position}.");
    }

    // Depth and length are limited, because a script may have changed the value: a list that contains itself never
    // ends, and one that contains the next several times, level by level, takes almost as long.
    private static void Append(StringBuilder text, object? value, int level)
    {
        if (level > MostLevels)
        {
            throw Errors.ArgumentsTooDeep(MostLevels);
        }

        if (text.Length > MostCharacters)
        {
            throw Errors.ArgumentsTooLong(MostCharacters);
        }

        value = Unwrapped.Of(value);
        switch (value)
        {
            case null: text.Append("null"); break;
            case bool flag: text.Append(flag ? "true" : "false"); break;
            case string name: Quote(text, name); break;
            case IJsonValue described: Append(text, described.ToJson(), level); break;
            case IDictionary map:
                text.Append('{');
                foreach (DictionaryEntry entry in map)
                {
                    Separate(text, '{');
                    Quote(text, Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!);
                    text.Append(':');
                    Append(text, entry.Value, level + 1);
                }

                text.Append('}');
                break;
            case IEnumerable items:
                text.Append('[');
                foreach (object? item in items)
                {
                    Separate(text, '[');
                    Append(text, item, level + 1);
                }

                text.Append(']');
                break;
            case double number when double.IsNaN(number) || double.IsInfinity(number):
                Quote(text, number.ToString(CultureInfo.InvariantCulture));
                break;
            case float number when float.IsNaN(number) || float.IsInfinity(number):
                Quote(text, number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number: text.Append(number.ToString("R", CultureInfo.InvariantCulture)); break;
            case IConvertible: text.Append(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
            default: Quote(text, value.GetType().Name); break; // from a script; the core says what it expects there
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

    private static object? Value(string text, ref int position, int level, Dictionary<string, string> keys)
    {
        if (level > MostLevels)
        {
            throw new FormatException($"The JSON text is nested more than {MostLevels} deep.");
        }

        SkipSpace(text, ref position);
        switch (Next(text, position))
        {
            case '{': return Map(text, ref position, level, keys);
            case '[': return List(text, ref position, level, keys);
            case '"': return Quoted(text, ref position);
            default: return Word(text, ref position);
        }
    }

    // The core's texts repeat the same few names, so each is kept once.
    private static string Key(string text, ref int position, Dictionary<string, string> keys)
    {
        string key = Quoted(text, ref position);
        if (keys.TryGetValue(key, out string? known))
        {
            return known;
        }

        if (keys.Count < MostKeys)
        {
            keys.Add(key, key);
        }

        return key;
    }

    private static Dictionary<string, object?> Map(string text, ref int position, int level, Dictionary<string, string> keys)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        position++;
        while (!Ends(text, ref position, '}'))
        {
            SkipSpace(text, ref position);
            string key = Key(text, ref position, keys);
            SkipSpace(text, ref position);
            Expect(text, ref position, ':');
            map[key] = Value(text, ref position, level + 1, keys);
        }

        return map;
    }

    private static List<object?> List(string text, ref int position, int level, Dictionary<string, string> keys)
    {
        var list = new List<object?>();
        position++;
        while (!Ends(text, ref position, ']'))
        {
            list.Add(Value(text, ref position, level + 1, keys));
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
        int end = text.IndexOfAny(Special, position);
        if (end >= 0 && text[end] == '"')
        {
            string plain = text.Substring(position, end - position);
            position = end + 1;
            return plain;
        }

        var value = new StringBuilder();
        while (Next(text, position) != '"')
        {
            char c = text[position++];
            if (c != '\\')
            {
                value.Append(c);
                continue;
            }

            char escaped = Next(text, position++);
            switch (escaped)
            {
                case 'n': value.Append('\n'); break;
                case 't': value.Append('\t'); break;
                case 'r': value.Append('\r'); break;
                case 'b': value.Append('\b'); break;
                case 'f': value.Append('\f'); break;
                case 'u':
                    Next(text, position + 3);
                    value.Append((char)int.Parse(text.Substring(position, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    position += 4;
                    break;
                default: value.Append(escaped); break;
            }
        }

        position++;
        return value.ToString();
    }

    private static char Next(string text, int position) =>
        position < text.Length ? text[position] : throw new FormatException("The JSON text ends early.");

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
            : ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out ulong large) ? (object)large
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
