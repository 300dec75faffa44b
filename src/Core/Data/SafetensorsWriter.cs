using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <summary>One tensor to write to a safetensors file; its memory must live until then.</summary>
internal readonly unsafe struct SafetensorsEntry(string name, string type, long[] shape, void* memory, long bytes)
{
    public string Name { get; } = name;

    /// <summary>F32, F64, I64 or U8.</summary>
    public string Type { get; } = type;

    public long[] Shape { get; } = shape;

    public void* Memory { get; } = memory;

    public long Bytes { get; } = bytes;
}

/// <summary>Writes safetensors files: the length of a JSON header, the header, the tensors' bytes. The metadata holds a
/// checksum of the whole file.</summary>
internal static unsafe class SafetensorsWriter
{
    private const int BlocksInFlight = 4; // blocks between two flushes to disk, so that each flush is short

    /// <summary>Writes a file, replacing an old one, which stays intact until the new one is complete.</summary>
    /// <exception cref="CoreException">FileNotWritable, NotARegularFile, Cancelled.</exception>
    public static void Write(
        string path, IReadOnlyList<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        // Wider elements first, so that every tensor is aligned to its element size when the file is mapped.
        SafetensorsEntry[] ordered = Ordered(entries);
        byte[] header = Header(ordered, metadata, signed: true);
        byte[] prefix = Prefix(header);
        Sign(prefix, header, ordered);
        ReplacedFile.Write(path, file =>
        {
            file.Write(prefix);
            file.Write(header);
            foreach (SafetensorsEntry entry in ordered)
            {
                WriteBytes(file, (byte*)entry.Memory, entry.Bytes);
            }
        });
    }

    /// <summary>The same bytes in memory, without a checksum.</summary>
    public static byte[] ToBytes(IReadOnlyList<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        SafetensorsEntry[] ordered = Ordered(entries);
        byte[] header = Header(ordered, metadata, signed: false);
        byte[] bytes = new byte[sizeof(long) + header.Length + ordered.Sum(entry => entry.Bytes)];
        Prefix(header).CopyTo(bytes, 0);
        header.CopyTo(bytes, sizeof(long));
        int at = sizeof(long) + header.Length;
        foreach (SafetensorsEntry entry in ordered)
        {
            new ReadOnlySpan<byte>(entry.Memory, checked((int)entry.Bytes)).CopyTo(bytes.AsSpan(at));
            at += (int)entry.Bytes;
        }

        return bytes;
    }

    private static SafetensorsEntry[] Ordered(IReadOnlyList<SafetensorsEntry> entries) =>
        [.. entries.OrderByDescending(entry => SafetensorsReader.ElementSize(entry.Type))];

    private static byte[] Prefix(byte[] header)
    {
        byte[] prefix = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        return prefix;
    }

    private static byte[] Header(SafetensorsEntry[] entries, IReadOnlyDictionary<string, string> metadata, bool signed)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            if (signed)
            {
                json.WriteString(SafetensorsHeader.ChecksumKey, FileChecksum.Blank);
            }

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

        while (stream.Length % sizeof(double) != 0)
        {
            stream.WriteByte((byte)' ');
        }

        return stream.ToArray();
    }

    private static void Sign(byte[] prefix, byte[] header, SafetensorsEntry[] entries)
    {
        FileChecksum sum = new();
        sum.Add(prefix);
        sum.Add(header);
        foreach (SafetensorsEntry entry in entries)
        {
            sum.Add((byte*)entry.Memory, entry.Bytes);
        }

        // The checksum is the first entry of the header, so its zeros are the first after its name.
        byte[] name = Encoding.UTF8.GetBytes($"\"{SafetensorsHeader.ChecksumKey}\":\"");
        int at = header.AsSpan().IndexOf(name) + name.Length;
        Encoding.ASCII.GetBytes(sum.ToString(), header.AsSpan(at));
    }

    private static void WriteBytes(FileStream file, byte* memory, long bytes)
    {
        int blocks = 0;
        for (long done = 0; done < bytes; done += FileChecksum.BlockBytes)
        {
            Cancellation.ThrowIfRequested();
            file.Write(new ReadOnlySpan<byte>(memory + done, (int)Math.Min(FileChecksum.BlockBytes, bytes - done)));
            if (++blocks % BlocksInFlight == 0)
            {
                file.Flush(flushToDisk: true);
            }
        }
    }
}
