using System.Buffers.Binary;

namespace NormTools.Core.Data;

/// <summary>
/// A file that is read once from its beginning, decompressed if its first bytes are those of gzip, whatever its name.
/// </summary>
internal sealed class SourceFile : IDisposable
{
    /// <summary>The number of bytes that <see cref="Peek"/> returns.</summary>
    public const int PeekBytes = 512;

    private const long MostExpansion = 200; // tables and images expand some 3 to 50 times
    private const long UnquestionedBytes = 256 << 20;

    private readonly Stream file;
    private readonly string path;
    private readonly GzipContent? content; // null for a file that is not compressed
    private readonly byte[] first = new byte[PeekBytes];
    private int firstLength = -1;
    private int firstUsed;
    private long expanded;

    private SourceFile(Stream file, string path, bool compressed)
    {
        this.file = file;
        this.path = path;
        content = compressed ? new GzipContent(file) : null;
        Name = Path.GetFileName(path);
        ExpectedBytes = file.Length;
    }

    /// <summary>A text in memory.</summary>
    public SourceFile(byte[] text, string name)
        : this(new MemoryStream(text, writable: false), name, compressed: false)
    {
    }

    public string Name { get; }

    /// <summary>Whether it is no file but a text, as rows of the pipeline are.</summary>
    public bool IsInMemory => file is MemoryStream;

    public bool IsCompressed => content is not null;

    /// <summary>The size of the file on disk.</summary>
    public long Length => file.Length;

    /// <summary>Bytes of the content, as far as one can tell: a compressed file says so itself at its end.</summary>
    public long ExpectedBytes { get; private init; }

    /// <summary>The share of the file read so far, 0 to 1.</summary>
    public double Progress => file.Length > 0 ? (double)file.Position / file.Length : 0;

    /// <exception cref="CoreException">PathNotFound, PathIsDirectory, NotARegularFile, FileNotAccessible or
    /// EmptyFile.</exception>
    public static SourceFile Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw CoreException.Argument(
                "PathIsDirectory", $"'{path}' is a directory: the path of a file was expected.");
        }

        if (!File.Exists(path))
        {
            throw CoreException.NotFound("PathNotFound", $"There is no file '{path}'.");
        }

        RefuseWithoutLength(path);
        FileStream file;
        try
        {
            file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CoreException.Read("FileNotAccessible", $"'{path}' cannot be read: {failure.Message}");
        }

        try
        {
            bool compressed = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
            long expected = compressed ? Told(file) : file.Length;
            file.Position = 0;
            return new SourceFile(file, file.Name, compressed) { ExpectedBytes = expected };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Bytes of a file, 0 where it cannot be seen.</summary>
    public static long LengthOf(string path)
    {
        FileInfo file = new(path);
        return file.Exists ? file.Length : 0;
    }

    /// <summary>The first 64 bytes of the content, or fewer where there are no more; Read returns them again.</summary>
    public ReadOnlySpan<byte> Peek()
    {
        if (firstLength < 0)
        {
            firstLength = 0;
            int count;
            while (firstLength < first.Length && (count = ReadContent(first.AsSpan(firstLength))) > 0)
            {
                firstLength += count;
            }
        }

        return first.AsSpan(0, firstLength);
    }

    /// <summary>Reads what is available, at most as much as fits; returns 0 at the end of the file.</summary>
    /// <exception cref="CoreException">
    /// DamagedFile: the compressed data end early or their checksum is wrong.
    /// </exception>
    public int Read(Span<byte> buffer)
    {
        if (firstUsed < firstLength)
        {
            int count = Math.Min(firstLength - firstUsed, buffer.Length);
            first.AsSpan(firstUsed, count).CopyTo(buffer);
            firstUsed += count;
            return count;
        }

        return ReadContent(buffer);
    }

    public void Dispose()
    {
        content?.Dispose();
        file.Dispose();
    }

    /// <summary>Reads the rest of a compressed file, since only its end tells whether it is intact.</summary>
    /// <exception cref="CoreException">DamagedFile, ExpandsTooFar, FileNotAccessible, Cancelled.</exception>
    public void VerifyRest()
    {
        byte[] rest = content is null ? [] : new byte[1 << 16];
        while (rest.Length > 0 && ReadContent(rest) > 0)
        {
            Threading.Cancellation.ThrowIfRequested();
        }
    }

    // The last four bytes of a member are its length; who trusts it gives no more memory than the file may take.
    private static long Told(FileStream file)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        file.Position = Math.Max(0, file.Length - length.Length);
        return file.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) < length.Length ? 0
            : Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(length), MostExpansion * file.Length);
    }

    // Checked before it is opened, since opening a pipe waits for a writer.
    private static void RefuseWithoutLength(string path)
    {
        if (SpecialFile.Length(path) > 0)
        {
            return;
        }

        throw SpecialFile.Is(path)
            ? CoreException.Read(
                "NotARegularFile", $"'{path}' is a device or a pipe, and a file is wanted: write what comes from it to a file first.")
            : CoreException.InvalidData("EmptyFile", $"'{path}' is empty.");
    }

    private int ReadContent(Span<byte> buffer)
    {
        try
        {
            int count = content?.Read(buffer) ?? file.Read(buffer);
            expanded += count;
            return content is null || expanded <= Math.Max(UnquestionedBytes, MostExpansion * file.Length)
                ? count
                : throw CoreException.InvalidData(
                    "ExpandsTooFar",
                    $"'{path}' expands to more than {MostExpansion} times its {file.Length:N0} bytes. If that is "
                    + "intended, decompress it first and use the result.");
        }
        catch (InvalidDataException failure)
        {
            throw CoreException.InvalidData("DamagedFile", $"'{path}' is damaged: {failure.Message}");
        }
        catch (IOException failure)
        {
            throw CoreException.Read("FileNotAccessible", $"'{path}' cannot be read: {failure.Message}");
        }
    }
}
