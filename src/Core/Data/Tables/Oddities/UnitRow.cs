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
        ("continuous discrete string str text numeric number real integer int int8 int16 int32 int64 uint uint8 long bigint smallint tinyint float float16 float32 float64 double decimal bool boolean date datetime "
        + "datetime64 time timestamp categorical category nominal ordinal object char varchar nvarchar meta class zahl ganzzahl datum texte nombre entier").Split(' '),
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
                .Select(line => (Split(line.Item1, record.Separator), line.Item2)),
        ];
        if (rows.Length < 2 || !IsUnitRow(names, rows[0].Fields, [.. rows.Skip(1).Select(row => row.Fields)]))
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

    // Units or types above numbers, types above anything else than types, or different words that all stand above numbers.
    private static bool IsUnitRow(string[] names, string[] fields, string[][] below)
    {
        int known = 0, numbers = 0, aside = 0;
        bool isAbout = true; // whether the words are titles of their columns
        var others = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < fields.Length; i++)
        {
            if (None.Contains(fields[i]))
            {
                continue;
            }

            bool isKnown = IsUnit(fields[i]) || Types.Contains(fields[i]);
            known += isKnown ? 1 : 0;
            numbers += i < below[0].Length && Number().IsMatch(below[0][i]) ? 1 : 0;
            bool isAbove = StandsAboveNumbers(i, below);
            if (!isKnown && (Number().IsMatch(fields[i]) || (isAbove && !others.Add(fields[i]))))
            {
                return false;
            }

            aside += isKnown || isAbove ? 0 : 1; // above texts anything may stand
            isAbout &= isKnown || !isAbove || (i < names.Length && IsAbout(fields[i], names[i]));
        }

        if (aside > 0)
        {
            return isAbout && others.Count > 1 && others.Count + known + aside == fields.Length;
        }

        return fields.Length > 1
            && (others.Count > 0 ? others.Count + known > 1 : known > 0 && (numbers > 0 || AreTypes(fields, below)));
    }

    // Several words, or one that begins as the name does: absent and away are neither.
    private static bool IsAbout(string title, string name) => title.Trim().Contains(' ')
        || (name.Length > 0 && title.Length > name.Length / 2 && title.StartsWith(name[..Math.Min(2, name.Length)], StringComparison.OrdinalIgnoreCase));

    private static bool StandsAboveNumbers(int column, string[][] below) => below.Length > 1
        && Array.TrueForAll(below, row => column < row.Length && (Number().IsMatch(row[column]) || (row != below[0] && row != below[1] && row[column].Length == 0)));

    private static bool AreTypes(string[] fields, string[][] below) => Array.TrueForAll(fields, Types.Contains)
        && !below.SelectMany(row => row).Any(Types.Contains);

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
