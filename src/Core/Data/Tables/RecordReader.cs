namespace NormTools.Core.Data;

/// <summary>The text of a table as it is read from its file, part after part: single records, as the header is, or as much as
/// is wanted at once.</summary>
/// <remarks>
/// Empty lines are skipped. What has been read goes when more is asked for; a line that does not fit moves to the front
/// of the buffer, which grows with it.
/// </remarks>
internal sealed unsafe partial class RecordReader
{
    /// <summary>A record of more fields is refused.</summary>
    public const int MaxFields = 200_000;

    private const int FirstBytes = 1 << 17;
    private const int MaxRecordBytes = 32 << 20; // it bounds the memory that a hostile file can take
    private const int MostEmptyLines = 4096;

    private readonly SourceFile source;
    private readonly LastLines text;
    private readonly FieldScanner scanner;
    private readonly List<(int Start, int Stop, bool HasDoubledQuotes)> fields = [];
    private byte[] buffer = NewBuffer(FirstBytes); // it does not move
    private int recordStart;
    private int next; // where the record after this one begins
    private int end; // the end of the data in the buffer
    private long linesEnded;
    private long lineOfOpenQuote; // of a quote that is not closed yet, or zero
    private bool finished;
    private bool afterCarriageReturn;

    /// <param name="source">The file, from its beginning.</param>
    /// <param name="dialect">How it is written.</param>
    public RecordReader(SourceFile source, TableDialect dialect)
    {
        this.source = source;
        Comment = dialect.Comment;
        text = new LastLines(new TableText(source, dialect.Encoding), dialect.SkipLast);
        scanner = new FieldScanner(ReadPreamble(dialect), Comment);
    }

    /// <summary>The field separator; a blank stands for runs of blanks and tabs.</summary>
    public char Separator => scanner.Separator;

    /// <summary>Whether the file was taken for Windows-1252, and its text does not look so.</summary>
    public bool IsOfOtherAlphabet { get; private set; }

    /// <summary>What a line begins with that is passed over; null for none.</summary>
    public byte[]? Comment { get; }

    /// <summary>The line on which the current record begins, counted from one.</summary>
    public long Line { get; private set; }

    /// <summary>Lines before what <see cref="More"/> gives.</summary>
    public long LinesBefore => linesEnded;

    public int FieldCount => fields.Count;

    /// <summary>Bytes of text that have been taken.</summary>
    public long Taken { get; private set; }

    /// <summary>A field of the current record without its quotes; valid until the next one is read.</summary>
    public ReadOnlySpan<byte> Field(int index)
    {
        (int start, int stop, bool hasDoubledQuotes) = fields[index];
        ReadOnlySpan<byte> field = buffer.AsSpan(recordStart + start, stop - start);
        return hasDoubledQuotes ? FieldScanner.Plain(field) : field;
    }

    /// <summary>
    /// Reads the next record, or some empty lines: then there is no field, and the caller can check the clock.
    /// </summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="CoreException">
    /// BinaryData, LineTooLong, TooManyColumns, UnclosedQuote or MisplacedQuote.
    /// </exception>
    public bool Read()
    {
        for (int empty = 0; empty < MostEmptyLines; empty++)
        {
            SkipLineFeed();
            recordStart = next;
            Line = linesEnded + 1;
            fields.Clear();
            if (!Has(0))
            {
                return false;
            }

            if (Comment is not null && IsComment())
            {
                PassLine();
            }
            else if (ReadFields())
            {
                return true;
            }
        }

        fields.Clear();
        return true;
    }

    /// <summary>The current record is read again, as a row.</summary>
    public void Unread()
    {
        next = recordStart;
        linesEnded = Line - 1;
    }

    /// <summary>What follows, as much as is wanted or all there is.</summary>
    /// <param name="wanted">Bytes.</param>
    /// <param name="length">How many there are.</param>
    /// <param name="isLast">Whether the file ends behind them.</param>
    /// <returns>Where they lie, until the next call.</returns>
    public byte* More(int wanted, out int length, out bool isLast)
    {
        SkipLineFeed();
        recordStart = next;
        wanted = Math.Min(wanted, MaxRecordBytes);
        Reserve(wanted);
        while (end - recordStart < wanted && Fill())
        {
        }

        length = Math.Min(end - recordStart, wanted);
        isLast = finished && recordStart + length == end;
        return (byte*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(buffer, recordStart);
    }

    /// <summary>Passes over what has been read of that.</summary>
    public void Take(int bytes, long lines)
    {
        next = recordStart + bytes;
        linesEnded += lines;
        Taken += bytes;
    }

    /// <summary>Passes over a comment of which only the beginning is there.</summary>
    public void TakeComment()
    {
        recordStart = next;
        PassLine();
    }

    /// <summary>What is wrong with a line.</summary>
    /// <param name="fault">The kind.</param>
    /// <param name="line">The line on which it begins.</param>
    /// <param name="quoteLine">The line of a quote that is open.</param>
    public CoreException Wrong(LineFault fault, long line, long quoteLine)
    {
        Line = line;
        return fault switch
        {
            LineFault.BinaryData => Invalid("BinaryData", "a zero byte: this is not a text table. If it is text in another encoding, -Encoding names it, as utf-32."),
            LineFault.MisplacedQuote => Invalid(
                "MisplacedQuote", "text follows a closing quote; a quote inside a quoted field is written twice."),
            LineFault.UnclosedQuote => Invalid("UnclosedQuote", $"the quote that opens on line {quoteLine} is never closed. One that is "
                + "part of a text stands twice, and quotes around the whole field."),
            _ => Invalid("TooManyColumns", $"a line has at most {MaxFields:N0} fields, this one has more."),
        };
    }

    /// <summary>What is wrong with a line that does not end within the bytes that one may have; null where there may be
    /// more.</summary>
    public CoreException? TooLong(long line, long quoteLine)
    {
        (Line, lineOfOpenQuote) = (line, quoteLine);
        return end - next >= MaxRecordBytes ? TooLong() : null;
    }

    // Whether it is no empty line.
    private bool ReadFields()
    {
        while (true)
        {
            fixed (byte* start = &buffer[recordStart])
            {
                scanner.Use(start, end - recordStart, finished);
                fields.Clear();
                int position = scanner.First(0);
                FieldEnd found;
                do
                {
                    found = scanner.Scan(ref position, out int first, out int stop);
                    if (found is FieldEnd.Separator or FieldEnd.Line && fields.Count == MaxFields)
                    {
                        throw Wrong(LineFault.TooManyColumns, Line, 0);
                    }

                    fields.Add((first, stop, scanner.HasDoubledQuotes));
                }
                while (found == FieldEnd.Separator);
                lineOfOpenQuote = scanner.OpenQuote < 0 ? 0 : linesEnded + scanner.OpenQuote + 1;
                if (found == FieldEnd.Fault)
                {
                    throw Wrong(scanner.Fault, Line, lineOfOpenQuote);
                }

                if (found == FieldEnd.Line)
                {
                    next = recordStart + position;
                    linesEnded += scanner.Lines;
                    bool isEmpty = fields.Count == 1 && scanner.IsEmptyLine(0, fields[0].Stop);
                    return !isEmpty;
                }
            }

            // At the end of the file the same is tried again, and there is no more to wait for.
            while (Fill() && end < buffer.Length - NumberScan.Padding)
            {
            }
        }
    }

    private static byte[] NewBuffer(int bytes)
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(bytes + NumberScan.Padding, pinned: true);
        buffer.AsSpan(bytes).Clear();
        return buffer;
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

        if (end == buffer.Length - NumberScan.Padding && recordStart == 0)
        {
            if (end >= MaxRecordBytes)
            {
                throw TooLong();
            }

            Reserve((int)Math.Min(2L * end, MaxRecordBytes));
        }

        MoveToFront();
        int count = text.Read(buffer.AsSpan(end, buffer.Length - NumberScan.Padding - end));
        end += count;
        finished = count == 0;
        return count > 0;
    }

    private void Reserve(int bytes)
    {
        MoveToFront();
        if (bytes > buffer.Length - NumberScan.Padding)
        {
            byte[] larger = NewBuffer(bytes);
            buffer.AsSpan(0, end).CopyTo(larger);
            buffer = larger;
        }
    }

    private void MoveToFront()
    {
        if (recordStart > 0)
        {
            buffer.AsSpan(recordStart, end - recordStart).CopyTo(buffer);
            end -= recordStart;
            next -= recordStart;
            recordStart = 0;
        }
    }

    private CoreException TooLong()
    {
        string limit = $"{MaxRecordBytes:N0} bytes";
        return lineOfOpenQuote > 0
            ? Invalid("UnclosedQuote", $"the quote of line {lineOfOpenQuote} is not closed within {limit}.")
            : Invalid("LineTooLong", $"a line has at most {limit}, this one has more.");
    }

    private CoreException Invalid(string id, string message) =>
        CoreException.InvalidData(id, $"{source.Name}, line {Line}: {message}");
}
