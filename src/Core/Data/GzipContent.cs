using System.IO.Compression;

namespace NormTools.Core.Data;

/// <summary>What a gzip file holds, with certainty that it is all there.</summary>
/// <remarks>
/// The framework's stream takes a file that was cut off for one that ends. So a seal, one more gzip member of known
/// content, is put behind the file: only a file that is complete is followed by it in what comes out, and it is kept
/// from the caller.
/// </remarks>
internal sealed class GzipContent : IDisposable
{
    private const int BufferBytes = 1 << 17;

    private static readonly byte[] Seal = "the end of what the file holds"u8.ToArray();

    private readonly GZipStream content;
    private readonly byte[] buffer = new byte[BufferBytes];
    private int start;
    private int end;

    public GzipContent(Stream file) => content = new GZipStream(new SealedStream(file), CompressionMode.Decompress);

    /// <summary>Reads what there is, at most as much as fits; zero is the end.</summary>
    /// <exception cref="InvalidDataException">The data are damaged or cut off.</exception>
    public int Read(Span<byte> target)
    {
        while (end - start <= Seal.Length)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
            int read = content.Read(buffer.AsSpan(end));
            if (read == 0)
            {
                return buffer.AsSpan(0, end).SequenceEqual(Seal)
                    ? 0
                    : throw new InvalidDataException("The compressed data end early.");
            }

            end += read;
        }

        int count = Math.Min(target.Length, end - start - Seal.Length);
        buffer.AsSpan(start, count).CopyTo(target);
        start += count;
        return count;
    }

    public void Dispose() => content.Dispose();

    /// <summary>A file, and behind it the seal.</summary>
    private sealed class SealedStream(Stream file) : Stream
    {
        private readonly MemoryStream seal = Compressed();

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
            int count = file.Read(target);
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
}
