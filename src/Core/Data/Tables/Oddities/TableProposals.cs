namespace NormTools.Core.Data;

/// <summary>Commands that messages propose: whole lines, with what the call itself said.</summary>
/// <param name="options">What the call said.</param>
/// <param name="markers">Its texts for missing values, and which of them the table has.</param>
/// <param name="name">The file's name; null for rows of the pipeline.</param>
internal sealed class TableProposals(DatasetOptions options, MissingMarkers markers, string? name)
{
    private const int MostMarkers = 3; // of a column
    private const int MostNames = 20; // of columns in a command

    /// <summary>The separator of the file.</summary>
    public char Separator { get; set; } = ',';

    /// <summary>What the table is called in commands.</summary>
    public string File { get; } = options.File ?? (name is null ? "FILE" : Typed.Of(name));

    /// <summary>Whether the columns have to be as those of other data are.</summary>
    public bool IsLike => options.Like.Length > 0;

    /// <summary>The call with other text for its file or in its pipeline: Import-Dataset ./copy.csv -Label y.</summary>
    public string Import(string? file) => $"Import-Dataset{(file is null ? string.Empty : " " + file)}{options.Call}";

    /// <summary>The rows through a command that changes them, into the call.</summary>
    public string Rows(string command) => $"{Source()} | {command} | {Import(null)}";

    /// <summary>What to do where texts of a column stand for missing values: which ones, if they are few.</summary>
    public string Gaps(Categories texts) => texts.Count > MostMarkers
        ? "-MissingMarker says which texts stand for a missing value, "
        : $"{Gaps(Enumerable.Range(0, texts.Count).Select(i => texts[i]))} makes gaps of {(texts.Count == 1 ? "that text" : "the texts")}, ";

    /// <summary>-MissingMarker with some texts and those that the table's gaps have.</summary>
    public string Gaps(IEnumerable<string> texts) =>
        "-MissingMarker " + string.Join(", ", markers.Seen().Concat(texts.Select(Excerpt.Of)).Distinct(StringComparer.Ordinal).Select(Typed.Of));

    /// <summary>-SkipLast with so many further lines.</summary>
    public string SkipLast(long lines) => FormattableString.Invariant($"-SkipLast {options.SkipLast + lines}");

    // Lines of text where the rows are not all of the file.
    private string Source()
    {
        if (options.File is null && name is null)
        {
            return "$rows";
        }

        string header = options.HeaderNames is { Length: <= MostNames } names ? $" -Header {string.Join(", ", names.Select(Typed.Of))}" : string.Empty;
        string delimiter = Separator switch
        {
            ',' or ' ' => string.Empty,
            '\t' => " -Delimiter \"`t\"",
            _ => $" -Delimiter '{Separator}'",
        };
        if (options.SkipLine == 0 && options.SkipLast == 0 && options.Comment is null && Separator != ' ')
        {
            return $"Import-Csv {File}{options.FileCall}{delimiter}{header}";
        }

        return $"Get-Content {File}{options.FileCall}"
            + (options.SkipLine > 0 ? FormattableString.Invariant($" | Select-Object -Skip {options.SkipLine}") : string.Empty)
            + (options.SkipLast > 0 ? FormattableString.Invariant($" | Select-Object -SkipLast {options.SkipLast}") : string.Empty)
            + (options.Comment is { } mark ? $" | Where-Object {{ -not $_.StartsWith({Typed.Of(mark)}) }}" : string.Empty)
            + (Separator == ' ' ? " | ForEach-Object { $_.Trim() -replace '\\s+', ',' }" : string.Empty)
            + $" | ConvertFrom-Csv{delimiter}{header}";
    }
}
