using System.Text.RegularExpressions;

namespace NormTools.Core.Data;

/// <summary>A line with another number of fields than the first, and what may be the matter.</summary>
/// <param name="file">The file's name.</param>
/// <param name="line">The line's number.</param>
/// <param name="fields">Its fields.</param>
/// <param name="width">Those of the first line.</param>
internal sealed class RaggedLine(string file, long line, int fields, int width)
{
    private const long FirstLines = 50; // where a title may stand
    private const int MostBelow = 10; // lines below a table
    private const int MostBytes = 4096;
    private const string Separators = ",;\t|";

    /// <summary>What the first column is called.</summary>
    public required string FirstName { get; init; }

    /// <summary>Whether the first line ends in separators behind which there is no column.</summary>
    public bool EndsInSeparator { get; init; }

    public required char Separator { get; init; }

    /// <summary>What messages propose to type.</summary>
    public required TableProposals Proposals { get; init; }

    /// <summary>The first line as it is written.</summary>
    public required string Header { get; init; }

    /// <param name="rest">The text from the line on.</param>
    /// <param name="isLast">Whether the file ends behind it.</param>
    public CoreException Refusal(ReadOnlySpan<byte> rest, bool isLast)
    {
        int end = rest.IndexOfAny((byte)'\n', (byte)'\r');
        end = Math.Min(end < 0 ? rest.Length : end, MostBytes);
        string text = NameText.Decode(rest[..end]);
        return CoreException.InvalidData(
            "RaggedLine", $"{file}, line {line}: {Plural.Of(fields, "field")}, where the first line has {width}.{WayOut(text, isLast ? Below(rest) : 0)}");
    }

    private string WayOut(string text, int below)
    {
        string comment = new[] { "#", "//", "%" }.FirstOrDefault(mark => FirstName.StartsWith(mark, StringComparison.Ordinal)) ?? string.Empty;
        string lineMark = new[] { "#", "//" }.FirstOrDefault(mark => text.StartsWith(mark, StringComparison.Ordinal)) ?? string.Empty;
        string skip = FormattableString.Invariant($"-SkipLine {line - 1}");
        if (EndsInSeparator && fields > width)
        {
            return $" The lines before it end in a separator with nothing behind it; -Header with {fields} names makes a column of what follows.";
        }

        if (Regex.IsMatch(text, $"(^|{Regex.Escape(Separator.ToString())})[ \\t]*'[^'\"]*{Regex.Escape(Separator.ToString())}[^'\"]*'[ \\t]*($|{Regex.Escape(Separator.ToString())})"))
        {
            return $" Its texts stand in single quotes: (Get-Content {Proposals.File}) -replace \"'\", '\"' | Set-Content copy.csv; {Proposals.Import("copy.csv")} makes double ones of them.";
        }

        foreach (char other in Separators.Where(mark => mark != Separator))
        {
            int count = Header.Count(symbol => symbol == other);
            if (count > 0 && text.Count(symbol => symbol == other) == count)
            {
                return $" -Delimiter {(other == '\t' ? "\"`t\"" : $"'{other}'")} parts both into {count + 1}.";
            }
        }

        if (Separator == ',' && width == 1 && fields == 2 && Regex.IsMatch(text, @"^\s*-?\d+,\d+\s*$"))
        {
            return " If its comma is a decimal mark: -Delimiter ';' -Decimal ','.";
        }

        if (lineMark.Length > 0 && comment.Length == 0)
        {
            return $" -Comment '{lineMark}' passes over lines that begin so.";
        }

        if (below > 0 && fields < width && line > 2)
        {
            return $" If the table ends before it: {Proposals.SkipLast(below)}; if it begins here: {skip}; a text that holds the separator has to be quoted.";
        }

        string comma = Separator == ',' && fields > width && Regex.IsMatch(text, "(^|[, \"])-?\\d+,\\d+($|[, \"])")
            ? " If a comma of it is a decimal mark, as in 1,5, it parts a number in two: such numbers have to stand in quotes, or the file needs "
                + "semicolons between its columns; then -Decimal ','."
            : string.Empty;
        return comma + (line > FirstLines ? " A text that holds the separator has to be quoted."
            : fields < width
                ? $" A text that holds the separator has to be quoted; if the lines before it are no part of the table: {skip}; "
                    + "if it is none itself, as a note below the table: -Comment with what it begins with."
            : fields == width + 1 && comment.Length == 0
                ? $" If what stands before it is no part of the table: {skip}; if its first field "
                    + $"names the row, as R writes it: {skip} and -Header with {fields} names."
            : $" If what stands before it is no part of the table: {skip}"
                + (comment.Length > 0 ? $", or -Comment '{comment}'." : "."));
    }

    // How many lines there are from the line to the file's end; 0 for many. Empty ones and separators alone do not count.
    private static int Below(ReadOnlySpan<byte> rest)
    {
        int lines = 0;
        while (!rest.IsEmpty && lines <= MostBelow)
        {
            int length = rest.IndexOfAny((byte)'\n', (byte)'\r');
            length = length < 0 ? rest.Length : length;
            lines += rest[..length].ContainsAnyExcept(" \t,;|\""u8) ? 1 : 0;
            rest = rest[Math.Min(length + 1, rest.Length)..];
        }

        return lines > MostBelow ? 0 : lines;
    }
}
