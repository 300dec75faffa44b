using System.Collections;
using System.Globalization;
using System.Management.Automation;
using NormTools.Native;

namespace NormTools;

/// <summary>What an index selects from one axis: a position, which removes the axis from the result, a range or a list
/// of positions.</summary>
internal sealed class AxisIndex
{
    private AxisIndex(long start, long count, long step, long[]? list = null, bool isPosition = false)
    {
        Start = start;
        Count = count;
        Step = step;
        List = list;
        IsPosition = isPosition;
    }

    /// <summary>The first position.</summary>
    public long Start { get; }

    /// <summary>How many positions.</summary>
    public long Count { get; }

    /// <summary>The distance from one position to the next.</summary>
    public long Step { get; }

    /// <summary>The positions, where a list gave them; null for a range.</summary>
    public long[]? List { get; }

    /// <summary>Whether it is a single position, so that the result lacks the axis.</summary>
    public bool IsPosition { get; }

    /// <summary>Whether all items are single positions; they may be anything that PowerShell converts to a whole
    /// number.</summary>
    public static bool ArePositions(object?[] items, out long[] positions)
    {
        positions = new long[items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            object? item = Unwrapped.Of(items[i]);
            if (item is string text
                ? text.Contains(':') || text == TensorSelection.OtherAxes
                : item is IEnumerable or Tensor)
            {
                return false;
            }

            positions[i] = Number(item);
        }

        return true;
    }

    /// <summary>The names of the columns that are taken; null where they have none, or one comes twice.</summary>
    public string[]? NamesOf(string[]? columns)
    {
        if (columns is null || IsPosition)
        {
            return null;
        }

        if (List is null && Start == 0 && Step == 1 && Count == columns.Length)
        {
            return columns;
        }

        string[] names = List is null
            ? StopFlag.Rows(Count).Select(i => columns[Start + (i * Step)]).ToArray()
            : Array.ConvertAll(List, position => columns[position]);
        return names.Distinct(StringComparer.Ordinal).Count() == names.Length ? names : null;
    }

    /// <param name="item">A whole number, a range as text, or a list.</param>
    /// <param name="axis">Which axis, for the message.</param>
    /// <param name="size">Values along it.</param>
    public static AxisIndex Read(object? item, int axis, long size)
    {
        switch (Unwrapped.Of(item))
        {
            case string text when text.Contains(':'):
                return Range(text, size);
            case Tensor { Rank: 1 } tensor:
                return Listed(tensor.ToArray(), axis, size);
            case not string and not IDictionary and IEnumerable items:
                return Listed(items, axis, size);
            default:
                return new(Position(Number(Unwrapped.Of(item)), axis, size), 1, 1, isPosition: true);
        }
    }

    /// <summary>A position counted from the front, where it may be counted from the back.</summary>
    public static long Position(long index, int axis, long size)
    {
        long position = index < 0 ? index + size : index;
        return position < 0 || position >= size ? throw Errors.Index(index, axis, size) : position;
    }

    // A list of positions, or a mask: $true or $false for each position.
    private static AxisIndex Listed(IEnumerable items, int axis, long size)
    {
        object?[] all = items.Cast<object?>().Select(Unwrapped.Of).ToArray();
        long[] list = all.Length > 0 && all.All(item => item is bool)
            ? all.Length == size
                ? Enumerable.Range(0, all.Length).Where(i => (bool)all[i]!).Select(i => (long)i).ToArray()
                : throw Errors.MaskLength(all.Length, axis, size)
            : all.Select(item => Position(Number(item), axis, size)).ToArray();
        return new(0, list.Length, 0, list);
    }

    // Converted as PowerShell converts the index of an array.
    private static long Number(object? item) =>
        item is not (null or bool)
            && LanguagePrimitives.TryConvertTo(item, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw Errors.NotAnIndex(item);

    // start:end or start:end:step, as in Python: a bound that is left out or lies beyond the axis means its end.
    private static AxisIndex Range(string text, long size)
    {
        string[] parts = text.Split(':');
        var numbers = new long?[3];
        for (int i = 0; i < parts.Length; i++)
        {
            string part = parts[i].Trim();
            if (i > 2 || (part.Length > 0 && !TryNumber(part, out numbers[i])))
            {
                throw Errors.NotAnIndex(text);
            }
        }

        return Range(numbers[0] ?? 0, numbers[1] ?? size, numbers[2] ?? 1, size);
    }

    /// <summary>The range from a position up to, not including, another. Negative bounds count from the back; bounds
    /// beyond the axis are clamped to it.</summary>
    public static AxisIndex Range(long start, long end, long step, long size)
    {
        if (step < 1)
        {
            throw Errors.Step(step);
        }

        long from = Clamp(start, size);
        long to = Clamp(end, size);
        step = Math.Min(step, Math.Max(size, 1));
        return new(from, Math.Max(0, (to - from + step - 1) / step), step);
    }

    private static long Clamp(long position, long size) =>
        Math.Min(Math.Max(position < 0 ? position + size : position, 0), size);

    private static bool TryNumber(string text, out long? number)
    {
        bool read = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value);
        number = value;
        return read;
    }
}
