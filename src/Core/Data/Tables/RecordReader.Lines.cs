namespace NormTools.Core.Data;

/// <content>Lines that are not records: the preamble of a table, and comments.</content>
internal sealed unsafe partial class RecordReader
{
    /// <summary>The current record as it is written.</summary>
    public ReadOnlySpan<byte> Current => buffer.AsSpan(recordStart, next - recordStart);

    /// <summary>What follows it, as far as it is in memory.</summary>
    public ReadOnlySpan<byte> Ahead => buffer.AsSpan(next, end - next);

    /// <summary>The number of a line of <see cref="Ahead"/>, counted from 0 there.</summary>
    public long LineOfAhead(int line) => linesEnded + 1 + line;

    /// <summary>How many columns the current record has, the first of its file: a trailing separator in a header names none,
    /// and behind those of rows something has to stand in one of them.</summary>
    public int ColumnCount(bool isHeader)
    {
        int named = FieldCount;
        while (named > 1 && NumberText.Trim(Field(named - 1)).IsEmpty)
        {
            named--;
        }

        int most = FieldCount - (isHeader ? 1 : 0);
        return named == FieldCount ? named : Math.Clamp(FilledFields(), named, Math.Max(most, named));
    }

    // How many fields hold anything in the current record, or in any of those after it that are in memory.
    private int FilledFields()
    {
        int filled = 0;
        fixed (byte* start = &buffer[recordStart])
        {
            int length = end - recordStart;
            scanner.Use(start, length, finished);
            for (int position = 0; position < length;)
            {
                bool? isComment = scanner.IsComment(position);
                if (isComment == true ? !scanner.PassLine(ref position) : isComment is null || !CountFilled(start, ref position, ref filled))
                {
                    break;
                }
            }
        }

        return filled;
    }

    // False where the record does not end in memory.
    private bool CountFilled(byte* start, ref int position, ref int filled)
    {
        position = scanner.First(position);
        FieldEnd found;
        int field = 0;
        int last = 0;
        do
        {
            found = scanner.Scan(ref position, out int first, out int stop);
            field++;
            last = NumberText.Trim(new ReadOnlySpan<byte>(start + first, stop - first)).IsEmpty ? last : field;
        }
        while (found == FieldEnd.Separator);
        filled = found == FieldEnd.Line ? Math.Max(filled, last) : filled;
        return found == FieldEnd.Line;
    }

    // Finds the column separator and the start of the first record.
    private char ReadPreamble(TableDialect dialect)
    {
        FillBuffer();
        IsOfOtherAlphabet = dialect.Encoding is null && TableText.IsOfOtherAlphabet(buffer.AsSpan(0, end));
        next = 0;
        while (buffer.AsSpan(next, end - next).StartsWith<byte>([0xEF, 0xBB, 0xBF])) // some programs write it once more
        {
            next += 3;
        }

        for (int skipped = 0; skipped < dialect.SkipLine; skipped++)
        {
            recordStart = next;
            if (!Has(0))
            {
                Line = linesEnded;
                throw Invalid(
                    "TooManySkippedLines",
                    $"-SkipLine {dialect.SkipLine} leaves nothing: the file has {Plural.Of(linesEnded, "line")}.");
            }

            PassLine();
            SkipLineFeed();
        }

        recordStart = next;
        FillBuffer();
        ReadOnlySpan<byte> table = buffer.AsSpan(next, end - next);
        (int start, int lines, char? told) = TablePreamble.Read(table);
        next += start;
        linesEnded += lines;
        return dialect.Separator ?? told ?? TablePreamble.Sniff(table[start..], dialect.CommaIsDecimal, Comment);
    }

    private void FillBuffer()
    {
        while (end - recordStart < FirstBytes && Fill())
        {
        }
    }

    private bool IsComment()
    {
        int position = BehindBlanks(0);
        if (!Has(position + Comment!.Length - 1))
        {
            return false;
        }

        return buffer.AsSpan(recordStart + position, Comment.Length).SequenceEqual(Comment);
    }

    // Skips a line without keeping it.
    private void PassLine()
    {
        int position = 0;
        while (Has(position))
        {
            int offset = Rest(position).IndexOfAny((byte)'\r', (byte)'\n');
            if (offset >= 0)
            {
                afterCarriageReturn = At(position + offset) == '\r';
                linesEnded++;
                next = recordStart + position + offset + 1;
                return;
            }

            recordStart = end; // nothing of a skipped line has to be kept
            position = 0;
        }

        linesEnded++;
        next = end;
    }

    private void SkipLineFeed()
    {
        recordStart = next;
        if (afterCarriageReturn && Has(0) && At(0) == '\n')
        {
            next = recordStart + 1;
        }
        else
        {
            next = recordStart;
        }

        afterCarriageReturn = false;
    }

    private int BehindBlanks(int position)
    {
        while (Has(position) && IsBlank(At(position)))
        {
            position++;
        }

        return position;
    }

    private bool IsBlank(byte symbol) => symbol == ' ' || (symbol == '\t' && Separator != '\t');
}
