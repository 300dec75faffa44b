using System.Text.RegularExpressions;

namespace NormTools.Core.Data;

/// <summary>Commands that messages propose: whole lines, with what the call itself said.</summary>
/// <param name="options">What the call said.</param>
/// <param name="markers">Its texts for missing values, and which of them the table has.</param>
/// <param name="name">The file's name; null for rows of the pipeline.</param>
internal sealed partial class TableProposals(DatasetOptions options, MissingMarkers markers, string? name)
{
    private const int MostMarkers = 8; // of a column
    private const int MostNames = 20; // of columns in a command
    private const string Argument = @"('([^']|'')*'|""[^""]*""|\w+)";

    private readonly List<(string Name, char Separator)> separators = []; // of the files that were opened

    /// <summary>The separator of the file that was opened last.</summary>
    public char Separator => separators.Count == 0 ? ',' : separators[^1].Separator;

    /// <summary>The names of the columns, where those of the header line cannot be used as they stand: two that are one, or none; else null.</summary>
    public string[]? Names { get; set; }

    /// <summary>Whether the file is neither UTF-8 nor UTF-16.</summary>
    public bool IsOldEncoding { get; set; }

    /// <summary>Writes the line of a place.</summary>
    public Func<long, string> LineOf { get; set; } = place => FormattableString.Invariant($"line {place}");

    /// <summary>How many columns are features.</summary>
    public int Features { get; set; } = 2;

    /// <summary>The place of the last row, once all are read.</summary>
    public long LastPlace { get; set; }

    /// <summary>Looks whether the table's first lines have numbers with a decimal point.</summary>
    public Func<bool> LookForDecimalPoints { private get; set; } = () => false;

    /// <summary>Looks what marks numbers of the table's first lines have, those with something around them as well.</summary>
    public Func<(bool HasPoints, bool HasCommas)> LookForMarks { private get; set; } = () => default;

    /// <summary>Whether numbers of the table's first lines, with signs and units or without, have points that are decimal marks, and commas.</summary>
    public (bool HasPoints, bool HasCommas) Evidence => LookForMarks();

    /// <summary>Whether nothing says what a point before three digits is: the caller did not, and no number of the table does.</summary>
    public bool MayPointsPartThousands => !options.HasDecimal && options.Like.Length == 0 && Evidence is (false, false);

    /// <summary>Whether the table's first lines have numbers with a decimal point.</summary>
    public bool HasDecimalPoints => LookForDecimalPoints();

    /// <summary>What the table is called in commands.</summary>
    public string File { get; } = options.File ?? (name is null ? "FILE" : Typed.Of(name));

    /// <summary>A file was opened.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="separator">What separates its fields.</param>
    public void Open(string file, char separator) => separators.Add((file, separator));

    /// <summary>Whether the columns have to be as those of other data are.</summary>
    public bool IsLike => options.Like.Length > 0;

    /// <summary>Whether a column is one that is to be predicted.</summary>
    public bool IsLabel(string column) => options.Label.Contains(column, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether one column is to be predicted.</summary>
    public bool HasOneLabel => options.Label.Length == 1;

    /// <summary>The call with other text for its file or in its pipeline: Import-Dataset ./copy.csv -Label y.</summary>
    public string Import(string? file) => $"Import-Dataset{(file is null ? string.Empty : " " + file)}{options.Call}";

    /// <summary>The rows through a command that changes them, into the call.</summary>
    /// <param name="command">The command.</param>
    /// <param name="further">What the call needs besides, with a blank before it.</param>
    public string Rows(string command, string further = "") => $"{Source()} | {command} | Import-Dataset{Without(further)}{further}";

    // What the call said, but what is said anew: a decimal mark with what parts thousands beside it.
    private string Without(string further) => NumberParameter().Replace(options.Call, match => match.Groups["name"].Value switch
    {
        "Label" => further.Contains("-Label ", StringComparison.Ordinal),
        "NumberSign" => further.Contains("-NumberSign ", StringComparison.Ordinal),
        "Thousands" => further.Contains("-Thousands ", StringComparison.Ordinal) || further.Contains("-Decimal ", StringComparison.Ordinal),
        _ => further.Contains("-Decimal ", StringComparison.Ordinal),
    } ? string.Empty : match.Value);

    [GeneratedRegex(" -(?<name>Decimal|Thousands|NumberSign|Label) " + Argument + "(, ?" + Argument + ")*")]
    private static partial Regex NumberParameter();

    /// <summary>The rows with a column changed by operators, into the call.</summary>
    /// <param name="column">The column.</param>
    /// <param name="operators">What is done to its texts: -replace ',', '.'</param>
    /// <param name="further">What the call needs besides, with a blank before it.</param>
    public string Change(string column, string operators, string further = "")
    {
        string cell = "$_." + Typed.Of(column);
        return Rows($"ForEach-Object {{ {cell} = {cell} {operators}; $_ }}", further);
    }

    /// <summary>-Encode with a column and those that the call has.</summary>
    public string Encode(string column) => "-Encode " + Listed(options.Category, column);

    /// <summary>-ExcludeProperty with a column and those that the call has.</summary>
    public string Exclude(string column) => "-ExcludeProperty " + Listed(options.ExcludeProperty, column);

    private static string Listed(string[] given, string column) => string.Join(", ", given.Append(column).Distinct(StringComparer.Ordinal).Select(Typed.Of));

    /// <summary>-MissingMarker with the first few of some texts and those that the table's gaps have.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="isWhole">Whether it has all of them.</param>
    public string Gaps(IEnumerable<string> texts, out bool isWhole)
    {
        string[] all = [.. texts];
        isWhole = all.Length <= MostMarkers && Array.TrueForAll(all, text => Excerpt.Of(text) == text);
        return Gaps(all.Take(MostMarkers));
    }

    /// <summary>-MissingMarker with some texts and those that the table's gaps have.</summary>
    public string Gaps(IEnumerable<string> texts) =>
        "-MissingMarker " + string.Join(", ", markers.Seen().Concat(texts.Select(Excerpt.Of)).Distinct(StringComparer.Ordinal).Select(Typed.Of));

    /// <summary>-MissingMarker with those that the table's gaps have, but for one text.</summary>
    public string GapsWithout(string text)
    {
        string[] others = [.. markers.Seen().Where(marker => !marker.Equals(text, StringComparison.OrdinalIgnoreCase))];
        return "-MissingMarker " + (others.Length == 0 ? "@()" : string.Join(", ", others.Select(Typed.Of)));
    }

    /// <summary>-SkipLast with so many further lines.</summary>
    public string SkipLast(long lines) => FormattableString.Invariant($"-SkipLast {options.SkipLast + lines}");

    /// <summary>The command that gives the rows.</summary>
    public string RowCall => Source();

    // Lines of text where the rows are not all of the file; of several files those of each.
    private string Source()
    {
        if (options.File is null && name is null)
        {
            return "$rows";
        }

        string encoding = options.FileCall.Length == 0 && IsOldEncoding ? " -Encoding 1252" : options.FileCall;
        string[] given = options.HeaderNames ?? Names ?? [];
        string header = given.Length is > 0 and <= MostNames ? $" -Header {string.Join(", ", given.Select(Typed.Of))}" : string.Empty;
        string first = options.HasHeaderLine && header.Length > 0 ? " | Select-Object -Skip 1" : string.Empty; // the header line is a row then
        bool isWhole = options.SkipLine == 0 && options.SkipLast == 0 && options.Comment is null && Separator != ' ';
        bool areMany = options.MorePaths.Length > 0 && (!isWhole || first.Length > 0 || separators.Exists(file => file.Separator != Separator));
        string file = areMany ? "$_" : File;
        string rows = isWhole ? $"Import-Csv {file}{encoding}{Delimiter()}{header}{first}"
            : $"Get-Content {file}{encoding}"
                + (options.SkipLine > 0 ? FormattableString.Invariant($" | Select-Object -Skip {options.SkipLine}") : string.Empty)
                + (options.SkipLast > 0 ? FormattableString.Invariant($" | Select-Object -SkipLast {options.SkipLast}") : string.Empty)
                + (options.Comment is { } mark ? $" | Where-Object {{ -not $_.StartsWith({Typed.Of(mark)}) }}" : string.Empty)
                + (Separator == ' ' ? " | ForEach-Object { $_.Trim() -replace '\\s+', ',' }" : string.Empty)
                + $" | ConvertFrom-Csv{Delimiter()}{header}{first}";
        return areMany ? $"Get-Item {File} | ForEach-Object {{ {rows} }}" : rows;
    }

    // Of several files what most have, and the others by their names.
    private string Delimiter()
    {
        static string Sign(char separator) => separator == '\t' ? "\"`t\"" : $"'{(separator == ' ' ? ',' : separator)}'";
        char[] different = [.. separators.Select(file => file.Separator).Distinct()];
        if (different.Length > 1)
        {
            char usual = separators[0].Separator;
            IEnumerable<string> others = different.Where(separator => separator != usual).Select(separator =>
                $"if ($_.Name -in {string.Join(", ", separators.Where(file => file.Separator == separator).Select(file => Typed.Of(file.Name)))}) {{ {Sign(separator)} }}");
            return $" -Delimiter $({string.Join(" else", others)} else {{ {Sign(usual)} }})";
        }

        return Separator is ',' or ' ' ? string.Empty : $" -Delimiter {Sign(Separator)}";
    }
}
