using System.Text;

namespace NormTools.Core.Data;

/// <summary>The lines before a table, and its column separator.</summary>
internal static class TablePreamble
{
    private const string Separators = ",;\t|";
    private const int MostTitleLines = 10;

    /// <summary>
    /// Skips the #TYPE line of Windows PowerShell's Export-Csv and the sep= line of Excel.
    /// </summary>
    /// <returns>Where the table begins, the number of lines before it, and the separator stated there.</returns>
    public static (int Start, int Lines, char? Separator) Read(ReadOnlySpan<byte> text)
    {
        int start = 0;
        int lines = 0;
        if (text.StartsWith("#TYPE "u8) && text.IndexOf((byte)'\n') is int length and >= 0)
        {
            start += length + 1;
            lines = 1;
        }

        ReadOnlySpan<byte> line = text[start..];
        int quotes = line.StartsWith("\""u8) ? 1 : 0; // "sep=;"
        int after = quotes + 5;
        if (line.Length <= after + quotes || !Ascii.EqualsIgnoreCase(line[quotes..(quotes + 4)], "sep="u8) || (quotes > 0 && line[after] != '"')
            || line[after + quotes] is not ((byte)'\r' or (byte)'\n'))
        {
            return (start, lines, null);
        }

        int end = after + quotes;
        end += line[end] == '\r' && line.Length > end + 1 && line[end + 1] == '\n' ? 2 : 1;
        return (start + end, lines + 1, (char)line[after - 1]);
    }

    /// <summary>
    /// Comma, semicolon, tab or bar, whichever occurs most in the first line that is neither empty nor a comment; a
    /// blank if it has none of them and as many blank-separated fields as the next line.
    /// </summary>
    /// <param name="text">The table's beginning.</param>
    /// <param name="commaIsDecimal">Whether a comma is the decimal mark: then it separates only where nothing else
    /// does.</param>
    /// <param name="comment">The prefix of comment lines.</param>
    public static char Sniff(ReadOnlySpan<byte> text, bool commaIsDecimal, byte[]? comment)
    {
        ReadOnlySpan<byte> first = Line(ref text, comment);
        Span<int> counts = stackalloc int[Separators.Length];
        Count(first, counts);
        int most = 0;
        for (int i = 1; i < Separators.Length; i++)
        {
            most = counts[i] > counts[most] || (most == 0 && commaIsDecimal && counts[i] > 0) ? i : most;
        }

        bool hasNone = counts[most] == 0 || (most == 0 && commaIsDecimal);
        if (!hasNone)
        {
            return Separators[Parting(text, comment, counts, most)];
        }

        ReadOnlySpan<byte> second = Line(ref text, comment);
        if (Words(first) is > 1 and int words && !second.IsEmpty && Words(second) == words)
        {
            return ' ';
        }

        return counts[most] == 0 ? BehindTitle(second, text, comment) : Separators[most];
    }

    // Names may hold signs: of those that the first line has, the one that parts the lines below it into as many fields, where the most frequent one
    // does not, or parts numbers with a decimal comma.
    private static int Parting(ReadOnlySpan<byte> text, byte[]? comment, ReadOnlySpan<int> counts, int most)
    {
        Span<int> next = stackalloc int[Separators.Length];
        Span<bool> parts = stackalloc bool[Separators.Length];
        parts.Fill(true);
        bool hasDecimalCommas = false;
        int lines = 0;
        for (; lines < MostTitleLines; lines++)
        {
            ReadOnlySpan<byte> line = Line(ref text, comment);
            if (line.IsEmpty || (text.IsEmpty && lines > 1)) // the last one may be cut
            {
                break;
            }

            Count(line, next);
            for (int i = 0; i < Separators.Length; i++)
            {
                parts[i] &= counts[i] > 0 && counts[i] == next[i];
            }

            hasDecimalCommas |= HasDecimalComma(line);
        }

        int better = -1;
        for (int i = Separators.Length - 1; i > 0; i--)
        {
            better = parts[i] && (better < 0 || counts[i] >= counts[better]) ? i : better;
        }

        return lines > 0 && better >= 0 && (!parts[most] || (most == 0 && hasDecimalCommas)) ? better : most;
    }

    // Between semicolons, tabs or bars.
    private static bool HasDecimalComma(ReadOnlySpan<byte> line)
    {
        foreach (Range range in line.SplitAny(";\t|"u8))
        {
            ReadOnlySpan<byte> field = line[range].Trim(" \""u8);
            int comma = field.IndexOf((byte)',');
            if (comma > 0 && comma + 1 < field.Length && field.Length < line.Length
                && !field[..comma].TrimStart("+-"u8).ContainsAnyExceptInRange((byte)'0', (byte)'9') && !field[(comma + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            {
                return true;
            }
        }

        return false;
    }

    // Behind a line without separators, which may be a title: one that two lines after another have as many of.
    private static char BehindTitle(ReadOnlySpan<byte> line, ReadOnlySpan<byte> text, byte[]? comment)
    {
        Span<int> counts = stackalloc int[Separators.Length];
        Span<int> next = stackalloc int[Separators.Length];
        Count(line, counts);
        for (int i = 0; i < MostTitleLines; i++, next.CopyTo(counts))
        {
            Count(Line(ref text, comment), next);
            for (int mark = 1; mark < Separators.Length; mark++)
            {
                if (counts[0] == 0 && counts[mark] > 0 && counts[mark] == next[mark])
                {
                    return Separators[mark];
                }
            }
        }

        return Separators[0];
    }

    private static void Count(ReadOnlySpan<byte> line, Span<int> counts)
    {
        counts.Clear();
        bool quoted = false;
        foreach (byte value in line)
        {
            quoted ^= value == '"';
            int place = quoted ? -1 : Separators.IndexOf((char)value);
            counts[Math.Max(place, 0)] += place < 0 ? 0 : 1;
        }
    }

    // The next line that is neither empty nor a comment; quotes may hold line ends.
    private static ReadOnlySpan<byte> Line(ref ReadOnlySpan<byte> text, byte[]? comment)
    {
        while (!text.IsEmpty)
        {
            int length = 0;
            bool isComment = comment is not null && text.TrimStart(" \t"u8).StartsWith(comment);
            for (bool quoted = false; length < text.Length && (quoted || text[length] is not ((byte)'\n' or (byte)'\r')); length++)
            {
                quoted ^= text[length] == '"' && !isComment;
            }

            ReadOnlySpan<byte> line = text[..length];
            text = text[Math.Min(length + 1, text.Length)..];
            if (!isComment && !NumberText.Trim(line).IsEmpty)
            {
                return line;
            }
        }

        return [];
    }

    // The number of fields between runs of blanks; blanks in quotes do not separate.
    private static int Words(ReadOnlySpan<byte> line)
    {
        int words = 0;
        bool quoted = false;
        bool inside = false;
        foreach (byte value in line)
        {
            quoted ^= value == '"';
            bool isBlank = !quoted && value is (byte)' ' or (byte)'\t';
            words += !isBlank && !inside ? 1 : 0;
            inside = !isBlank;
        }

        return words;
    }
}
