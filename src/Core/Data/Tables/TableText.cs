using System.Text;

namespace NormTools.Core.Data;

/// <summary>The bytes of a table, converted to UTF-8 if they are UTF-16 or in a code page.</summary>
/// <remarks>Unless stated, UTF-16 is recognised by its byte-order mark or by every second one of the first bytes being
/// zero; other bytes are left unchanged (see <see cref="NameText"/>).</remarks>
internal sealed class TableText
{
    private const int StepBytes = 1 << 14;

    private readonly SourceFile source;
    private readonly Decoder? decoder; // null for a file that is not converted
    private readonly string? codePage; // the character for each byte
    private readonly byte[] raw = [];
    private readonly char[] characters = [];
    private readonly byte[] bytes = [];
    private int start;
    private int end;
    private bool finished;

    /// <param name="source">The file, from its beginning.</param>
    /// <param name="encoding">utf-8, utf-16, utf-16be, or the 256 characters of a code page; null to detect it.</param>
    public TableText(SourceFile source, string? encoding)
    {
        this.source = source;
        codePage = encoding?.Length == 256 ? encoding : null;
        decoder = encoding switch
        {
            null => Seen(source.Peek()),
            "utf-8" => new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder(),
            "utf-16" or "utf-16be" => new UnicodeEncoding(encoding == "utf-16be", false, throwOnInvalidBytes: true).GetDecoder(),
            _ when codePage is not null => null,
            _ => throw CoreException.Argument("InvalidEncoding", $"'{Excerpt.Of(encoding)}' is no encoding of tables."),
        };
        if (decoder is not null || codePage is not null)
        {
            raw = new byte[StepBytes];
            characters = new char[StepBytes + 1];
            bytes = new byte[3 * (StepBytes + 1)];
        }
    }

    /// <summary>Reads what is available, at most as much as fits; returns 0 at the end.</summary>
    /// <exception cref="CoreException">NotInEncoding: the bytes are not valid in the stated encoding.</exception>
    public int Read(Span<byte> target)
    {
        if (raw.Length == 0)
        {
            return source.Read(target);
        }

        while (start == end && !finished)
        {
            int read = source.Read(raw);
            finished = read == 0;
            start = 0;
            end = Encoding.UTF8.GetBytes(characters.AsSpan(0, Decode(raw.AsSpan(0, read))), bytes);
        }

        int count = Math.Min(target.Length, end - start);
        bytes.AsSpan(start, count).CopyTo(target);
        start += count;
        return count;
    }

    /// <summary>Whether text is neither UTF-8 nor what Windows-1252 is for: there, letters beyond ASCII hardly ever come
    /// three together, and in other alphabets they make whole words.</summary>
    /// <param name="first">The beginning of the text; its last character may be cut.</param>
    public static bool IsOfOtherAlphabet(ReadOnlySpan<byte> first)
    {
        if (NameText.IsUtf8(first))
        {
            return false;
        }

        int letters = 0, together = 0, run = 0;
        for (int i = 0; i <= first.Length; i++)
        {
            if (i < first.Length && first[i] >= 0x80)
            {
                run++;
                continue;
            }

            letters += run;
            together += run >= 3 ? run : 0;
            run = 0;
        }

        return together * 2 > letters;
    }

    private static Decoder? Seen(ReadOnlySpan<byte> first)
    {
        bool isLittle = first.StartsWith<byte>([0xFF, 0xFE])
            || (first.Length >= 4 && first[0] != 0 && first[1] == 0 && first[2] != 0 && first[3] == 0);
        bool isBig = first.StartsWith<byte>([0xFE, 0xFF])
            || (first.Length >= 4 && first[0] == 0 && first[1] != 0 && first[2] == 0 && first[3] != 0);
        return isLittle || isBig ? new UnicodeEncoding(isBig, byteOrderMark: false).GetDecoder() : null;
    }

    private int Decode(ReadOnlySpan<byte> read)
    {
        if (codePage is not null)
        {
            for (int i = 0; i < read.Length; i++)
            {
                characters[i] = codePage[read[i]];
            }

            return read.Length;
        }

        try
        {
            return decoder!.GetChars(read, characters, flush: finished);
        }
        catch (DecoderFallbackException failure)
        {
            throw CoreException.InvalidData(
                "NotInEncoding",
                $"{source.Name} is not written in the encoding that -Encoding names: the bytes "
                + $"{Convert.ToHexString(failure.BytesUnknown ?? [])} are none of its characters. Without -Encoding, UTF-8, UTF-16 "
                + "and Windows-1252 are told apart.");
        }
    }
}
