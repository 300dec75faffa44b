using System.Collections;
using System.Globalization;
using System.Management.Automation;
using NormTools.Native;

namespace NormTools;

/// <summary>Makes a tensor [objects, properties] from objects of the pipeline, such as those of Import-Csv.</summary>
internal sealed class RecordReader
{
    private static readonly char[] PatternCharacters = { '*', '?', '[', '`' };

    private readonly string[]? property;
    private readonly string[]? encode;
    private readonly bool allowMissing;

    public RecordReader(string[]? property, string[]? encode, bool allowMissing)
    {
        this.property = property;
        this.encode = encode;
        this.allowMissing = allowMissing;
    }

    /// <summary>Whether the value is an object with properties rather than a number, a text or a collection of
    /// them.</summary>
    public static bool IsRecord(object? value)
    {
        object? basic = Unwrapped.Of(value);
        return basic is PSObject or IDictionary
            || (basic is not (null or Tensor or string or IEnumerable or System.Data.DataTable) && !TensorReader.TryNumber(basic, out _));
    }

    public static bool HoldsRecords(IEnumerable list)
    {
        if (list is string || list is IDictionary)
        {
            return false;
        }

        foreach (object? item in list)
        {
            return IsRecord(item);
        }

        return false;
    }

    public Tensor Read(IReadOnlyList<object?> records, DType dtype)
    {
        string[] columns = Columns(records[0]);
        var encoded = new HashSet<string>(Choose("Encode", encode ?? Array.Empty<string>(), columns), StringComparer.Ordinal);
        var categories = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
        var codes = new Dictionary<string, int>?[columns.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            if (encoded.Contains(columns[i]))
            {
                string[] names = Categories(records, columns[i]);
                categories[columns[i]] = names;
                codes[i] = Enumerable.Range(0, names.Length).ToDictionary(code => names[code], StringComparer.Ordinal);
            }
        }

        var values = new NumberList(dtype);
        int looked = 0;
        for (int row = 0; row < records.Count; row++)
        {
            for (int i = 0; i < columns.Length; i++)
            {
                StopFlag.Poll(ref looked);
                object? cell = Cell(records[row], columns[i], row);
                object? value = codes[i] is { } known && !IsMissing(cell) ? Code(known, Name(cell), columns[i], row) : cell;
                values.Add(value, Number(value, columns[i], row));
            }
        }

        Tensor tensor = TensorReader.Read(values.ToArray(), dtype).Reshape(records.Count, columns.Length);
        tensor.ColumnNames = columns;
        tensor.Categories = categories.Count > 0 ? categories : null;
        tensor.Source = SampleSource.Of(PreparedRows.Of(records), null);
        return tensor;
    }

    // An invalid pattern throws at its first use, not when it is made.
    private static string[] Matches(string pattern, string[] names)
    {
        if (pattern.IndexOfAny(PatternCharacters) < 0)
        {
            return Array.Empty<string>();
        }

        try
        {
            WildcardPattern wanted = WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase);
            return StopFlag.Each(names).Where(wanted.IsMatch).ToArray();
        }
        catch (WildcardPatternException)
        {
            throw Errors.InvalidPattern(pattern);
        }
    }

    // A script property may give another value when it is read again.
    private static int Code(Dictionary<string, int> known, string name, string column, long row) =>
        known.TryGetValue(name, out int code) ? code : throw Errors.Invalid(
            "PropertyNotReadable", $"Property '{column}' of object {row} gives a different text each time it is read.");

    private static bool IsMissing(object? cell) =>
        cell is null or DBNull || (cell is string text && string.IsNullOrWhiteSpace(text));

    // Independent of the culture, as PowerShell itself converts numbers to text.
    private static string Name(object? cell) => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? string.Empty;

    /// <summary>The names of an object's properties, or of a dictionary's entries.</summary>
    public static IEnumerable<string> Names(object? record) =>
        DataTableRows.Row(Unwrapped.Of(record)) is { } row ? DataTableRows.Names(row)
        : Unwrapped.Of(record) is IDictionary dictionary
            ? Ordered(dictionary, dictionary.Keys.Cast<object>().Select(key => Convert.ToString(key, CultureInfo.InvariantCulture)!))
            : PSObject.AsPSObject(record!).Properties.Where(item => item.IsGettable).Select(item => item.Name);

    private string[] Categories(IReadOnlyList<object?> records, string column)
    {
        var distinct = new HashSet<string>(StringComparer.Ordinal);
        int looked = 0;
        for (int row = 0; row < records.Count; row++)
        {
            StopFlag.Poll(ref looked);
            object? cell = Cell(records[row], column, row);
            if (RowTable.IsList(cell))
            {
                throw Errors.ListCell(column, cell!, row);
            }

            if (!IsMissing(cell))
            {
                distinct.Add(Name(cell));
            }
        }

        string[] names = distinct.ToArray();
        StopFlag.Sort(names, StringComparer.Ordinal);
        return names;
    }

    private object? Cell(object? record, string column, long row) => Cell(record, column, row, allowMissing);

    // A hashtable has no order, so its entries are sorted by name.
    private static IEnumerable<string> Ordered(IDictionary dictionary, IEnumerable<string> names) =>
        dictionary is Hashtable ? names.OrderBy(name => name, StringComparer.OrdinalIgnoreCase) : names;

    /// <summary>The value of a property.</summary>
    /// <exception cref="NormToolsException">It cannot be read, or is missing although it must not be.</exception>
    public static object? Cell(object? record, string column, long row, bool allowMissing)
    {
        if (DataTableRows.Row(Unwrapped.Of(record)) is { } tableRow)
        {
            return DataTableRows.Column(tableRow, column) is { } its ? tableRow[its] : Absent(record, column, row, allowMissing);
        }

        if (Unwrapped.Of(record) is IDictionary dictionary)
        {
            return dictionary.Contains(column) ? Unwrapped.Of(dictionary[column]) : Absent(record, column, row, allowMissing);
        }

        PSPropertyInfo? found = record is null ? null : PSObject.AsPSObject(record).Properties[column];
        try
        {
            return found is null ? Absent(record, column, row, allowMissing) : Unwrapped.Of(found.Value);
        }
        catch (GetValueException failure)
        {
            throw Errors.Invalid(
                "PropertyNotReadable", $"Property '{column}' of object {row} cannot be read: {failure.Message}");
        }
    }

    private static object? Absent(object? record, string column, long row, bool allowMissing) =>
        allowMissing && IsRecord(record) ? null : throw Errors.MissingProperty(column, row, IsRecord(record));

    private string[] Columns(object? first)
    {
        string[] available = Names(first).ToArray();
        if (available.Length == 0)
        {
            throw Errors.NotATensor(first);
        }

        return property is null ? available : Choose("Property", property, available);
    }

    // An exact name comes first, because a name may look like a pattern; otherwise it is taken as a pattern.
    private static string[] Choose(string parameter, string[] patterns, string[] available)
    {
        ILookup<string, string> called = available.ToLookup(name => name, StringComparer.OrdinalIgnoreCase);
        var chosen = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (string pattern in patterns)
        {
            string[] matches = called.Contains(pattern) ? called[pattern].ToArray() : Matches(pattern, available);
            if (matches.Length == 0)
            {
                throw Errors.NoSuchProperty(parameter, pattern, available);
            }

            chosen.AddRange(matches.Where(known.Add));
        }

        return chosen.ToArray();
    }

    private double Number(object? cell, string column, long row)
    {
        if (IsMissing(cell))
        {
            return allowMissing ? double.NaN : throw Errors.MissingValue(column, row);
        }

        return TensorReader.TryNumber(cell, out double number) ? number : throw Errors.TextValue(column, row, cell);
    }
}
