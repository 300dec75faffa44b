using System.IO.Compression;

namespace NormTools.Core.Data;

/// <summary>What a gzip file holds, with certainty that it is all there.</summary>
/// <remarks>
/// The framework's stream takes a file that was cut off for one that ends. So a seal, one more gzip member of known
/// content, is put behind the file (<see cref="SealedFile"/>): only a file that is complete is followed by it in what
/// comes out, and it is kept from the caller. Zeros behind the last member, with which tapes and disks fill a block,
/// are passed over as gzip does.
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

    /// <summary>Reads what there is, at most as much as fits; zero is the end.</summary>
    /// <exception cref="InvalidDataException">The data are damaged or cut off, or something follows them.</exception>
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

    // More of the content into the buffer; false at the end.
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
                : "Bytes that are not compressed data follow behind the end of the compressed data.");
        }

        return false;
    }

    private int Decompress(Span<byte> target)
    {
        try
        {
            return content.Read(target);
        }
        catch (InvalidDataException failure) // whose message is of an archive's entries
        {
            // What asks for more than the file has, and takes the seal for its own rest, was cut off.
            throw new InvalidDataException(
                source.GivesSeal
                    ? "The compressed data end early."
                    : "The compressed data or their checksum are wrong.",
                failure);
        }
    }
}
