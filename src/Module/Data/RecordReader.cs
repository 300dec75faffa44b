using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace NormTools;

/// <summary>Makes a tensor [objects, properties] of what Import-Csv and other cmdlets put on the pipeline.</summary>
internal sealed class RecordReader
{
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
        object? basic = TensorReader.Unwrap(value);
        return basic is PSObject or IDictionary
            || (basic is not null and not Tensor and not string and not IEnumerable && !TensorReader.TryNumber(basic, out _));
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
        foreach (string column in columns.Where(encoded.Contains))
        {
            categories[column] = records
                .Select((record, row) => Cell(record, column, row))
                .Where(cell => !IsMissing(cell))
                .Select(Name)
                .Distinct(StringComparer.Ordinal)
                .OrderBy(name => name, StringComparer.Ordinal)
                .ToArray();
        }

        var values = new NumberList(dtype);
        for (int row = 0; row < records.Count; row++)
        {
            for (int i = 0; i < columns.Length; i++)
            {
                object? cell = Cell(records[row], columns[i], row);
                object? value = categories.TryGetValue(columns[i], out string[]? names) && !IsMissing(cell)
                    ? Array.IndexOf(names, Name(cell))
                    : cell;
                values.Add(value, Number(value, columns[i], row));
            }
        }

        Tensor tensor = TensorReader.Read(values.ToArray(), dtype).Reshape(records.Count, columns.Length);
        tensor.ColumnNames = columns;
        tensor.Categories = categories.Count > 0 ? categories : null;
        return tensor;
    }

    // A pattern tells that it is none at its first use.
    private static bool Matches(string pattern, string name)
    {
        try
        {
            return WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch(name);
        }
        catch (WildcardPatternException)
        {
            throw Errors.InvalidPattern(pattern);
        }
    }

    private static bool IsMissing(object? cell) =>
        cell is null or DBNull || (cell is string text && string.IsNullOrWhiteSpace(text));

    // The same in every culture, as PowerShell's own texts of numbers are.
    private static string Name(object? cell) => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? string.Empty;

    private static IEnumerable<string> Names(object? record) =>
        TensorReader.Unwrap(record) is IDictionary dictionary
            ? dictionary.Keys.Cast<object>().Select(key => Convert.ToString(key, CultureInfo.InvariantCulture)!)
            : PSObject.AsPSObject(record!).Properties.Where(item => item.IsGettable).Select(item => item.Name);

    private object? Cell(object? record, string column, long row)
    {
        if (TensorReader.Unwrap(record) is IDictionary dictionary)
        {
            return dictionary.Contains(column) ? TensorReader.Unwrap(dictionary[column]) : Absent(record, column, row);
        }

        PSPropertyInfo? found = record is null ? null : PSObject.AsPSObject(record).Properties[column];
        try
        {
            return found is null ? Absent(record, column, row) : TensorReader.Unwrap(found.Value);
        }
        catch (GetValueException failure)
        {
            throw Errors.Invalid(
                "PropertyNotReadable", $"Property '{column}' of object {row} cannot be read: {failure.Message}");
        }
    }

    private object? Absent(object? record, string column, long row) =>
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

    // By name where one is called so, for a name may look like a pattern; else by pattern.
    private static string[] Choose(string parameter, string[] patterns, string[] available)
    {
        var chosen = new List<string>();
        foreach (string pattern in patterns)
        {
            string[] matches = available.Where(name => name.Equals(pattern, StringComparison.OrdinalIgnoreCase)).ToArray();
            matches = matches.Length > 0 ? matches : available.Where(name => Matches(pattern, name)).ToArray();
            if (matches.Length == 0)
            {
                throw Errors.NoSuchProperty(parameter, pattern, available);
            }

            chosen.AddRange(matches.Where(name => !chosen.Contains(name)));
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
