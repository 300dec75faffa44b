using System.Buffers;

namespace NormTools.Core.Data;

/// <summary>Splits a text table into records and fields, in UTF-8, with the quotes of RFC 4180.</summary>
/// <remarks>
/// One record is in memory at a time. Lines end in LF, CR LF or CR; a quoted field may hold all of them, separators,
/// and quotes written twice. Empty lines are passed over. A quote inside an unquoted field is an ordinary character.
/// Positions are relative to the record's start, since reading on moves the record to the front of the buffer.
/// </remarks>
internal sealed partial class RecordReader
{
    private const byte Quote = (byte)'"';
    private const int MostEmptyLines = 4096;
    private static readonly SearchValues<byte> QuotedStops = SearchValues.Create("\"\r\n\0"u8);

    private readonly SourceFile source;
    private readonly TableText text;
    private readonly int maxRecordBytes;
    private readonly int maxFields;
    private readonly SearchValues<byte> stops;
    private readonly List<(int Start, int End)> fields = [];
    private byte[] buffer;
    private int recordStart;
    private int next; // where the record after this one begins
    private int end; // of what is in the buffer
    private long linesEnded;
    private long openQuoteLine; // the line of a quote that is not closed yet, or zero
    private bool finished;
    private bool afterCarriageReturn;

    /// <param name="source">The file, from its beginning.</param>
    /// <param name="dialect">How it is written.</param>
    /// <param name="maxRecordBytes">
    /// A longer record is refused: it bounds the memory that a hostile file can take.
    /// </param>
    /// <param name="maxFields">A record of more fields is refused.</param>
    public RecordReader(
        SourceFile source,
        TableDialect dialect,
        int maxRecordBytes = 32 << 20,
        int maxFields = 200_000)
    {
        this.source = source;
        comment = dialect.Comment;
        text = new TableText(source, dialect.Encoding);
        this.maxRecordBytes = maxRecordBytes;
        this.maxFields = maxFields;
        buffer = new byte[Math.Min(1 << 17, maxRecordBytes)];
        Separator = ReadPreamble(dialect);
        stops = SearchValues.Create(
            Separator == ' ' ? " \t\r\n\0"u8 : [(byte)Separator, (byte)'\r', (byte)'\n', 0]);
    }

    /// <summary>What separates fields; a blank stands for runs of blanks and tabs.</summary>
    public char Separator { get; }

    /// <summary>The line on which the current record begins, counted from one.</summary>
    public long Line { get; private set; }

    public int FieldCount => fields.Count;

    /// <summary>
    /// A field of the current record without its quotes; valid until the next call of <see cref="Read"/>.
    /// </summary>
    public ReadOnlySpan<byte> Field(int index)
    {
        (int start, int stop) = fields[index];
        return buffer.AsSpan(recordStart + start, stop - start);
    }

    /// <summary>
    /// Reads the next record that is not an empty line, or some empty lines: then there is no field, and the caller
    /// has a moment to look at the clock.
    /// </summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="CoreException">
    /// BinaryData, LineTooLong, TooManyColumns, UnclosedQuote or MisplacedQuote.
    /// </exception>
    public bool Read()
    {
        int empty = 0;
        do
        {
            recordStart = next;
            if (afterCarriageReturn && Has(0) && At(0) == '\n')
            {
                recordStart++;
            }

            afterCarriageReturn = false;
            Line = linesEnded + 1;
            fields.Clear();
            if (!Has(0))
            {
                return false;
            }

            if (comment is not null && IsComment())
            {
                PassLine();
            }
            else
            {
                ReadFields();
            }
        }
        while (IsEmptyLine && ++empty < MostEmptyLines);
        if (IsEmptyLine)
        {
            fields.Clear();
        }

        return true;
    }

    // A field in quotes has them before its end.
    private bool IsEmptyLine => fields.Count == 0
        || (fields.Count == 1 && !buffer.AsSpan(recordStart, fields[0].End).ContainsAnyExcept((byte)' ', (byte)'\t'));

    private void ReadFields()
    {
        int position = Separator == ' ' ? BehindBlanks(0) : 0;
        while (true)
        {
            bool quoted = Has(position) && (At(position) == Quote || (IsBlank(At(position)) && IsQuoteBehindBlanks(ref position)));
            int after = quoted ? ReadQuoted(position, out int stop) : stop = FindStop(position);
            if (fields.Count == maxFields)
            {
                throw Invalid("TooManyColumns", $"a line has at most {maxFields:N0} fields, this one has more.");
            }

            fields.Add((quoted ? position + 1 : position, stop));
            if (Separator == ' ' && Has(after) && IsBlank(At(after)))
            {
                position = BehindBlanks(after);
                if (Has(position) && At(position) is not ((byte)'\r' or (byte)'\n'))
                {
                    continue;
                }

                after = position; // blanks at the end of a line
            }

            position = after + 1;
            if (!Has(after))
            {
                next = recordStart + after;
                return;
            }

            byte terminator = At(after);
            if (terminator != Separator)
            {
                linesEnded++;
                afterCarriageReturn = terminator == '\r';
                next = recordStart + position;
                return;
            }
        }
    }

    // Moves to the quote where there is one.
    private bool IsQuoteBehindBlanks(ref int position)
    {
        int place = BehindBlanks(position);
        bool isQuote = Has(place) && At(place) == Quote;
        position = isQuote ? place : position;
        return isQuote;
    }

    private int FindStop(int position)
    {
        while (true)
        {
            int offset = Rest(position).IndexOfAny(stops);
            if (offset >= 0)
            {
                return At(position + offset) != 0 ? position + offset : throw Binary();
            }

            position = end - recordStart;
            if (!Fill())
            {
                return position;
            }
        }
    }

    /// <summary>Passes over a quoted field and closes the gaps that doubled quotes leave.</summary>
    /// <returns>The position after the closing quote.</returns>
    private int ReadQuoted(int position, out int stop)
    {
        openQuoteLine = linesEnded + 1;
        position++;
        stop = position;
        int pending = position; // text from here on has not been moved to its place yet
        while (true)
        {
            int offset = Rest(position).IndexOfAny(QuotedStops);
            position = offset < 0 ? end - recordStart : position + offset;
            if (offset < 0 && !Fill())
            {
                throw Invalid("UnclosedQuote", $"the quote that opens on line {openQuoteLine} is never closed.");
            }

            switch (offset < 0 ? (byte)1 : At(position))
            {
                case 0:
                    throw Binary();
                case (byte)'\n':
                case (byte)'\r' when !Has(position + 1) || At(position + 1) != '\n':
                    linesEnded++;
                    position++;
                    break;
                case (byte)'\r':
                    position++;
                    break;
                case Quote:
                    bool doubled = Has(position + 1) && At(position + 1) == Quote;
                    int length = position - pending + (doubled ? 1 : 0);
                    buffer.AsSpan(recordStart + pending, length).CopyTo(buffer.AsSpan(recordStart + stop));
                    stop += length;
                    position += doubled ? 2 : 1;
                    pending = position;
                    if (!doubled)
                    {
                        openQuoteLine = 0;
                        position = Separator == ' ' ? position : BehindBlanks(position);
                        return Has(position) && (At(position) == 0 || !stops.Contains(At(position)))
                            ? throw Misplaced()
                            : position;
                    }

                    break;
            }
        }
    }

    private ReadOnlySpan<byte> Rest(int position) =>
        buffer.AsSpan(recordStart + position, end - recordStart - position);

    private byte At(int position) => buffer[recordStart + position];

    private bool Has(int position) => recordStart + position < end || Fill();

    private bool Fill()
    {
        if (finished)
        {
            return false;
        }

        if (recordStart > 0)
        {
            buffer.AsSpan(recordStart, end - recordStart).CopyTo(buffer);
            end -= recordStart;
            next -= recordStart;
            recordStart = 0;
        }

        if (end == buffer.Length)
        {
            if (end >= maxRecordBytes)
            {
                string limit = $"{maxRecordBytes:N0} bytes";
                throw openQuoteLine > 0
                    ? Invalid("UnclosedQuote", $"the quote of line {openQuoteLine} is not closed within {limit}.")
                    : Invalid("LineTooLong", $"a line has at most {limit}, this one has more.");
            }

            Array.Resize(ref buffer, (int)Math.Min(2L * buffer.Length, maxRecordBytes));
        }

        int count = text.Read(buffer.AsSpan(end));
        end += count;
        finished = count == 0;
        return count > 0;
    }

    private CoreException Binary() => Invalid("BinaryData", "a zero byte: this is not a text table.");

    private CoreException Misplaced() =>
        Invalid("MisplacedQuote", "text follows a closing quote; a quote inside a quoted field is written twice.");

    private CoreException Invalid(string id, string message) =>
        CoreException.InvalidData(id, $"{source.Name}, line {Line}: {message}");
}
