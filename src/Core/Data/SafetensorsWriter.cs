using System.Buffers.Binary;
using System.Text.Json;

namespace NormTools.Core.Data;

/// <summary>One tensor of a safetensors file that is to be written, in memory that lives until then.</summary>
internal readonly unsafe struct SafetensorsEntry(string name, string type, long[] shape, void* memory, long bytes)
{
    public string Name { get; } = name;

    /// <summary>F32, F64, I64 or U8.</summary>
    public string Type { get; } = type;

    public long[] Shape { get; } = shape;

    public void* Memory { get; } = memory;

    public long Bytes { get; } = bytes;
}

/// <summary>Writes safetensors files: the length of a JSON header, the header, the tensors' bytes.</summary>
internal static unsafe class SafetensorsWriter
{
    /// <summary>Writes a file beside the wanted one, then moves it there: the old one is whole until the new one
    /// is. What a link points to is replaced, not the link, and who may read the old one, and no other, may read the
    /// new.</summary>
    /// <exception cref="CoreException">FileNotWritable.</exception>
    public static void Write(
        string path, IReadOnlyList<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        // Wider elements first, so that each tensor is aligned to its elements wherever the data is mapped.
        SafetensorsEntry[] ordered = [.. entries.OrderByDescending(entry => SafetensorsReader.ElementSize(entry.Type))];
        string target = path;
        string temporary = string.Empty;
        try
        {
            bool exists = File.Exists(path);
            target = exists ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
            temporary = $"{target}.{Guid.NewGuid():N}.tmp";
            using (FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                if (exists && !OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(file.SafeFileHandle, File.GetUnixFileMode(target));
                }

                byte[] header = Header(ordered, metadata);
                Span<byte> length = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
                file.Write(length);
                file.Write(header);
                foreach (SafetensorsEntry entry in ordered)
                {
                    WriteBytes(file, (byte*)entry.Memory, entry.Bytes);
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Delete(temporary);
            throw CoreException.Write("FileNotWritable", $"\"{path}\" cannot be written: {failure.Message}");
        }
    }

    private static byte[] Header(SafetensorsEntry[] entries, IReadOnlyDictionary<string, string> metadata)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach ((string key, string value) in metadata)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            long offset = 0;
            foreach (SafetensorsEntry entry in entries)
            {
                json.WriteStartObject(entry.Name);
                json.WriteString("dtype", entry.Type);
                json.WriteStartArray("shape");
                foreach (long size in entry.Shape)
                {
                    json.WriteNumberValue(size);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                offset += entry.Bytes;
                json.WriteNumberValue(offset);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (stream.Length % 8 != 0)
        {
            stream.WriteByte((byte)' ');
        }

        return stream.ToArray();
    }

    private static void WriteBytes(FileStream file, byte* memory, long bytes)
    {
        const int Piece = 1 << 24;
        for (long written = 0; written < bytes; written += Piece)
        {
            file.Write(new ReadOnlySpan<byte>(memory + written, (int)Math.Min(Piece, bytes - written)));
        }
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // What made the writing fail is the news, not this.
        }
    }
}
