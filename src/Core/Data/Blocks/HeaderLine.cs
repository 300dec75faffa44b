namespace NormTools.Core.Data;

/// <summary>The line of the names of a table's columns, which files that were put together repeat.</summary>
/// <remarks>Quotes, blanks around fields and the case of letters are no difference; the byte order mark of a file that was appended is none either.</remarks>
internal sealed unsafe class HeaderLine
{
    private readonly byte[] names; // with separators between them, without quotes and blanks, in small letters
    private readonly byte separator;

    private HeaderLine(byte[] names, char separator)
    {
        this.names = names;
        this.separator = (byte)separator;
    }

    /// <summary>Null where a row may well be like it: of one column.</summary>
    /// <param name="line">As it is written.</param>
    /// <param name="separator">What separates its fields.</param>
    /// <param name="columns">How many there are.</param>
    public static HeaderLine? Of(ReadOnlySpan<byte> line, char separator, int columns)
    {
        byte[] names = [.. line.ToArray().Where(symbol => !IsPassed(symbol, (byte)separator) && symbol is not ((byte)'\r' or (byte)'\n')).Select(Small)];
        return columns < 2 || names.Length <= columns ? null : new HeaderLine(names, separator);
    }

    /// <summary>Whether a line holds the same, as far as it is in memory.</summary>
    /// <param name="at">Where it begins.</param>
    /// <param name="end">Where the memory does.</param>
    public bool Repeats(byte* at, byte* end)
    {
        if (at + 3 <= end && *at == 0xEF && at[1] == 0xBB && at[2] == 0xBF)
        {
            at += 3;
        }

        for (int i = 0; i < names.Length; at++)
        {
            bool isSame = at < end && Small(*at) == names[i];
            if (at == end || (!isSame && !IsPassed(*at, separator)))
            {
                return false;
            }

            i += isSame ? 1 : 0;
        }

        while (at < end && IsPassed(*at, separator))
        {
            at++;
        }

        return at == end || *at is (byte)'\r' or (byte)'\n';
    }

    private static byte Small(byte symbol) => symbol is >= (byte)'A' and <= (byte)'Z' ? (byte)(symbol | 0x20) : symbol;

    private static bool IsPassed(byte symbol, byte separator) => symbol != separator && symbol is (byte)'"' or (byte)' ' or (byte)'\t';
}
