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
    private readonly RowNames names; // of their properties
    private readonly Dictionary<string, int>?[] numbers; // of each text column: its texts and their numbers
    private readonly TableReading reading;
    private readonly float[] row;
    private readonly bool keepsCells;
    private readonly bool[] areAbsent; // the columns that rows need not have, and that are gaps in all
    private readonly bool[]? percents; // the columns that had a percent sign; null where none had
    private RowShape? shape; // of the row before
    private int[] places = Array.Empty<int>(); // of the columns in that shape
    private List<float> values = new List<float>();
    private List<object> rows = new List<object>();
    private List<long> origins = new List<long>(); // the number of each row among all that came
    private long seen; // rows that came, those that failed as well
    private readonly SortedSet<string> told = new(StringComparer.Ordinal); // on amounts with and without a currency
    private Dictionary<string, long>? lacking; // of each error that many rows may have: how many had it after the first

    /// <param name="preprocessor">Whose columns are taken.</param>
    /// <param name="keepsCells">Whether all cells of each row are wanted again, as <see cref="RowCells"/>.</param>
    public RowCollector(Preprocessor preprocessor, bool keepsCells = false)
    {
        this.keepsCells = keepsCells;
        this.preprocessor = preprocessor;
        columns = preprocessor.Column;
        names = new RowNames(columns);
        reading = preprocessor.Reading ?? TableReading.Usual;
        row = new float[columns.Length];
        var texts = new HashSet<string>(preprocessor.TextColumn, StringComparer.Ordinal);
        areAbsent = Array.ConvertAll(columns, preprocessor.Absent.Contains);
        percents = reading.Percent is { Length: > 0 } ? Array.ConvertAll(columns, reading.IsPercent) : null;
        numbers = Array.ConvertAll(columns, name => texts.Contains(name) ? new Dictionary<string, int>(StringComparer.Ordinal) : null);
    }

    /// <summary>Rows since the last <see cref="Take"/>.</summary>
    public int Count => rows.Count;

    /// <summary>Rows that came, those that failed as well.</summary>
    public long Seen => seen;

    /// <summary>Adds a row; if it fails, nothing is added. Of rows that lack the same columns only the first fails, and the
    /// others are left out (see <see cref="Warn"/>).</summary>
    /// <exception cref="NormToolsException">A column is missing, or holds text where numbers are wanted.</exception>
    public void Add(object record)
    {
        object basic = Unwrapped.Of(record)!;
        object? kept = basic;
        seen++;
        if (PreparedRows.IsKnown(basic))
        {
            Fail(Errors.PreparedRow(seen - 1), "went through Invoke-Preprocessor");
            return;
        }

        if (keepsCells)
        {
            kept = ReadAll(basic);
        }
        else if (!ReadSome(basic))
        {
            kept = null;
        }

        if (kept is not null)
        {
            values.AddRange(row);
            rows.Add(kept);
            origins.Add(seen - 1);
        }
    }

    /// <summary>Says how many rows were left out without an error of their own, and what amounts are taken for.</summary>
    public void Warn(Action<string> warn)
    {
        foreach (string sentence in told)
        {
            warn(sentence);
        }

        told.Clear();
        foreach (KeyValuePair<string, long> entry in lacking?.Where(entry => entry.Value > 0) ?? Array.Empty<KeyValuePair<string, long>>())
        {
            warn($"{Text.Count(entry.Value, "further row")} {entry.Key} as well: there is no result for {(entry.Value == 1 ? "it" : "them")}.");
        }
    }

    /// <summary>The columns of a row that the preprocessor does not take, but for those that were left out on purpose.</summary>
    public string[] Further(object record)
    {
        var taken = new HashSet<string>(columns.Concat(names.Properties).Concat(preprocessor.LeftOut), StringComparer.OrdinalIgnoreCase);
        string[] given = Names(Unwrapped.Of(record)!).ToArray();
        int[] found = names.PlacesIn(new RowShape(given));
        return given.Where((name, i) => !taken.Contains(name) && Array.IndexOf(found, i) < 0).ToArray();
    }

    /// <summary>The rows as samples, the objects that they came from, or their cells, and their numbers among all that
    /// came; empties the collector.</summary>
    public (Dataset Data, IReadOnlyList<object> Rows, IReadOnlyList<long> Origins) Take()
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
        (List<object> taken, List<long> numbersOfRows) = (rows, origins);
        values = new List<float>(values.Count);
        rows = new List<object>(taken.Count);
        origins = new List<long>(taken.Count);
        return (data, taken, numbersOfRows);
    }

    internal static IEnumerable<string> Names(object record) => DataTableRows.Row(record) is { } row ? DataTableRows.Names(row)
        : record is IDictionary map ? map.Keys.Cast<object>().Select(key => Convert.ToString(key, CultureInfo.InvariantCulture)!)
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

    private bool ReadSome(object record)
    {
        if (DataTableRows.Row(record) is not null)
        {
            return ReadAll(record) is not null;
        }

        var map = record as IDictionary;
        PSMemberInfoCollection<PSPropertyInfo>? properties = map is null ? PSObject.AsPSObject(record).Properties : null;
        for (int i = 0; i < columns.Length; i++)
        {
            if (areAbsent[i])
            {
                row[i] = float.NaN;
                continue;
            }

            if (!names.IsInAnyCase(i))
            {
                return ReadAll(record) is not null;
            }

            PSPropertyInfo? property = properties?[columns[i]];
            if (property is null && map?.Contains(columns[i]) != true)
            {
                return ReadAll(record) is not null; // the name may have blanks around it there
            }

            row[i] = Value(Unwrapped.Of(map is null ? Read(property!) : map[columns[i]]), i);
        }

        return true;
    }

    // One walk over a row's properties takes as long as ten look-ups by name: what it gives is used for both.
    private RowCells? ReadAll(object record)
    {
        RowCells cells = RowCells.Of(record, shape);
        if (!ReferenceEquals(cells.Shape, shape))
        {
            shape = cells.Shape;
            places = names.PlacesIn(shape);
        }

        for (int i = 0; i < columns.Length; i++)
        {
            if (places[i] < 0 && !areAbsent[i])
            {
                FailMissing(record);
                return null;
            }

            row[i] = areAbsent[i] ? float.NaN : Value(Unwrapped.Of(cells.Values[places[i]]), i);
        }

        return cells;
    }

    private void FailMissing(object record)
    {
        string[] given = Names(record).ToArray();
        var known = new HashSet<string>(given, StringComparer.OrdinalIgnoreCase);
        string[] missing = names.Properties.Where((name, i) => !areAbsent[i] && (names.IsInAnyCase(i) ? !known.Contains(name) : !given.Contains(name) && !given.Contains(columns[i]))).ToArray();
        Fail(Errors.MissingModelColumn(missing, given, seen - 1), $"came without {Errors.Names(missing)}");
    }

    // What is wrong with one row is usually wrong with all: it is an error once, and counted from then on.
    private void Fail(NormToolsException failure, string what)
    {
        lacking ??= new Dictionary<string, long>(StringComparer.Ordinal);
        if (!lacking.TryGetValue(what, out long further))
        {
            lacking.Add(what, 0);
            throw failure;
        }

        lacking[what] = further + 1;
    }

    // A file may have written $true as true, or TRUE.
    private string Flag(bool flag, int column)
    {
        string text = RowTable.Cell(flag);
        string[] known = preprocessor.Categories(columns[column]).ToArray();
        return known.Contains(text) ? text : known.FirstOrDefault(category => text.Equals(category, StringComparison.OrdinalIgnoreCase)) ?? text;
    }

    // A number among percentages is a fraction; 34 is hardly one.
    private void CheckPercent(double number, int column)
    {
        if (percents?[column] == true && Math.Abs(number) > 1 && !reading.IsMissing(number))
        {
            told.Add(Errors.FractionWanted(columns[column]));
        }
    }

    private float Value(object? cell, int column)
    {
        if (cell is double quantity && numbers[column] is null && Math.Abs(quantity) <= float.MaxValue)
        {
            CheckPercent(quantity, column);
            return reading.IsMissing(quantity) ? float.NaN : (float)quantity;
        }

        string? text = cell as string ?? (cell is char letter ? letter.ToString() : null);
        if (text is not null && numbers[column] is null && reading.TryUsualNumber(text, out double usual)
            && Math.Abs(usual) <= float.MaxValue)
        {
            return (float)usual;
        }

        text = text is null ? null : PlainText.Trim(text);
        if (cell is null or DBNull || (text is not null && reading.IsMissing(text)))
        {
            return float.NaN;
        }

        if (numbers[column] is { } known)
        {
            text ??= RowTable.IsList(cell) ? throw Errors.ListCell(columns[column], cell, seen - 1) : cell is bool flag ? Flag(flag, column) : RowTable.Cell(cell).Trim();
            if (!known.TryGetValue(text, out int number))
            {
                known.Add(text, number = known.Count);
            }

            return number;
        }

        if (cell is bool)
        {
            throw Errors.FlagForNumber(columns[column], seen - 1);
        }

        bool isNumber = text is null ? TensorReader.TryNumber(cell, out double read) : reading.TryNumber(columns[column], text, seen - 1, told, out read);
        if (isNumber && reading.IsMissing(read))
        {
            return float.NaN;
        }

        if (text is null && isNumber)
        {
            CheckPercent(read, column);
        }

        float value = isNumber ? (float)read : throw Errors.TextForNumber(columns[column], cell, reading.Decimal, reading.Thousands, seen - 1);
        return float.IsInfinity(value) ? throw Errors.BeyondFloat32Cell(columns[column], cell, seen - 1) : value;
    }
}
