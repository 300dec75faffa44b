using System.IO.Compression;

namespace NormTools.Core.Data;

/// <summary>The content of a gzip file, with the certainty that it is complete.</summary>
/// <remarks>
/// The framework's stream does not tell a truncated file from a complete one. So a seal, one more gzip member of known
/// content, is appended to the file (<see cref="SealedFile"/>): the seal comes out at the end only if the file is
/// complete, and it is hidden from the caller. Zeros after the last member, with which tapes and disks fill a block,
/// are skipped as in gzip.
/// </remarks>
internal sealed class GzipContent : IDisposable
{
    private const int BufferBytes = 1 << 17;

    private readonly SealedFile source;
    private readonly GZipStream content;
    private readonly byte[] buffer = new byte[BufferBytes];
    private int kept = SealedFile.Seal.Length; // the last bytes, which may be the seal; zero once all is content
    private int start;
    private int end;

    public GzipContent(Stream file)
    {
        source = new SealedFile(file);
        content = new GZipStream(source, CompressionMode.Decompress);
    }

    /// <summary>Reads what is available, at most as much as fits; returns 0 at the end.</summary>
    /// <exception cref="InvalidDataException">The data are damaged or truncated, or something follows them.</exception>
    public int Read(Span<byte> target)
    {
        while (end - start <= kept && Fill())
        {
        }

        int count = Math.Min(target.Length, end - start - kept);
        buffer.AsSpan(start, count).CopyTo(target);
        start += count;
        return count;
    }

    public void Dispose() => content.Dispose();

    // Reads more content into the buffer; false at the end.
    private bool Fill()
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        end -= start;
        start = 0;
        int read = Decompress(buffer.AsSpan(end));
        end += read;
        if (read > 0)
        {
            return true;
        }

        if (source.GivesPadding)
        {
            kept = 0; // a member was complete and zeros followed, so the seal was not reached
        }
        else if (!buffer.AsSpan(0, end).SequenceEqual(SealedFile.Seal))
        {
            throw new InvalidDataException(source.GivesSeal
                ? "The compressed data end early."
                : "Bytes that are not compressed data follow the end of the compressed data.");
        }

        return false;
    }

    private int Decompress(Span<byte> target)
    {
        try
        {
            return content.Read(target);
        }
        catch (InvalidDataException failure) // its own message speaks of archive entries
        {
            // Data that runs into the seal was truncated.
            throw new InvalidDataException(
                source.GivesSeal
                    ? "The compressed data end early."
                    : "The compressed data or their checksum are wrong.",
                failure);
        }
    }
}
