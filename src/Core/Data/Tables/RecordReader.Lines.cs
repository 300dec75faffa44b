namespace NormTools.Core.Data;

/// <content>Lines that are not records: the preamble of a table, and comments.</content>
internal sealed partial class RecordReader
{
    // Finds the column separator and the start of the first record.
    private char ReadPreamble(TableDialect dialect)
    {
        FillBuffer();
        next = buffer.AsSpan(0, end).StartsWith<byte>([0xEF, 0xBB, 0xBF]) ? 3 : 0;
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
