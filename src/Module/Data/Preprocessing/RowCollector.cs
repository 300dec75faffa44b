using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace NormTools;

/// <summary>Collects rows from the pipeline, such as those of Import-Csv, into the columns that a preprocessor
/// takes.</summary>
internal sealed class RowCollector
{
    private readonly Preprocessor preprocessor;
    private readonly string[] columns;
    private readonly Dictionary<string, int>?[] numbers; // of each text column: its texts and their numbers
    private readonly TableReading reading;
    private readonly float[] row;
    private List<float> values = new List<float>();
    private List<object> rows = new List<object>();

    public RowCollector(Preprocessor preprocessor)
    {
        this.preprocessor = preprocessor;
        columns = preprocessor.Column;
        reading = preprocessor.Reading ?? TableReading.Usual;
        row = new float[columns.Length];
        var texts = new HashSet<string>(preprocessor.TextColumn, StringComparer.Ordinal);
        numbers = Array.ConvertAll(columns, name => texts.Contains(name) ? new Dictionary<string, int>(StringComparer.Ordinal) : null);
    }

    /// <summary>Rows since the last <see cref="Take"/>.</summary>
    public int Count => rows.Count;

    /// <summary>Adds a row; if it fails, nothing is added.</summary>
    /// <exception cref="NormToolsException">A column is missing, or holds text where numbers are wanted.</exception>
    public void Add(object record)
    {
        object basic = Unwrapped.Of(record)!;
        for (int i = 0; i < columns.Length; i++)
        {
            row[i] = Value(Cell(basic, columns[i]), i);
        }

        values.AddRange(row);
        rows.Add(basic);
    }

    /// <summary>The columns of a row that the preprocessor does not take.</summary>
    public string[] Further(object record) =>
        Names(Unwrapped.Of(record)!).Where(name => !columns.Contains(name, StringComparer.OrdinalIgnoreCase)).ToArray();

    /// <summary>The rows as samples, and the objects that they came from; empties the collector.</summary>
    public (Dataset Data, IReadOnlyList<object> Rows) Take()
    {
        Tensor tensor = TensorReader.Read(values.ToArray(), DType.Float32).Reshape(rows.Count, columns.Length);
        var texts = new Dictionary<string, string[]>(StringComparer.Ordinal);
        for (int i = 0; i < columns.Length; i++)
        {
            if (numbers[i] is { } known)
            {
                texts.Add(columns[i], known.OrderBy(entry => entry.Value).Select(entry => entry.Key).ToArray());
            }
        }

        var data = new Dataset(tensor, null)
        {
            FeatureNames = columns,
            Categories = texts.Count > 0 ? texts : null,
        };
        List<object> taken = rows;
        values = new List<float>(values.Count);
        rows = new List<object>(taken.Count);
        return (data, taken);
    }

    internal static IEnumerable<string> Names(object record) => record is IDictionary map
        ? map.Keys.Cast<object>().Select(key => Convert.ToString(key, CultureInfo.InvariantCulture)!)
        : PSObject.AsPSObject(record).Properties.Select(property => property.Name);

    internal static object? Read(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException failure)
        {
            throw Errors.Invalid("PropertyNotReadable", $"Property '{property.Name}' of a row cannot be read: {failure.Message}");
        }
    }

    private object? Cell(object record, string column)
    {
        if (record is IDictionary map)
        {
            return map.Contains(column) ? Unwrapped.Of(map[column]) : throw Missing(record);
        }

        PSPropertyInfo? property = PSObject.AsPSObject(record).Properties[column];
        return property is null ? throw Missing(record) : Unwrapped.Of(Read(property));
    }

    private NormToolsException Missing(object record)
    {
        string[] given = Names(record).ToArray();
        return Errors.MissingModelColumn(columns.Where(name => !given.Contains(name, StringComparer.OrdinalIgnoreCase)), given);
    }

    private float Value(object? cell, int column)
    {
        string? text = cell is string written ? written.Trim() : null;
        if (cell is null or DBNull || (text is not null && reading.IsMissing(text)))
        {
            return float.NaN;
        }

        if (numbers[column] is { } known)
        {
            text ??= Convert.ToString(cell, CultureInfo.InvariantCulture)!.Trim();
            if (!known.TryGetValue(text, out int number))
            {
                known.Add(text, number = known.Count);
            }

            return number;
        }

        bool isNumber = text is null ? TensorReader.TryNumber(cell, out double read) : reading.TryNumber(text, out read);
        float value = isNumber ? (float)read : throw Errors.TextForNumber(columns[column], cell, reading.Decimal, reading.Thousands);
        return float.IsInfinity(value) ? throw Errors.BeyondFloat32Cell(columns[column], cell) : value;
    }
}
