namespace NormTools.Core.Data;

/// <summary>How a table writes numbers: the decimal mark, and what may stand between groups of three digits.</summary>
internal sealed class NumberFormat(char decimalMark, char? thousands)
{
    private const int MostBytes = 128;

    private readonly bool isPlain = decimalMark == '.' && thousands is null;

    /// <summary>Reads a number that is written so and not otherwise; groups have to be of three digits.</summary>
    /// <inheritdoc cref="NumberText.TryParse"/>
    public bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        if (isPlain)
        {
            return NumberText.TryParse(text, out value);
        }

        value = 0;
        if (text.Length > MostBytes)
        {
            return false;
        }

        Span<byte> plain = stackalloc byte[MostBytes];
        int length = 0;
        int group = 0; // digits since the last thousands mark
        bool grouped = false;
        bool isWhole = true; // before the decimal mark and the exponent
        for (int i = 0; i < text.Length; i++)
        {
            int mark = isWhole ? Thousands(text[i..]) : 0;
            if (mark > 0)
            {
                if (group is 0 or > 3 || (grouped && group != 3))
                {
                    return false;
                }

                grouped = true;
                group = 0;
                i += mark - 1;
                continue;
            }

            byte symbol = text[i];
            bool isDigit = (uint)(symbol - '0') <= 9;
            if (symbol == '.' && decimalMark != '.')
            {
                return false;
            }

            if (isWhole && !isDigit && symbol is not ((byte)'-' or (byte)'+'))
            {
                isWhole = false;
                if (grouped && group != 3)
                {
                    return false;
                }
            }

            group += isDigit && isWhole ? 1 : 0;
            plain[length++] = symbol == decimalMark ? (byte)'.' : symbol;
        }

        return (!isWhole || !grouped || group == 3) && NumberText.TryParse(plain[..length], out value);
    }

    /// <summary>What a text that is no number seems to be meant for; nothing where it seems to be a text.</summary>
    public string Proposal(ReadOnlySpan<byte> text) =>
        isPlain && new NumberFormat(',', null).TryParse(text, out _) ? " If its comma is a decimal mark: -Decimal ','."
        : new NumberFormat('.', ',').TryParse(text, out _) ? " If its commas part thousands: -Thousands ','."
        : new NumberFormat(',', '.').TryParse(text, out _)
            ? " If its comma is a decimal mark and its dots part thousands: -Decimal ',' -Thousands '.'."
        : isPlain ? string.Empty : " Numbers are read as -Decimal and -Thousands say.";

    // How long the thousands mark at the beginning is, or 0; the narrow blanks that spreadsheets write are blanks.
    private int Thousands(ReadOnlySpan<byte> text) => thousands is null ? 0
        : text[0] == thousands ? 1
        : thousands != ' ' ? 0
        : text.StartsWith("\u00a0"u8) ? 2
        : text.StartsWith("\u202f"u8) || text.StartsWith("\u2009"u8) ? 3
        : 0;
}
