using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace NormTools;

/// <summary>The cells of a row as they came; the row itself may change once it has gone by.</summary>
internal sealed class RowCells
{
    private RowCells(object record, RowShape shape, object?[] values)
    {
        Record = record;
        Shape = shape;
        Values = values;
    }

    /// <summary>The row itself, for messages.</summary>
    public object Record { get; }

    public RowShape Shape { get; }

    /// <summary>The value of each column of the shape.</summary>
    public object?[] Values { get; }

    /// <summary>Reads a row.</summary>
    /// <param name="record">An object with properties, or a dictionary.</param>
    /// <param name="last">The shape of the row before, which most rows have as well.</param>
    /// <exception cref="NormToolsException">A property cannot be read.</exception>
    public static RowCells Of(object record, RowShape? last)
    {
        var cells = new Reader(last);
        if (DataTableRows.Row(record) is { } row)
        {
            object?[] values = row.ItemArray;
            int column = 0;
            foreach (string name in DataTableRows.Names(row))
            {
                cells.Add(name, values[column++]);
            }
        }
        else if (record is IDictionary map)
        {
            foreach (DictionaryEntry entry in map)
            {
                cells.Add(Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!, entry.Value);
            }
        }
        else
        {
            foreach (PSPropertyInfo property in PSObject.AsPSObject(record).Properties)
            {
                cells.Add(property.Name, RowCollector.Read(property));
            }
        }

        return cells.ToRow(record);
    }

    private struct Reader
    {
        private readonly RowShape? last;
        private object?[] values;
        private string[]? names; // null while they are those of the row before
        private int count;

        public Reader(RowShape? last)
        {
            this.last = last;
            values = new object?[last?.Names.Length ?? 16];
            names = last is null ? new string[values.Length] : null;
            count = 0;
        }

        public void Add(string name, object? value)
        {
            if (names is null && (count == last!.Names.Length || last.Names[count] != name))
            {
                names = new string[values.Length + 1];
                Array.Copy(last.Names, names, count);
            }

            if (names is not null && count == names.Length)
            {
                Array.Resize(ref names, 2 * count);
            }

            if (count == values.Length)
            {
                Array.Resize(ref values, 2 * count);
            }

            if (names is not null)
            {
                names[count] = name;
            }

            values[count++] = value;
        }

        public RowCells ToRow(object record)
        {
            if (names is null && count < last!.Names.Length)
            {
                names = last.Names;
            }

            Array.Resize(ref values, count);
            return new RowCells(record, names is null ? last! : new RowShape(names.Take(count).ToArray()), values);
        }
    }
}

/// <summary>The names of a row's columns. Rows one after another that have the same names share it.</summary>
internal sealed class RowShape
{
    public RowShape(string[] names) => Names = names;

    public string[] Names { get; }

    /// <summary>Where each of some columns is: by exact name, otherwise regardless of case, of blanks at its ends and of invisible
    /// characters, or, for a column without a name, where Import-Csv puts it; -1 where there is none.</summary>
    public int[] PlacesOf(string[] columns)
    {
        var exact = new Dictionary<string, int>(StringComparer.Ordinal);
        var anyCase = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (int i = Names.Length - 1; i >= 0; i--) // the first of several counts
        {
            exact[Names[i]] = i;
            anyCase[Names[i]] = i;
        }

        Dictionary<string, int>? plain = null;
        return Array.ConvertAll(columns, column =>
            exact.TryGetValue(column, out int place) || anyCase.TryGetValue(column, out place)
            || (plain ??= PlainNames()).TryGetValue(PlainText.Name(column), out place) ? place : Unnamed(column));
    }

    private Dictionary<string, int> PlainNames()
    {
        var plain = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (int i = Names.Length - 1; i >= 0; i--)
        {
            plain[PlainText.Name(Names[i])] = i;
        }

        return plain;
    }

    // Column2 is H1, where the second column is the first without a name.
    private int Unnamed(string column)
    {
        const string Prefix = "Column", Theirs = "H";
        return column.StartsWith(Prefix, StringComparison.Ordinal) && int.TryParse(column.Substring(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number > 0 && number <= Names.Length && Names[number - 1].StartsWith(Theirs, StringComparison.Ordinal)
            && int.TryParse(Names[number - 1].Substring(Theirs.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _) ? number - 1 : -1;
    }
}
