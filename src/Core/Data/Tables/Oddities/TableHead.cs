using System.Text;
using System.Text.RegularExpressions;

namespace NormTools.Core.Data;

/// <summary>First lines that are no header of a table: titles, comments, and the lines that tables for reading draw.</summary>
internal static partial class TableHead
{
    /// <summary>How many lines below the header are looked at.</summary>
    public const int LinesLookedAt = 12;

    private const int MostTitleLines = 50; // above a header
    private const string Separators = ",;\t|";

    private static readonly string[] CommentMarks = ["#", "//", "%", "--"];

    /// <summary>Whether numbers with a decimal comma stand in the first lines.</summary>
    /// <param name="record">At the header.</param>
    public static bool HasDecimalCommas(RecordReader record) => record.Separator != ',' && Lines(record.Ahead, LinesLookedAt)
        .Exists(line => Encoding.Latin1.GetString(line).Split(record.Separator).Any(field => DecimalComma().IsMatch(field.Trim(' ', '"'))));

    [GeneratedRegex(@"^[+-]?\d+(\.\d{3})*,\d+$")]
    private static partial Regex DecimalComma();

    /// <summary>Refuses what is certain to be no header.</summary>
    /// <param name="record">At the header.</param>
    /// <param name="file">For messages.</param>
    /// <param name="proposals">Of the table.</param>
    /// <exception cref="CoreException">RuleLine, TitleLine or CommentLine.</exception>
    public static void Refuse(RecordReader record, string file, TableProposals proposals)
    {
        byte[][] lines = [.. Lines(record.Ahead, LinesLookedAt)];
        string header = Encoding.Latin1.GetString(record.Current).TrimEnd('\r', '\n');
        string second = lines.Length > 0 ? Encoding.Latin1.GetString(lines[0]) : string.Empty;
        bool isFirst = IsRule(header, null);
        if (isFirst || IsRule(second, header))
        {
            throw CoreException.InvalidData(
                "RuleLine",
                $"{file}, line {record.Line + (isFirst ? 0 : 1)}: a table as Markdown or a console draws it. (Get-Content {proposals.File}) "
                + $"-notmatch '^[\\s|+:=-]*$' -replace '^\\s*\\|\\s*|\\s*\\|\\s*$' | Set-Content copy.csv; {proposals.Import("copy.csv")} reads it.");
        }

        string? mark = record.Comment is not null ? null : Array.Find(
            CommentMarks, mark => header.TrimStart().StartsWith(mark, StringComparison.Ordinal) && second.TrimStart().StartsWith(mark, StringComparison.Ordinal));
        if (mark is not null)
        {
            throw CoreException.InvalidData(
                "CommentLine", $"{file}, line {record.Line} and the one below it begin with '{mark}': -Comment '{mark}' passes over such lines.");
        }

        if (record.FieldCount > 2 && Filled(record) == 1)
        {
            RefuseTitle(record, file, lines);
        }
    }

    /// <summary>What to type where a column's name stands in a line below the header, or the header has but one column and
    /// the line below it several; empty where it is nowhere.</summary>
    /// <param name="record">At the header.</param>
    /// <param name="name">The column's name.</param>
    public static string Below(RecordReader record, string name)
    {
        List<byte[]> lines = Lines(record.Ahead, MostTitleLines);
        int found = lines.FindIndex(line => Separators.Append(record.Separator).Any(mark => Fields(line, mark) is { Length: > 1 } fields
            && Array.Exists(fields, field => field.Equals(name, StringComparison.OrdinalIgnoreCase))));
        if (found >= 0)
        {
            return $" Line {record.LineOfAhead(found)} has that name: -SkipLine {record.LineOfAhead(found) - 1} begins with it.";
        }

        found = record.FieldCount > 1 ? -1 : lines.FindIndex(line => Fields(line, record.Separator).Length > 1);
        bool mayBeRow = Enumerable.Range(0, record.FieldCount).Any(field => !MayBeName(NameText.Decode(record.Field(field))));
        return found < 0 ? mayBeRow ? " If the first line is a row and not a header: -NoHeader, or -Header with names." : string.Empty
            : $" Line {record.LineOfAhead(found)} has {Fields(lines[found], record.Separator).Length} fields: if it names the columns, "
                + $"-SkipLine {record.LineOfAhead(found) - 1} begins with it.";
    }

    /// <summary>The fields of a line, without quotes and blanks around them.</summary>
    public static string[] Fields(byte[] line, char separator) =>
    [
        .. (separator == ' ' ? NameText.Decode(line).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)
            : NameText.Decode(line).Trim(' ', '\r').Split(separator, StringSplitOptions.TrimEntries)).Select(field => field.Trim('"')),
    ];

    // A line of one field, and below it the first one that is full, which holds the names.
    private static void RefuseTitle(RecordReader record, string file, byte[][] lines)
    {
        byte separator = (byte)record.Separator;
        for (int i = 0; i < lines.Length; i++)
        {
            string[] fields = Encoding.UTF8.GetString(lines[i]).Split((char)separator);
            string[] filled = [.. fields.Where(field => field.Trim(' ', '"').Length > 0)];
            if (filled.Length == fields.Length || (i + 1 < lines.Length && filled.Length == fields.Length - 1 && filled.Length > 1))
            {
                if (filled.All(MayBeName))
                {
                    string title = Enumerable.Range(0, record.FieldCount).Select(field => NameText.Decode(record.Field(field)).Trim()).First(text => text.Length > 0);
                    throw CoreException.InvalidData(
                        "TitleLine",
                        $"{file}, line {record.Line}: '{Excerpt.Of(title)}' stands alone, as a title does, and line {record.LineOfAhead(i)} names "
                        + $"{Plural.Of(filled.Length, "column")}: -SkipLine {record.LineOfAhead(i) - 1}.");
                }

                return;
            }

            if (filled.Length > 1)
            {
                return;
            }
        }
    }

    // Years may be names of columns.
    private static bool MayBeName(string field) =>
        !NumberText.TryParse(Encoding.UTF8.GetBytes(field.Trim(' ', '"')), out double number) || (number is >= 1900 and <= 2100 && number == Math.Floor(number));

    private static int Filled(RecordReader record) =>
        Enumerable.Range(0, record.FieldCount).Count(i => !NumberText.Trim(record.Field(i)).IsEmpty);

    /// <summary>Whether a line is drawn: | --- | :-: |, +----+----+, ---- ---.</summary>
    /// <param name="line">The line.</param>
    /// <param name="header">The one above it, whose words a console underlines; null for none.</param>
    private static bool IsRule(string line, string? header)
    {
        string plain = line.Trim();
        if (plain.Length == 0 || !plain.All(symbol => symbol is '-' or '=' or '|' or '+' or ':' or ' ' or '\t'))
        {
            return false;
        }

        if (plain.Contains("--", StringComparison.Ordinal) || plain.Contains("==", StringComparison.Ordinal))
        {
            return header is null || header.Contains('|') || !plain.Contains('|') || plain.Contains('+');
        }

        int[] Lengths(string text) => [.. text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Select(word => word.Length)];
        return header is not null && plain.All(symbol => symbol is '-' or ' ' or '\t') && plain.Contains(' ') && Lengths(plain).SequenceEqual(Lengths(header));
    }

    /// <summary>The first lines of a text.</summary>
    public static List<byte[]> Lines(ReadOnlySpan<byte> text, int most)
    {
        var lines = new List<byte[]>();
        while (lines.Count < most && !text.IsEmpty)
        {
            int length = text.IndexOfAny((byte)'\n', (byte)'\r');
            length = length < 0 ? text.Length : length;
            lines.Add(text[..Math.Min(length, 4096)].ToArray());
            bool isPair = length + 1 < text.Length && text[length] == '\r' && text[length + 1] == '\n';
            text = text[Math.Min(length + (isPair ? 2 : 1), text.Length)..];
        }

        return lines;
    }
}
