namespace NormTools.Core.Data;

/// <summary>What stands before the first line of a table, and what separates its columns.</summary>
internal static class TablePreamble
{
    /// <summary>
    /// Passes over a byte order mark, the #TYPE line of Windows PowerShell's Export-Csv and the sep= line of Excel.
    /// </summary>
    /// <returns>Where the table begins, the lines before it, and the separator that was told.</returns>
    public static (int Start, int Lines, char? Separator) Read(ReadOnlySpan<byte> text)
    {
        int start = text.StartsWith<byte>([0xEF, 0xBB, 0xBF]) ? 3 : 0;
        int lines = 0;
        if (text[start..].StartsWith("#TYPE "u8) && text[start..].IndexOf((byte)'\n') is int length and >= 0)
        {
            start += length + 1;
            lines = 1;
        }

        ReadOnlySpan<byte> line = text[start..];
        if (line.Length < 6 || !line.StartsWith("sep="u8) || line[5] is not ((byte)'\r' or (byte)'\n'))
        {
            return (start, lines, null);
        }

        int end = line[5] == '\r' && line.Length > 6 && line[6] == '\n' ? 7 : 6;
        return (start + end, lines + 1, (char)line[4]);
    }

    /// <summary>Comma, semicolon, tab or bar, whichever the first line that is not empty has most of.</summary>
    /// <param name="text">The table's beginning.</param>
    /// <param name="commaIsDecimal">Whether a comma is the decimal mark: then it separates only where nothing else
    /// does.</param>
    public static char Sniff(ReadOnlySpan<byte> text, bool commaIsDecimal)
    {
        const string Separators = ",;\t|";
        Span<int> counts = stackalloc int[Separators.Length];
        bool quoted = false;
        bool isEmpty = true;
        foreach (byte value in text)
        {
            quoted ^= value == '"';
            if (!quoted && value is (byte)'\n' or (byte)'\r')
            {
                if (!isEmpty)
                {
                    break;
                }

                continue;
            }

            isEmpty = false;
            int place = quoted ? -1 : Separators.IndexOf((char)value);
            counts[Math.Max(place, 0)] += place < 0 ? 0 : 1;
        }

        int most = 0;
        for (int i = 1; i < Separators.Length; i++)
        {
            most = counts[i] > counts[most] || (most == 0 && commaIsDecimal && counts[i] > 0) ? i : most;
        }

        return Separators[most];
    }
}
