namespace NormTools.Core.Data;

/// <summary>Text without its last lines: they are held back until it is known that others follow.</summary>
/// <remarks>A line of blanks, or of separators and quotes alone as spreadsheets write below a table, goes with the others
/// and does not count.</remarks>
internal sealed class LastLines
{
    private const int StepBytes = 1 << 16;
    private const int MostBytes = 64 << 20; // of lines that are held back

    private readonly TableText text;
    private readonly int count;
    private byte[] held = new byte[2 * StepBytes];
    private int start; // of what is held
    private int free; // up to here it may go
    private int end;

    /// <param name="text">The whole text.</param>
    /// <param name="count">How many lines are left out; 0 leaves it as it is.</param>
    public LastLines(TableText text, int count)
    {
        this.text = text;
        this.count = count;
    }

    /// <summary>Reads what is available, at most as much as fits; returns 0 at the end.</summary>
    /// <exception cref="CoreException">LineTooLong: the last lines are too long to be held back.</exception>
    public int Read(Span<byte> target)
    {
        if (count == 0)
        {
            return text.Read(target);
        }

        while (start == free)
        {
            if (!Fill())
            {
                return 0;
            }
        }

        int length = Math.Min(target.Length, free - start);
        held.AsSpan(start, length).CopyTo(target);
        start += length;
        return length;
    }

    private bool Fill()
    {
        held.AsSpan(start, end - start).CopyTo(held);
        (start, free, end) = (0, 0, end - start);
        if (end + StepBytes > held.Length)
        {
            if (held.Length >= MostBytes)
            {
                throw CoreException.InvalidData("LineTooLong", $"-SkipLast {count}: the last lines have more than {MostBytes:N0} bytes.");
            }

            Array.Resize(ref held, held.Length * 2);
        }

        int before = end;
        int read;
        do
        {
            read = text.Read(held.AsSpan(end));
            end += read;
        }
        while (read > 0 && end < held.Length);
        free = LineFromEnd();
        return end > before;
    }

    // Where the first of the last lines begins.
    private int LineFromEnd()
    {
        int lines = 0;
        bool hasText = false;
        for (int i = end - 1; i >= 0; i--)
        {
            bool isEnd = held[i] is (byte)'\n' or (byte)'\r';
            if (isEnd && hasText && ++lines == count)
            {
                return i + 1;
            }

            hasText = !isEnd && (hasText || held[i] is not ((byte)' ' or (byte)'\t' or (byte)',' or (byte)';' or (byte)'|' or (byte)'"'));
        }

        return 0;
    }
}
