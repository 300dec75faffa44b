using System.Buffers;

namespace NormTools.Core.Data;

/// <summary>What follows a field.</summary>
internal enum FieldEnd
{
    /// <summary>Another one.</summary>
    Separator,

    /// <summary>The end of its line, or of the file.</summary>
    Line,

    /// <summary>Nobody knows: the text that is in memory ends before.</summary>
    Incomplete,

    /// <summary>Nothing: what is wrong is <see cref="FieldScanner.Fault"/>.</summary>
    Fault,
}

/// <summary>What is wrong with a line.</summary>
internal enum LineFault
{
    None,
    BinaryData,
    MisplacedQuote,
    UnclosedQuote,
    TooManyColumns,
    RaggedLine,
}

/// <summary>Splits text in memory into fields, in UTF-8, with the quotes of RFC 4180.</summary>
/// <remarks>
/// Lines end in LF, CR LF or CR; a quoted field may hold all of them, separators, and quotes written twice. A quote inside an
/// unquoted field is an ordinary character. The text is only read: several may scan it at once.
/// </remarks>
internal sealed unsafe class FieldScanner
{
    private const byte Quote = (byte)'"';
    private static readonly SearchValues<byte> QuotedStops = SearchValues.Create("\"\r\n\0"u8);

    private readonly SearchValues<byte> stops;
    private readonly byte[]? comment;
    private byte* text;
    private int end;
    private bool isLast;

    /// <param name="separator">What separates fields; a blank stands for runs of blanks and tabs.</param>
    /// <param name="comment">What a line begins with that is passed over; null for none.</param>
    public FieldScanner(char separator, byte[]? comment)
    {
        Separator = separator;
        this.comment = comment;
        stops = SearchValues.Create(separator == ' ' ? " \t\r\n\0"u8 : [(byte)separator, (byte)'\r', (byte)'\n', 0]);
    }

    public char Separator { get; }

    /// <summary>Lines that have ended since <see cref="Use"/>.</summary>
    public int Lines { get; private set; }

    public LineFault Fault { get; private set; }

    /// <summary>Where a quote opened that is not closed yet, in lines that had ended before it; -1 where there is
    /// none.</summary>
    public int OpenQuote { get; private set; } = -1;

    /// <summary>Whether the field has quotes that are written twice.</summary>
    public bool HasDoubledQuotes { get; private set; }

    /// <param name="memory">The text.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="endsHere">Whether the file ends behind it.</param>
    public void Use(byte* memory, int length, bool endsHere)
    {
        text = memory;
        end = length;
        isLast = endsHere;
        Lines = 0;
        Fault = LineFault.None;
        OpenQuote = -1;
    }

    /// <summary>A line that another reader passed over.</summary>
    public void CountLine() => Lines++;

    /// <summary>Where the first field of a line begins.</summary>
    public int First(int position) => Separator == ' ' ? BehindBlanks(position) : position;

    /// <summary>Whether a comment begins here; null where more of the text has to be known.</summary>
    public bool? IsComment(int position)
    {
        if (comment is null)
        {
            return false;
        }

        position = BehindBlanks(position);
        return position + comment.Length <= end ? new ReadOnlySpan<byte>(text + position, comment.Length).SequenceEqual(comment)
            : isLast ? false
            : null;
    }

    /// <summary>Passes over a line of any content.</summary>
    /// <returns>False where its end is not there yet.</returns>
    public bool PassLine(ref int position)
    {
        int offset = Rest(position).IndexOfAny((byte)'\r', (byte)'\n');
        int stop = offset < 0 ? end : position + offset;
        return offset < 0 && isLast ? EndAt(ref position, end) : offset >= 0 && EndLine(ref position, stop);
    }

    /// <summary>Reads the field that begins at a position, and moves to what follows it.</summary>
    /// <param name="position">Where it begins; where the next one or the next line does.</param>
    /// <param name="start">The first byte of its text, behind a quote.</param>
    /// <param name="stop">Behind the last byte of its text.</param>
    public FieldEnd Scan(ref int position, out int start, out int stop)
    {
        HasDoubledQuotes = false;
        start = position;
        stop = position;
        int behind = position;
        if (position < end && IsBlank(text[position]))
        {
            behind = BehindBlanks(position);
            if (behind == end && !isLast)
            {
                return FieldEnd.Incomplete;
            }
        }

        int after;
        if (behind < end && text[behind] == Quote)
        {
            start = behind + 1;
            FieldEnd found = ScanQuoted(start, out stop, out after);
            if (found != FieldEnd.Separator)
            {
                return found;
            }
        }
        else
        {
            int offset = Rest(position).IndexOfAny(stops);
            stop = after = offset < 0 ? end : position + offset;
            if (offset < 0 && !isLast)
            {
                return FieldEnd.Incomplete;
            }

            if (offset >= 0 && text[stop] == 0)
            {
                return Wrong(LineFault.BinaryData);
            }
        }

        if (Separator == ' ' && after < end && IsBlank(text[after]))
        {
            after = BehindBlanks(after);
            if (after == end && !isLast)
            {
                return FieldEnd.Incomplete;
            }

            if (after < end && text[after] is not ((byte)'\r' or (byte)'\n'))
            {
                position = after;
                return FieldEnd.Separator;
            }
        }

        if (after == end)
        {
            position = end;
            return FieldEnd.Line;
        }

        if (text[after] == Separator)
        {
            position = after + 1;
            return FieldEnd.Separator;
        }

        return EndLine(ref position, after) ? FieldEnd.Line : FieldEnd.Incomplete;
    }

    /// <summary>Whether the line from a position on, with one field that ends at <paramref name="stop"/>, is empty.</summary>
    public bool IsEmptyLine(int position, int stop) =>
        !new ReadOnlySpan<byte>(text + position, stop - position).ContainsAnyExcept((byte)' ', (byte)'\t');

    /// <summary>A field's text with one quote for each that is written twice.</summary>
    public static byte[] Plain(ReadOnlySpan<byte> field)
    {
        var plain = new byte[field.Length];
        int length = 0;
        for (int i = 0; i < field.Length; i++)
        {
            plain[length++] = field[i];
            i += field[i] == Quote ? 1 : 0;
        }

        return plain[..length];
    }

    private FieldEnd ScanQuoted(int position, out int stop, out int after)
    {
        OpenQuote = Lines;
        stop = after = position;
        while (true)
        {
            int offset = Rest(position).IndexOfAny(QuotedStops);
            if (offset < 0)
            {
                return isLast ? Wrong(LineFault.UnclosedQuote) : FieldEnd.Incomplete;
            }

            position += offset;
            byte symbol = text[position];
            if (symbol == 0)
            {
                return Wrong(LineFault.BinaryData);
            }

            bool hasNext = position + 1 < end;
            if (!hasNext && !isLast && symbol != '\n')
            {
                return FieldEnd.Incomplete;
            }

            if (symbol != Quote)
            {
                Lines += symbol == '\n' || !hasNext || text[position + 1] != '\n' ? 1 : 0;
                position++;
            }
            else if (hasNext && text[position + 1] == Quote)
            {
                HasDoubledQuotes = true;
                position += 2;
            }
            else
            {
                OpenQuote = -1;
                stop = position;
                after = Separator == ' ' ? position + 1 : BehindBlanks(position + 1);
                return after == end && !isLast ? FieldEnd.Incomplete
                    : after < end && (text[after] == 0 || !stops.Contains(text[after])) ? Wrong(LineFault.MisplacedQuote)
                    : FieldEnd.Separator;
            }
        }
    }

    // A carriage return at the end of what is there may be half of a line's end.
    private bool EndLine(ref int position, int stop)
    {
        bool isReturn = text[stop] == '\r';
        if (isReturn && stop + 1 == end && !isLast)
        {
            return false;
        }

        return EndAt(ref position, isReturn && stop + 1 < end && text[stop + 1] == '\n' ? stop + 2 : stop + 1);
    }

    private bool EndAt(ref int position, int next)
    {
        Lines++;
        position = next;
        return true;
    }

    private FieldEnd Wrong(LineFault fault)
    {
        Fault = fault;
        return FieldEnd.Fault;
    }

    private ReadOnlySpan<byte> Rest(int position) => new(text + position, end - position);

    private int BehindBlanks(int position)
    {
        while (position < end && IsBlank(text[position]))
        {
            position++;
        }

        return position;
    }

    private bool IsBlank(byte symbol) => symbol == ' ' || (symbol == '\t' && Separator != '\t');
}
