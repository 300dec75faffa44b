using System.Text;
using System.Text.Unicode;

namespace NormTools.Core.Data;

/// <summary>Signs that may surround numbers.</summary>
[Flags]
internal enum NumberSigns
{
    None = 0,

    /// <summary>12 % is 0.12.</summary>
    Percent = 1,

    /// <summary>A sign or a three-letter code before or after: $12, 12 EUR.</summary>
    Currency = 2,

    /// <summary>(12) and 12- are -12.</summary>
    Accounting = 4,
}

/// <summary>How a table writes numbers: the decimal mark, the separator between groups of three digits, and the signs
/// around a number.</summary>
internal sealed partial class NumberFormat(char decimalMark, char? thousands, NumberSigns signs = NumberSigns.None)
{
    private const int MostBytes = 128;

    /// <summary>All that may surround numbers.</summary>
    public const NumberSigns AllSigns = NumberSigns.Percent | NumberSigns.Currency | NumberSigns.Accounting;

    private static ReadOnlySpan<byte> Minus => "\u2212"u8;

    private static readonly (char Mark, char? Groups)[] DecimalFirst = [(',', null), ('.', ',')];
    private static readonly (char Mark, char? Groups)[] ThousandsFirst = [('.', ','), (',', null)]; // for amounts

    private readonly bool isPlain = decimalMark == '.' && thousands is null;

    /// <summary>The decimal mark.</summary>
    public char DecimalMark => decimalMark;

    /// <summary>What parts groups of three digits; null for nothing.</summary>
    public char? Groups => thousands;

    /// <summary>What may surround numbers.</summary>
    public NumberSigns Signs => signs;

    /// <summary>Whether numbers are written as programs write them, with a decimal point and nothing else.</summary>
    public bool IsPlain => isPlain && signs == NumberSigns.None;

    /// <summary>Whether signs beside numbers may change what they mean.</summary>
    public bool HasMarks => (signs & (NumberSigns.Percent | NumberSigns.Currency)) != 0;

    /// <summary>Reads a number written in exactly this format; groups must have three digits, or as in India two, and three
    /// in the last: 12,34,567.</summary>
    /// <inheritdoc cref="NumberText.TryParse"/>
    public bool TryParse(ReadOnlySpan<byte> text, out double value) => TryParse(text, out value, out _);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out double)"/>
    public bool TryParse(ReadOnlySpan<byte> text, out double value, out NumberMarks marks) => text.ContainsAnyInRange((byte)0x80, (byte)0xFF)
        ? TryParseLetters(text, out value, out marks)
        : TryParseSigned(text, out value, out marks);

    // Narrow spaces, currencies, the minus of typesetters: in Windows-1252 they are other bytes than in UTF-8.
    private bool TryParseLetters(ReadOnlySpan<byte> text, out double value, out NumberMarks marks)
    {
        value = 0;
        marks = default;
        if (text.Length > MostBytes)
        {
            return false;
        }

        ReadOnlySpan<byte> utf8 = SignedNumber.Trim(Utf8.IsValid(text) ? text : Encoding.UTF8.GetBytes(NameText.Decode(text)));
        return utf8.StartsWith(Minus) ? TryParseSigned([(byte)'-', .. utf8[Minus.Length..]], out value, out marks)
            : TryParseSigned(utf8, out value, out marks);
    }

    private bool TryParseSigned(ReadOnlySpan<byte> text, out double value, out NumberMarks marks)
    {
        marks = default;
        if (signs == NumberSigns.None || TryParseBare(text, out value))
        {
            return TryParseBare(text, out value);
        }

        ReadOnlySpan<byte> bare = SignedNumber.Strip(text, signs, out bool isNegative, out marks);
        if (bare.IsEmpty || bare.Length == text.Length || IsOtherMark(text, bare) || !TryParseBare(bare, out value))
        {
            return false;
        }

        value = marks.IsPercent ? value / 100 : value;
        value = isNegative ? -value : value;
        return true;
    }

    // A dash behind a comma, for no cents, says that the points before it part thousands: 1.234,-
    private bool IsOtherMark(ReadOnlySpan<byte> text, ReadOnlySpan<byte> bare) => decimalMark == '.'
        ? bare.Contains((byte)'.') && (text.IndexOf(",-"u8) >= 0 || text.IndexOf(",\u2013"u8) >= 0)
        : bare.Contains((byte)',') && (text.IndexOf(".-"u8) >= 0 || text.IndexOf(".\u2013"u8) >= 0);

    private bool TryParseBare(ReadOnlySpan<byte> text, out double value)
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
        int leading = 0; // digits before the first mark
        int inner = 0; // digits between two marks, 0 until known: 3, or 2 as in India (1,23,456)
        bool grouped = false;
        bool isWhole = true; // before the decimal mark and the exponent
        for (int i = 0; i < text.Length; i++)
        {
            int mark = isWhole ? Thousands(text[i..]) : 0;
            if (mark > 0)
            {
                bool fits = !grouped ? group is 1 or 2 or 3 && plain[length - group] != '0' // no thousands begin with 0
                    : inner == 0 ? group == 3 || (group == 2 && leading < 3)
                    : group == inner;
                if (!fits)
                {
                    return false;
                }

                (leading, inner) = grouped ? (leading, group) : (group, 0);
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

    /// <summary>Whether a text that is not a number in this format is one in another format.</summary>
    public bool IsLikeNumber(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        bool isOfDigits = bytes.AsSpan().Contains((byte)',') && !bytes.AsSpan().ContainsAnyExcept("0123456789,.+-"u8)
            && bytes.AsSpan().ContainsAnyInRange((byte)'0', (byte)'9');
        return !TryParse(bytes, out _) && !EmissionStandard().IsMatch(text)
            && (isOfDigits || Marks(bytes, AllSigns) is not null || NumberText.IsNotFinite(bytes) || OtherWriting.Plain(text) is not null);
    }

    // Of cars, no amount.
    [System.Text.RegularExpressions.GeneratedRegex(@"^\s*Euro[ \u00a0-]?\d\s*$")]
    private static partial System.Text.RegularExpressions.Regex EmissionStandard();

    /// <summary>This format, or the first of the usual ones in which the text is a number; null where there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="around">The signs that it may have.</param>
    public (char Mark, char? Groups)? Marks(ReadOnlySpan<byte> text, NumberSigns around)
    {
        foreach ((char Mark, char? Groups) marks in Usual(around))
        {
            if (new NumberFormat(marks.Mark, marks.Groups, around).TryParse(text, out _))
            {
                return marks;
            }
        }

        return null;
    }

    /// <summary>Decimal marks and what parts thousands beside them, those of this format first.</summary>
    /// <param name="around">The signs that numbers may have: amounts have thousands more often than fractions of three digits.</param>
    public (char Mark, char? Groups)[] Usual(NumberSigns around) =>
    [
        (decimalMark, thousands), ('.', null), .. around == NumberSigns.None ? DecimalFirst : ThousandsFirst, (',', '.'), ('.', ' '), (',', ' '), ('.', '\''), (',', '\''), ('.', '_'),
    ];

    // The length of the thousands mark at the beginning, or 0; the narrow spaces that spreadsheets write count as
    // spaces, and the apostrophe of Swiss ones as such.
    private int Thousands(ReadOnlySpan<byte> text) => thousands is null ? 0
        : text[0] == thousands ? 1
        : thousands == '\'' ? text.StartsWith("\u2019"u8) || text.StartsWith("\u2018"u8) ? 3
            : text.StartsWith("\u00b4"u8) || text.StartsWith("\u02bc"u8) ? 2
            : 0
        : thousands == ' ' ? BlankAt(text)
        : 0;

    /// <summary>The length of the narrow or no-break blank at the beginning, or 0.</summary>
    public static int BlankAt(ReadOnlySpan<byte> text) => text.StartsWith("\u00a0"u8) ? 2
        : text.StartsWith("\u202f"u8) || text.StartsWith("\u2009"u8) || text.StartsWith("\u2007"u8) ? 3
        : 0;
}
