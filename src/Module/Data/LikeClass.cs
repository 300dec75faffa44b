using System.Globalization;
using System.Text;

namespace NormTools;

/// <summary>The class that a value of a row was probably meant to be: what it differs in, and the line that puts it right. Nobody but the user can
/// say that the two are the same.</summary>
internal static class LikeClass
{
    private static readonly string[] DateFormats = { "yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy/MM/dd", "dd.MM.yyyy", "MM/dd/yyyy", "dd/MM/yyyy", "yyyyMMdd" };

    /// <summary>The error of a value that is none of the classes.</summary>
    /// <param name="column">The column of the labels.</param>
    /// <param name="value">The value.</param>
    /// <param name="row">Its row.</param>
    /// <param name="classes">The classes.</param>
    public static NormToolsException Refusal(string column, object value, long row, string[] classes) => Errors.UnknownClassOfRows(
        column, RowTable.Cell(value).Trim(), value is string ? null : value.GetType().Name, row, classes, Of(column, value, classes));

    // What it differs in, as "differs from 'yes' in case alone", and what to put between the rows and the command.
    private static (string Difference, string Line)? Of(string column, object value, string[] classes)
    {
        string cell = "$_." + Text.Quoted(column), text = RowTable.Cell(value).Trim();
        if (classes.FirstOrDefault(name => AreDigits(name) && AreDigits(text) && name.TrimStart('0') == text.TrimStart('0')) is string number)
        {
            return (
                $"has not the zeros in front that '{Text.Shorten(number)}' has",
                classes.All(name => AreDigits(name) && name.Length == number.Length) && text.Length < number.Length
                    ? FormattableString.Invariant($"ForEach-Object {{ {cell} = \"$({cell})\".Trim().PadLeft({number.Length}, '0'); $_ }}")
                    : Replacing(cell, text, number));
        }

        if (value is DateTime date && DateFormats.SelectMany(format => classes.Where(name => name == date.ToString(format, CultureInfo.InvariantCulture)).Select(_ => format)).FirstOrDefault() is string written)
        {
            string name = date.ToString(written, CultureInfo.InvariantCulture);
            return ($"is the date that '{name}' writes", $"ForEach-Object {{ {cell} = ({cell}).ToString('{written}', [cultureinfo]::InvariantCulture); $_ }}");
        }

        if (classes.FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is string cased)
        {
            return ($"differs from '{Text.Shorten(cased)}' in case alone", Replacing(cell, text, cased));
        }

        if (classes.FirstOrDefault(name => Bare(name) == Bare(text)) is string bare)
        {
            return ($"differs from '{Text.Shorten(bare)}' in blanks, signs or the writing of an accent alone", Replacing(cell, text, bare));
        }

        return Flag(text) is bool flag && classes.FirstOrDefault(name => Flag(name) == flag) is string truth
            ? ($"may be what '{Text.Shorten(truth)}' says", Replacing(cell, text, truth))
            : Suggestion.Like(text, classes) is string near ? ($"may be '{Text.Shorten(near)}' in another spelling", Replacing(cell, text, near))
            : null;
    }

    private static string Replacing(string cell, string text, string name) =>
        $"ForEach-Object {{ if (\"$({cell})\".Trim() -ceq {Text.Quoted(text)}) {{ {cell} = {Text.Quoted(name)} }}; $_ }}";

    private static bool AreDigits(string text) => text.Length > 0 && text.All(symbol => symbol is >= '0' and <= '9');

    // Letters and digits in one case, of which each has one writing.
    private static string Bare(string text)
    {
        string usual = text;
        try
        {
            usual = text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // half of a pair of code units
        }

        string kept = string.Concat(usual.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        return kept.Length > 0 ? kept : text;
    }

    private static bool? Flag(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "1" or "YES" or "Y" or "T" => true,
        "FALSE" or "0" or "NO" or "N" or "F" => false,
        _ => null,
    };
}
