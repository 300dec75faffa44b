using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using NormTools.Core.Checkpoints;
using NormTools.Core.Data;

namespace NormTools.Core.Tests;

/// <summary>Checkpoints that are written, changed as another program would, and read back.</summary>
internal static class CheckpointFiles
{
    /// <summary>The state of a part through a file into another one.</summary>
    public static void Carry(ICheckpointed from, ICheckpointed to)
    {
        string path = Path.GetTempFileName();
        try
        {
            CheckpointWriter writer = new();
            from.Save(writer);
            writer.Write(path, new Dictionary<string, string> { [CheckpointReader.VersionKey] = CheckpointReader.Version });
            using CheckpointReader reader = new(path);
            to.Restore(reader);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Changes the header of a safetensors file, without its checksum.</summary>
    public static void ChangeHeader(string path, Action<JsonObject> change)
    {
        byte[] file = File.ReadAllBytes(path);
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        JsonObject header = JsonNode.Parse(file.AsSpan(8, length))!.AsObject();
        header["__metadata__"]!.AsObject().Remove(SafetensorsHeader.ChecksumKey);
        change(header);
        byte[] text = Encoding.UTF8.GetBytes(header.ToJsonString());
        byte[] prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, text.Length);
        File.WriteAllBytes(path, [.. prefix, .. text, .. file.AsSpan(8 + length)]);
    }

    /// <summary>Writes another value into a tensor of a file, and takes its checksum out.</summary>
    public static void ChangeValue<T>(string path, string name, int index, T value)
        where T : unmanaged
    {
        long begin = 0;
        ChangeHeader(path, header => begin = header[name]!["data_offsets"]![0]!.GetValue<long>());
        byte[] file = File.ReadAllBytes(path);
        long start = 8 + BinaryPrimitives.ReadInt64LittleEndian(file) + begin;
        int size = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        System.Runtime.InteropServices.MemoryMarshal.Write(file.AsSpan((int)start + (index * size)), value);
        File.WriteAllBytes(path, file);
    }
}
