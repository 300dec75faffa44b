using System.IO.Compression;

namespace NormTools.Core.Data;

/// <summary>A gzip file as a stream, followed by a seal: one more member of known content.</summary>
/// <remarks>
/// Zeros at the end of the file are handed out one by one. They may be part of the last member (its length field may
/// end in zeros) or padding, and only the decoder knows where the member ends: if it stops at one of them, that one is
/// padding.
/// </remarks>
internal sealed class SealedFile : Stream
{
    private readonly Stream file;
    private readonly MemoryStream seal = Compressed();
    private readonly long padding; // where the zeros at the file's end begin

    public SealedFile(Stream file)
    {
        this.file = file;
        padding = file.Length;
        Span<byte> block = stackalloc byte[512];
        int last = -1;
        while (last < 0 && padding > 0)
        {
            int count = (int)Math.Min(block.Length, padding);
            file.Position = padding - count;
            file.ReadExactly(block[..count]);
            last = block[..count].LastIndexOfAnyExcept((byte)0);
            padding += last + 1 - count;
        }

        file.Position = 0;
    }

    public static ReadOnlySpan<byte> Seal => "the end of what the file holds"u8;

    /// <summary>Whether the last byte read is one of the zeros at the end of the file.</summary>
    public bool GivesPadding => file.Position > padding && !GivesSeal;

    /// <summary>Whether the whole file was read and the seal has begun.</summary>
    public bool GivesSeal => seal.Position > 0;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> target)
    {
        long ahead = padding - file.Position;
        int count = file.Read(target[..(int)Math.Clamp(ahead, 1, target.Length)]);
        return count > 0 ? count : seal.Read(target);
    }

    public override int Read(byte[] target, int offset, int count) => Read(target.AsSpan(offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] source, int offset, int count) => throw new NotSupportedException();

    private static MemoryStream Compressed()
    {
        var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Seal);
        }

        memory.Position = 0;
        return memory;
    }
}
