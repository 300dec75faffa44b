using System.Text;

namespace NormTools.Core.Data;

/// <summary>The bytes of a table as they are, or of one in UTF-16 as UTF-8.</summary>
/// <remarks>UTF-16 is told by its mark, or by every second one of the first bytes being zero.</remarks>
internal sealed class TableText
{
    private const int StepBytes = 1 << 14;

    private readonly SourceFile source;
    private readonly Decoder? decoder; // null for a file that is not UTF-16
    private readonly byte[] raw = [];
    private readonly char[] characters = [];
    private readonly byte[] bytes = [];
    private int start;
    private int end;
    private bool finished;

    public TableText(SourceFile source)
    {
        this.source = source;
        ReadOnlySpan<byte> first = source.Peek();
        bool isLittle = first.StartsWith<byte>([0xFF, 0xFE])
            || (first.Length >= 4 && first[0] != 0 && first[1] == 0 && first[2] != 0 && first[3] == 0);
        bool isBig = first.StartsWith<byte>([0xFE, 0xFF])
            || (first.Length >= 4 && first[0] == 0 && first[1] != 0 && first[2] == 0 && first[3] != 0);
        if (isLittle || isBig)
        {
            decoder = new UnicodeEncoding(isBig, byteOrderMark: false).GetDecoder();
            raw = new byte[StepBytes];
            characters = new char[StepBytes];
            bytes = new byte[3 * StepBytes];
        }
    }

    /// <summary>Reads what there is, at most as much as fits; zero is the end.</summary>
    public int Read(Span<byte> target)
    {
        if (decoder is null)
        {
            return source.Read(target);
        }

        while (start == end && !finished)
        {
            int read = source.Read(raw);
            finished = read == 0;
            int length = decoder.GetChars(raw.AsSpan(0, read), characters, flush: finished);
            start = 0;
            end = Encoding.UTF8.GetBytes(characters.AsSpan(0, length), bytes);
        }

        int count = Math.Min(target.Length, end - start);
        bytes.AsSpan(start, count).CopyTo(target);
        start += count;
        return count;
    }
}
