using System.Collections;
using System.Collections.Specialized;

namespace NormTools.Commands;

/// <summary>Reads -Category: a list, or a hashtable with a list for each column.</summary>
internal static class Categories
{
    public static object? Of(object? value)
    {
        object? basic = Unwrapped.Of(value);
        if (basic is not IDictionary map)
        {
            return basic is null ? null : List(basic);
        }

        var each = new OrderedDictionary();
        foreach (DictionaryEntry entry in map)
        {
            each.Add(entry.Key, List(entry.Value));
        }

        return each;
    }

    private static object[] List(object? value)
    {
        object? basic = Unwrapped.Of(value);
        IEnumerable<object?> items = basic is not string && basic is IEnumerable list ? list.Cast<object?>() : new[] { basic };
        return items.Select(item => Unwrapped.Of(item) switch
        {
            string text => text,
            var other when TensorReader.TryNumber(other, out double number) => (object)number,
            var other => throw Errors.Invalid("InvalidCategory", $"-Category takes texts and numbers; {Errors.Describe(other)} was given."),
        }).ToArray();
    }
}
