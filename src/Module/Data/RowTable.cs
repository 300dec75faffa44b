using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using System.Text.RegularExpressions;
using NormTools.Native;

namespace NormTools;

/// <summary>Writes rows of the pipeline as a text table, which is then read by the same rules as a file.</summary>
internal static class RowTable
{
    private const int SliceMilliseconds = 50;

    private static readonly char[] Separators = { ',', ';', '\t', '|' };

    private static readonly Regex Extension = new Regex(@"\.[A-Za-z]{2,8}(\.gz)?$"); // of a file's name

    /// <summary>A word about characters that were lost before the rows came, when a file was read in another encoding than its own; null where there are none.</summary>
    /// <param name="table">In UTF-8.</param>
    public static string? Lost(byte[] table)
    {
        for (int i = Array.IndexOf(table, (byte)0xEF); i >= 0 && i + 2 < table.Length; i = Array.IndexOf(table, (byte)0xEF, i + 1))
        {
            if (table[i + 1] == 0xBF && table[i + 2] == 0xBD)
            {
                return "The rows hold U+FFFD ('\uFFFD'), which stands for characters of a file that was read in another encoding than its own: Import-Csv FILE -Encoding 1252 "
                    + "reads one of Windows, and Import-Dataset FILE finds the encoding by itself.";
            }
        }

        return null;
    }

    /// <summary>The path of the file that an object of the pipeline stands for; null for a row.</summary>
    /// <param name="value">A path, a file of Get-ChildItem, or a row.</param>
    /// <param name="literal">Whether the path is taken literally, without wildcards.</param>
    public static string? FileOf(PSObject value, out bool literal)
    {
        literal = value.BaseObject is not string;
        if (value.BaseObject is string path)
        {
            return path;
        }

        return value.BaseObject is FileSystemInfo file ? file.FullName
            : value.BaseObject is IDictionary ? null
            : (value.Properties["PSPath"] ?? value.Properties["LiteralPath"])?.Value as string;
    }

    /// <summary>The rows that an object of the pipeline, or of -InputObject, stands for: those of a table or a list, or itself.</summary>
    public static IEnumerable<object?> RowsOf(PSObject value) => DataTableRows.Of(value.BaseObject)
        ?? (value.BaseObject is IEnumerable list and not string && RecordReader.HoldsRecords(list) ? list.Cast<object?>() : new object?[] { value });

    /// <summary>Whether a row has numbers that are no text: what their points are, nobody has to say.</summary>
    public static bool HasQuantities(object? row) => RecordReader.IsRecord(row)
        && RecordReader.Names(row).Any(name => Unwrapped.Of(RecordReader.Cell(row, name, 0, allowMissing: true)) is double or float or decimal);

    /// <summary>Refuses a text that is a line of a table and no path, as Get-Content gives it.</summary>
    /// <exception cref="NormToolsException">LineOfText.</exception>
    public static void RefuseLine(object value)
    {
        if (value is string text && (text.IndexOf('\n') >= 0 || (text.IndexOfAny(Separators) >= 0 && !Extension.IsMatch(text))))
        {
            throw Errors.LineOfText(text);
        }
    }

    /// <exception cref="NormToolsException">A parameter was given that applies only to files.</exception>
    public static void RefuseFileParameters(ICollection<string> given)
    {
        string? first = new[] { "Delimiter", "Encoding", "SkipLine", "SkipLast", "Comment", "Header", "NoHeader", "LabelPath" }.FirstOrDefault(given.Contains);
        if (first is not null)
        {
            throw Errors.Invalid("ParameterHasNoEffect", $"-{first} applies only to files; rows of the pipeline were given.");
        }
    }

    /// <summary>The rows as a data set without a target, their columns taken for what Import-Dataset takes them for.</summary>
    public static Dataset Read(IReadOnlyList<object?> rows)
    {
        using var source = new DatasetFile(Write(rows), new OrderedDictionary());
        while (!source.Advance(SliceMilliseconds))
        {
            StopFlag.ThrowIfRaised();
        }

        return source.ToDataset();
    }

    /// <summary>The rows with their properties as columns, those of the first before those that only later ones have, in UTF-8.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="decimalMark">That of texts, which numbers get as well.</param>
    /// <param name="isLeftOut">Whether a column is not wanted: what it holds is not looked at.</param>
    /// <exception cref="NormToolsException">An object has no properties, a property cannot be read, or holds a list.</exception>
    public static byte[] Write(IReadOnlyList<object?> rows, string decimalMark = ".", Func<string, bool>? isLeftOut = null)
    {
        string[] columns = RecordReader.IsRecord(rows[0]) ? Columns(rows) : Array.Empty<string>();
        if (columns.Length == 0)
        {
            throw Errors.Invalid(
                "NotARow",
                $"Rows with properties, such as those of Import-Csv, or paths are wanted from the pipeline; {Errors.Describe(rows[0])} was given.");
        }

        var text = new StringBuilder();
        Append(text, columns);
        bool[] areLeftOut = Array.ConvertAll(columns, column => isLeftOut?.Invoke(column) == true);
        var cells = new string[columns.Length];
        for (int row = 0; row < rows.Count; row++)
        {
            for (int i = 0; i < columns.Length; i++)
            {
                object? given = RecordReader.Cell(rows[row], columns[i], row, allowMissing: true);
                object? cell = Unwrapped.Of(given);
                cells[i] = IsList(given) ? (areLeftOut[i] ? string.Empty : throw Errors.ListCell(columns[i], given!, row))
                    : decimalMark != "." && cell is double or float or decimal ? Cell(cell).Replace(".", decimalMark)
                    : Cell(cell);
            }

            Append(text, cells);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string[] Columns(IReadOnlyList<object?> rows)
    {
        string[] before = RecordReader.Names(rows[0]).ToArray();
        var columns = new List<string>(before);
        var known = new HashSet<string>(before, StringComparer.OrdinalIgnoreCase);
        foreach (int row in StopFlag.Rows(rows.Count))
        {
            if (RecordReader.IsRecord(rows[row]) && !RecordReader.Names(rows[row]).SequenceEqual(before))
            {
                before = RecordReader.Names(rows[row]).ToArray();
                columns.AddRange(before.Where(known.Add));
            }
        }

        return columns.ToArray();
    }

    /// <summary>Whether a column is not wanted of rows.</summary>
    /// <param name="property">The features, by name or pattern; null for all.</param>
    /// <param name="label">What is to be predicted.</param>
    /// <param name="excluded">Columns that are left out, by name or pattern.</param>
    public static Func<string, bool> LeftOut(string[]? property, string[]? label, string[]? excluded) => column =>
        IsAmong(excluded, column) || (property is not null && !IsAmong(property, column) && !IsAmong(label, column));

    /// <summary>Whether a cell holds several values, of which no text can be made.</summary>
    public static bool IsList(object? cell) => cell is IEnumerable and not string || (cell is PSObject { BaseObject: PSCustomObject });

    /// <summary>A value as Export-Csv writes it in the invariant culture, with all digits; times as ISO 8601 has them.</summary>
    public static string Cell(object? value) => value switch
    {
        null or DBNull => string.Empty,
        string text => text,
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        DateTime date => date.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset date => Cell(date.DateTime),
        IFormattable day when day.GetType().FullName == "System.DateOnly" => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable time when time.GetType().FullName == "System.TimeOnly" => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
    };

    private static bool IsAmong(string[]? patterns, string column) => patterns?.Any(pattern => pattern.Equals(column, StringComparison.OrdinalIgnoreCase)
        || WildcardPattern.Get(WildcardPattern.ContainsWildcardCharacters(pattern) ? pattern : WildcardPattern.Escape(pattern), WildcardOptions.IgnoreCase).IsMatch(column)) == true;

    private static void Append(StringBuilder text, string[] cells)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            text.Append(i == 0 ? "\"" : ",\"").Append(cells[i].Replace("\"", "\"\"")).Append('"');
        }

        text.Append('\n');
    }
}
