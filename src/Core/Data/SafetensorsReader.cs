using System.Buffers.Binary;
using System.Text.Json;

namespace NormTools.Core.Data;

/// <summary>Where one tensor of a safetensors file is.</summary>
internal sealed record SafetensorsTensor(string Name, string Type, long[] Shape, long Begin, long End)
{
    public long Bytes => End - Begin;
}

/// <summary>Reads safetensors files, and trusts nothing in them: sizes are believed only once they fit the
/// file.</summary>
internal sealed unsafe class SafetensorsReader : IDisposable
{
    private const long LargestHeader = 100_000_000;

    private readonly FileStream file;
    private readonly string path;
    private readonly Dictionary<string, SafetensorsTensor> tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> metadata = new(StringComparer.Ordinal);
    private readonly long dataStart;

    /// <exception cref="CoreException">PathNotFound, FileNotAccessible, InvalidSafetensors.</exception>
    public SafetensorsReader(string path)
    {
        this.path = path;
        file = Open(path);
        try
        {
            byte[] header = ReadHeader();
            dataStart = 8 + header.Length;
            Parse(header);
            CheckLayout();
        }
        catch (Exception)
        {
            file.Dispose();
            throw;
        }
    }

    public IReadOnlyDictionary<string, SafetensorsTensor> Tensors => tensors;

    public IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <summary>Bytes of an element, 0 for a type that is not known.</summary>
    public static int ElementSize(string type) => type switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" or "F8_E4M3" or "F8_E5M2" => 1,
        _ => 0,
    };

    /// <summary>Gives a tensor another name, if it is there and no tensor has that name.</summary>
    public void Rename(string name, string newName)
    {
        if (name != newName && tensors.TryGetValue(name, out SafetensorsTensor? tensor)
            && tensors.TryAdd(newName, tensor))
        {
            tensors.Remove(name);
        }
    }

    /// <summary>Reads a tensor's bytes as they are.</summary>
    public void Read(SafetensorsTensor tensor, void* destination)
    {
        try
        {
            file.Position = dataStart + tensor.Begin;
            const int Piece = 1 << 24;
            for (long read = 0; read < tensor.Bytes; read += Piece)
            {
                file.ReadExactly(new Span<byte>((byte*)destination + read, (int)Math.Min(Piece, tensor.Bytes - read)));
            }
        }
        catch (IOException failure)
        {
            throw CoreException.Read("FileNotAccessible", $"\"{path}\" cannot be read: {failure.Message}");
        }
    }

    public void Dispose() => file.Dispose();

    public CoreException Invalid(string problem) =>
        CoreException.Read("InvalidSafetensors", $"\"{path}\" is not a whole safetensors file: {problem}.");

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

    private byte[] ReadHeader()
    {
        Span<byte> prefix = stackalloc byte[8];
        if (file.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) < prefix.Length)
        {
            throw Invalid($"it has {file.Length} bytes, and the length of its header alone takes 8");
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > LargestHeader || (long)length > file.Length - prefix.Length)
        {
            throw Invalid($"its header should have {length} bytes, but the file has {file.Length}, and {LargestHeader} "
                + "are the most");
        }

        byte[] header = new byte[length];
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
        {
            throw Invalid("it ends inside its header");
        }

        return header;
    }

    private void Parse(byte[] header)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(header);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.Name == "__metadata__")
                {
                    foreach (JsonProperty entry in property.Value.EnumerateObject())
                    {
                        metadata[entry.Name] = entry.Value.GetString() ?? string.Empty;
                    }
                }
                else if (!tensors.TryAdd(property.Name, ParseTensor(property)))
                {
                    throw Invalid($"\"{property.Name}\" comes twice");
                }
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException
            or FormatException or IndexOutOfRangeException)
        {
            throw Invalid($"its header is not what it should be ({failure.Message})");
        }
    }

    private SafetensorsTensor ParseTensor(JsonProperty property)
    {
        JsonElement offsets = property.Value.GetProperty("data_offsets");
        long[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        SafetensorsTensor tensor = new(
            property.Name, property.Value.GetProperty("dtype").GetString() ?? string.Empty, shape,
            offsets[0].GetInt64(), offsets[1].GetInt64());
        int size = ElementSize(tensor.Type);
        if (size == 0)
        {
            throw Invalid($"\"{tensor.Name}\" has the type \"{tensor.Type}\", which is not one of the format");
        }

        UInt128 bytes = (UInt128)size;
        foreach (long dimension in shape)
        {
            // Once past what any file holds, only a later zero matters, and that is as wrong.
            bytes = dimension < 0 || bytes > long.MaxValue ? UInt128.MaxValue >> 64 : bytes * (UInt128)dimension;
        }

        if (tensor.Begin < 0 || tensor.End < tensor.Begin || bytes != (UInt128)tensor.Bytes)
        {
            throw Invalid(
                $"\"{tensor.Name}\" of shape [{string.Join(", ", shape)}] and type {tensor.Type} cannot lie at "
                + $"{tensor.Begin} to {tensor.End}");
        }

        return tensor;
    }

    // Neither holes nor overlaps, and the last tensor ends with the file.
    private void CheckLayout()
    {
        long end = 0;
        foreach (SafetensorsTensor tensor in tensors.Values.OrderBy(one => one.Begin).ThenBy(one => one.End))
        {
            if (tensor.Begin != end)
            {
                throw Invalid($"\"{tensor.Name}\" should start at {end}, where the one before it ends, and not at "
                    + $"{tensor.Begin}");
            }

            end = tensor.End;
        }

        if (end != file.Length - dataStart)
        {
            throw Invalid($"its tensors take {end} bytes, but the file has {file.Length - dataStart} for them");
        }
    }
}
