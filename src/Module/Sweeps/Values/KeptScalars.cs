using System.Globalization;

namespace NormTools;

/// <summary>Values without parts, as a sweep's folder keeps them for other machines: a text each, under the name of its type.</summary>
internal static class KeptScalars
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    private static readonly Dictionary<Type, (Func<object, string> Write, Func<string, object> Read)> Known = new Dictionary<Type, (Func<object, string>, Func<string, object>)>
    {
        [typeof(bool)] = (Converted, text => bool.Parse(text)),
        [typeof(sbyte)] = (Converted, text => sbyte.Parse(text, Culture)),
        [typeof(byte)] = (Converted, text => byte.Parse(text, Culture)),
        [typeof(short)] = (Converted, text => short.Parse(text, Culture)),
        [typeof(ushort)] = (Converted, text => ushort.Parse(text, Culture)),
        [typeof(int)] = (Converted, text => int.Parse(text, Culture)),
        [typeof(uint)] = (Converted, text => uint.Parse(text, Culture)),
        [typeof(long)] = (Converted, text => long.Parse(text, Culture)),
        [typeof(ulong)] = (Converted, text => ulong.Parse(text, Culture)),
        [typeof(float)] = (value => ((float)value).ToString("R", Culture), text => float.Parse(text, Culture)),
        [typeof(double)] = (value => ((double)value).ToString("R", Culture), text => double.Parse(text, Culture)),
        [typeof(decimal)] = (Converted, text => decimal.Parse(text, Culture)),
        [typeof(char)] = (value => ((int)(char)value).ToString(Culture), text => (char)int.Parse(text, Culture)),
        [typeof(DateTime)] = (value => ((DateTime)value).ToString("o", Culture), text => DateTime.ParseExact(text, "o", Culture, DateTimeStyles.RoundtripKind)),
        [typeof(DateTimeOffset)] = (value => ((DateTimeOffset)value).ToString("o", Culture), text => DateTimeOffset.ParseExact(text, "o", Culture)),
        [typeof(TimeSpan)] = (value => ((TimeSpan)value).ToString("c", Culture), text => TimeSpan.ParseExact(text, "c", Culture)),
        [typeof(Guid)] = (value => ((Guid)value).ToString(), text => Guid.Parse(text)),
        [typeof(Version)] = (value => value.ToString(), text => Version.Parse(text)),
        [typeof(Uri)] = (value => ((Uri)value).OriginalString, text => new Uri(text, UriKind.RelativeOrAbsolute)),
    };

    private static readonly Dictionary<string, Type> Named = Known.Keys.ToDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>The types.</summary>
    public static IEnumerable<Type> Types => Known.Keys;

    /// <summary>The name of the type and the text of a value; null where it is something else.</summary>
    public static (string Type, string Text)? Write(object value) =>
        Known.TryGetValue(value.GetType(), out (Func<object, string> Write, Func<string, object> Read) way) ? (value.GetType().Name, way.Write(value))
        : value is Enum choice ? (choice.GetType().FullName!, Enum.Format(choice.GetType(), choice, "d"))
        : ((string, string)?)null;

    /// <exception cref="FormatException">There is no such type.</exception>
    public static object Read(string name, string text)
    {
        if (Named.TryGetValue(name, out Type? type))
        {
            return Known[type].Read(text);
        }

        Type? choice = AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(name, throwOnError: false)).FirstOrDefault(found => found?.IsEnum == true);
        return choice is null ? throw new FormatException($"a value is of the type {name}, which is not known.")
            : Enum.Parse(choice, text);
    }

    private static string Converted(object value) => Convert.ToString(value, Culture)!;
}
