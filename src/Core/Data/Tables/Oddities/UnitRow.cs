using System.Text;
using System.Text.RegularExpressions;

namespace NormTools.Core.Data;

/// <summary>A row below the names that says in which units the columns are, or of which type: [kg], [m], [-]. Taken as data it makes
/// texts and classes of columns of numbers.</summary>
internal static partial class UnitRow
{
    private const int MostNames = 10; // that are typed in a message
    private const int LongestUnit = 16; // without brackets

    private static readonly HashSet<string> Types = new(
        ("continuous discrete string text numeric number real integer int int32 int64 long float float32 float64 double decimal bool boolean date datetime "
        + "time timestamp categorical category nominal ordinal object char varchar meta class zahl ganzzahl datum texte nombre entier").Split(' '),
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> None = new(["", "-", "[-]", "(-)", "--", "\u2013"], StringComparer.Ordinal);

    /// <summary>Refuses a table whose first row is one.</summary>
    /// <param name="record">At the header.</param>
    /// <param name="file">For messages.</param>
    /// <param name="names">Of the columns.</param>
    /// <param name="isFile">Whether it is a file; else rows of the pipeline.</param>
    /// <exception cref="CoreException">UnitRow: the first row holds units or types.</exception>
    public static void Refuse(RecordReader record, string file, string[] names, bool isFile)
    {
        string? comment = record.Comment is { } mark ? Encoding.ASCII.GetString(mark) : null;
        (string[] Fields, long Line)[] rows =
        [
            .. TableHead.Lines(record.Ahead, TableHead.LinesLookedAt).Select((line, i) => (NameText.Decode(line), record.LineOfAhead(i)))
                .Where(line => line.Item1.Trim().Length > 0 && (comment is null || !line.Item1.TrimStart().StartsWith(comment, StringComparison.Ordinal)))
                .Take(2).Select(line => (Split(line.Item1, record.Separator), line.Item2)),
        ];
        if (rows.Length < 2 || !IsUnitRow(rows[0].Fields, rows[1].Fields))
        {
            return;
        }

        string first = rows[0].Fields.First(field => !None.Contains(field));
        throw CoreException.InvalidData(
            "UnitRow",
            $"{file}, line {rows[0].Line}: '{Excerpt.Of(first)}' and what stands beside it are units or types of the columns, and no row of the data. "
            + (isFile ? $"{WayOut(record, file, names, rows[0].Line)} leaves the line out." : "Select-Object -Skip 1 before Import-Dataset leaves the row out."));
    }

    private static string WayOut(RecordReader record, string file, string[] names, long line)
    {
        string delimiter = record.Separator switch
        {
            ',' => string.Empty,
            '\t' => " -Delimiter \"`t\"",
            _ => $" -Delimiter '{record.Separator}'",
        };
        string header = names.Length <= MostNames ? string.Join(", ", names.Select(Typed.Of))
            : $"(@(Get-Content {Typed.Of(file)} -TotalCount {record.Line})[-1].Trim() -replace '\"' -split '{(record.Separator == ' ' ? "\\s+" : Regex.Escape(record.Separator.ToString()))}')";
        return $"-SkipLine {line}{delimiter} -Header {header}";
    }

    private static bool IsUnitRow(string[] fields, string[] below)
    {
        int units = 0, numbers = 0;
        for (int i = 0; i < fields.Length; i++)
        {
            if (None.Contains(fields[i]))
            {
                continue;
            }

            if (!IsUnit(fields[i]) && !Types.Contains(fields[i]))
            {
                return false;
            }

            units++;
            numbers += i < below.Length && Number().IsMatch(below[i]) ? 1 : 0;
        }

        return fields.Length > 1 && units > 0 && numbers > 0;
    }

    private static bool IsUnit(string text) => Bracketed().IsMatch(text)
        || (text.Length <= LongestUnit && NumberNotation.IsUnit(text))
        || (text.Length <= 4 && SignedNumber.HasCurrency(Encoding.UTF8.GetBytes(text)) && !text.Any(char.IsAsciiDigit));

    private static string[] Split(string line, char separator) =>
    [
        .. (separator == ' ' ? line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) : line.Split(separator)).Select(field => field.Trim(' ', '"', '\t')),
    ];

    [GeneratedRegex(@"^[+-]?[\d.,'\u00a0\u202f ]*\d[\d.,eE+% -]*$")]
    private static partial Regex Number();

    // (12) is a number of bookkeepers.
    [GeneratedRegex(@"^(\[[^\[\]]{0,24}\]|\((?![\d.,\s%-]+\))[^()]{1,24}\))$")]
    private static partial Regex Bracketed();
}
