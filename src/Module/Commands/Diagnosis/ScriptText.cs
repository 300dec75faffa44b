using System.Collections;
using System.Globalization;

namespace NormTools.Commands;

/// <summary>Values as PowerShell writes them.</summary>
internal static class ScriptText
{
    /// <summary>A value behind a parameter's name.</summary>
    public static string Value(object? value) => Unwrapped.Of(value) switch
    {
        IDictionary table => Table(table),
        IEnumerable list and not string => List(list),
        var single => Single(single),
    };

    /// <summary>A hashtable in the order of its entries.</summary>
    public static string Table(IDictionary table) =>
        "@{ " + string.Join("; ", table.Keys.Cast<object>().Select(key => $"{Key((string)key)} = {Nested(table[key])}")) + " }";

    /// <summary>Whether two values say the same.</summary>
    public static bool AreSame(object? one, object? other)
    {
        (one, other) = (Unwrapped.Of(one), Unwrapped.Of(other));
        return one is null || other is null ? one is null && other is null
            : one is string || other is string ? Equals(one, other)
            : one is IEnumerable list && other is IEnumerable others
                ? list.Cast<object?>().ToArray() is var all && others.Cast<object?>().ToArray() is var rest && all.Length == rest.Length && all.Zip(rest, AreSame).All(same => same)
            : one is IConvertible && other is IConvertible && Number(one).Equals(Number(other));
    }

    private static string Nested(object? value) => Unwrapped.Of(value) is IEnumerable list and not (string or IDictionary)
        ? "@(" + List(list) + ")"
        : Value(value);

    private static string List(IEnumerable list) =>
        list.Cast<object?>().Select(Nested).ToArray() is { Length: > 0 } items ? string.Join(", ", items) : "@()";

    private static string Single(object? value) => value switch
    {
        null => "$null",
        bool flag => flag ? "$true" : "$false",
        string text => Text.Quoted(text),
        double number when double.IsPositiveInfinity(number) => "([double]::PositiveInfinity)",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => Text.Quoted(value.ToString()!),
    };

    private static string Key(string name) => name.All(letter => char.IsLetterOrDigit(letter) || letter == '_') ? name : Text.Quoted(name);

    private static double Number(object value) => value is string ? double.NaN : Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
