using System.Buffers.Binary;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <summary>Reads safetensors files and trusts nothing in them: sizes are used only once they are known to fit the
/// file.</summary>
internal sealed unsafe class SafetensorsReader : IDisposable
{
    private const int PrefixBytes = sizeof(long);
    private const long LargestHeader = 100_000_000;

    private readonly Stream file;
    private readonly long dataStart;
    private Dictionary<string, SafetensorsTensor> tensors = [];
    private Dictionary<string, string> metadata = [];

    /// <exception cref="CoreException">PathNotFound, FileNotAccessible, ForeignFile, InvalidSafetensors; DamagedFile
    /// where the file's bytes do not match its checksum.</exception>
    public SafetensorsReader(string path)
        : this(path, null)
    {
    }

    /// <param name="path">The file, or what messages call the content.</param>
    /// <param name="content">What is read in the file's place; null for the file.</param>
    /// <exception cref="CoreException">As of a file.</exception>
    public SafetensorsReader(string path, Stream? content)
    {
        Path = path;
        if (content is null)
        {
            RefuseShort(); // before it is opened: opening a pipe waits for a writer
        }

        file = content ?? Open(path);
        byte* header = null;
        try
        {
            header = ReadHeader(out int length);
            dataStart = PrefixBytes + length;
            int checksumAt = Parse(new ReadOnlySpan<byte>(header, length));
            CheckLayout();
            if (checksumAt >= 0)
            {
                CheckContent(new Span<byte>(header, length), checksumAt);
            }
        }
        catch (IOException failure)
        {
            file.Dispose();
            throw Unreadable(failure);
        }
        catch (Exception)
        {
            file.Dispose();
            throw;
        }
        finally
        {
            NativePool.Return(header);
        }
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, SafetensorsTensor> Tensors => tensors;

    public IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <summary>The size of an element in bytes, 0 for an unknown type.</summary>
    public static int ElementSize(string type) => type switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" or "F8_E4M3" or "F8_E5M2" => 1,
        _ => 0,
    };

    /// <summary>Renames a tensor, if it exists and the new name is free.</summary>
    public void Rename(string name, string newName)
    {
        if (name != newName && tensors.TryGetValue(name, out SafetensorsTensor? tensor)
            && tensors.TryAdd(newName, tensor))
        {
            tensors.Remove(name);
        }
    }

    /// <summary>Renames tensors, all at once; those given an empty name are left out.</summary>
    /// <exception cref="CoreException">DuplicateName: two tensors would have one name.</exception>
    public void Rename(IReadOnlyDictionary<string, string> names)
    {
        Dictionary<string, SafetensorsTensor> renamed = new(StringComparer.Ordinal);
        foreach ((string old, SafetensorsTensor tensor) in tensors)
        {
            string name = names.GetValueOrDefault(old, old);
            if (name.Length > 0 && !renamed.TryAdd(name, tensor))
            {
                throw CoreException.Argument(
                    "DuplicateName", $"Two tensors of \"{Path}\" would have the name \"{Excerpt.Of(name)}\".");
            }
        }

        tensors = renamed;
    }

    /// <summary>Reads a tensor's bytes as they are.</summary>
    /// <exception cref="CoreException">FileNotAccessible, Cancelled.</exception>
    public void Read(SafetensorsTensor tensor, void* destination)
    {
        try
        {
            file.Position = dataStart + tensor.Begin;
            for (long done = 0; done < tensor.Bytes; done += FileChecksum.BlockBytes)
            {
                Cancellation.ThrowIfRequested();
                int count = (int)Math.Min(FileChecksum.BlockBytes, tensor.Bytes - done);
                file.ReadExactly(new Span<byte>((byte*)destination + done, count));
            }
        }
        catch (IOException failure)
        {
            throw Unreadable(failure);
        }
    }

    public void Dispose() => file.Dispose();

    public CoreException Invalid(string problem) =>
        CoreException.Read("InvalidSafetensors", $"\"{Path}\" is not a whole safetensors file: {problem}.");

    private CoreException Unreadable(IOException failure) =>
        CoreException.Read("FileNotAccessible", $"\"{Path}\" cannot be read: {failure.Message}");

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CoreException.NotFound("PathNotFound", $"There is no file \"{path}\".");
        }
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw CoreException.Read("FileNotAccessible", $"\"{path}\" cannot be opened: {failure.Message}");
        }
    }

    private void RefuseShort()
    {
        try
        {
            if (new FileInfo(Path) is { Exists: true, Length: < PrefixBytes and long length })
            {
                throw SpecialFile.Is(Path)
                    ? CoreException.Read("NotARegularFile", $"\"{Path}\" is a device or a pipe, and a file is wanted.")
                    : Invalid($"it has {length} bytes, and the length of its header alone takes {PrefixBytes}");
            }
        }
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw CoreException.Read("FileNotAccessible", $"\"{Path}\" cannot be opened: {failure.Message}");
        }
    }

    private byte* ReadHeader(out int length)
    {
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        file.ReadExactly(prefix);
        ulong given = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (given > LargestHeader || (long)given > file.Length - prefix.Length)
        {
            RefuseOthers();
            throw Invalid($"its header should have {given} bytes, but the file has {file.Length}, and {LargestHeader} "
                + "are the most");
        }

        length = (int)given;
        byte* header = (byte*)NativePool.Rent(length);
        try
        {
            file.ReadExactly(new Span<byte>(header, length));
            return header;
        }
        catch (EndOfStreamException)
        {
            NativePool.Return(header);
            throw Invalid("it ends inside its header");
        }
        catch (Exception)
        {
            NativePool.Return(header);
            throw;
        }
    }

    // Names the format of a foreign file, and how to convert it.
    private void RefuseOthers()
    {
        Span<byte> start = stackalloc byte[SourceFile.PeekBytes];
        file.Position = 0;
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (ForeignFile.IsSafetensors(start))
        {
            return;
        }

        if (ForeignFile.Describe(start) is { } kind)
        {
            throw CoreException.Read(
                "ForeignFile",
                $"\"{Path}\" is {kind}; a safetensors file is wanted. Python makes one of a PyTorch model by "
                + "safetensors.torch.save_file(model.state_dict(), path).");
        }

        if (ForeignFile.Text(start) is { } text)
        {
            throw CoreException.Read(
                "ForeignFile", $"\"{Path}\" is a text file, which begins with '{text}'; a safetensors file is wanted.");
        }
    }

    private int Parse(ReadOnlySpan<byte> text)
    {
        SafetensorsHeader header = new(text, Invalid);
        header.Read();
        tensors = header.Tensors;
        metadata = header.Metadata;
        return header.ChecksumAt;
    }

    // There must be no gaps and no overlaps, and the last tensor must end with the file.
    private void CheckLayout()
    {
        SafetensorsTensor[] ordered = [.. tensors.Values];
        Array.Sort(ordered, (one, other) => (one.Begin, one.End).CompareTo((other.Begin, other.End)));
        long end = 0;
        foreach (SafetensorsTensor tensor in ordered)
        {
            if (tensor.Begin != end)
            {
                throw Invalid($"\"{Excerpt.Of(tensor.Name)}\" should start at {end}, where the one before it ends, and "
                    + $"not at {tensor.Begin}");
            }

            end = tensor.End;
        }

        if (end != file.Length - dataStart)
        {
            throw Invalid($"its tensors take {end} bytes, but the file has {file.Length - dataStart} for them");
        }
    }

    /// <summary>Checks that every byte of the file is as written, before the first one is used.</summary>
    private void CheckContent(Span<byte> header, int checksumAt)
    {
        FileChecksum sum = new();
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        sum.Add(prefix);
        string wanted = metadata[SafetensorsHeader.ChecksumKey];
        header.Slice(checksumAt, Math.Min(wanted.Length, FileChecksum.Length)).Fill((byte)'0');
        sum.Add(header);
        byte* block = (byte*)NativePool.Rent(FileChecksum.BlockBytes);
        try
        {
            file.Position = dataStart;
            int count;
            while ((count = file.Read(new Span<byte>(block, FileChecksum.BlockBytes))) > 0)
            {
                sum.Add(block, count);
            }
        }
        finally
        {
            NativePool.Return(block);
        }

        if (sum.ToString() != wanted)
        {
            throw CoreException.Read(
                "DamagedFile",
                $"\"{Path}\" is damaged: its checksum is {Excerpt.Of(wanted)}, and that of its bytes {sum}. If another "
                + $"program changed it on purpose, take {SafetensorsHeader.ChecksumKey} out of its metadata.");
        }
    }
}
