using System.Runtime.InteropServices;
using NormTools.Core.Data;

namespace NormTools.Core.Checkpoints;

/// <summary>Collects the state of a run's parts, numbers and vectors under names, and writes them to a file.</summary>
/// <remarks>
/// A part adds its entries under a prefix of its own ("schedule.best") and reads them back with
/// <see cref="CheckpointReader"/>, where each entry's range is stated. Nothing else needs to know of a new entry but
/// docs/formats.md, which lists them.
/// </remarks>
internal sealed unsafe class CheckpointWriter
{
    private readonly List<SafetensorsEntry> entries = [];
    private readonly List<Array> kept = [];

    /// <summary>One whole number.</summary>
    public void Add(string name, long value) => AddCopy(name, "I64", [], [value]);

    /// <summary>One real number.</summary>
    public void Add(string name, double value) => AddCopy(name, "F64", [], [value]);

    /// <summary>A list of whole numbers.</summary>
    public void Add(string name, long[] values) => AddCopy(name, "I64", [values.Length], values);

    /// <summary>A list of real numbers.</summary>
    public void Add(string name, double[] values) => AddCopy(name, "F64", [values.Length], values);

    /// <summary>A list of bytes.</summary>
    public void Add(string name, byte[] values) => AddCopy(name, "U8", [values.Length], values);

    /// <summary>Values that must stay in place and unchanged until the file is written.</summary>
    public void Add(string name, float* values, long count) =>
        entries.Add(new(name, "F32", [count], values, count * sizeof(float)));

    /// <summary>Tensors that must stay in place and unchanged until the file is written.</summary>
    public void Add(IEnumerable<SafetensorsEntry> tensors) => entries.AddRange(tensors);

    /// <exception cref="CoreException">FileNotWritable, NotARegularFile, Cancelled.</exception>
    public void Write(string path, IReadOnlyDictionary<string, string> metadata)
    {
        SafetensorsWriter.Write(path, entries, metadata);
        GC.KeepAlive(kept);
    }

    /// <summary>What the entries take.</summary>
    public long Bytes => entries.Sum(entry => entry.Bytes);

    /// <summary>The file's bytes in memory.</summary>
    public byte[] ToBytes(IReadOnlyDictionary<string, string> metadata)
    {
        byte[] bytes = SafetensorsWriter.ToBytes(entries, metadata);
        GC.KeepAlive(kept);
        return bytes;
    }

    private void AddCopy<T>(string name, string type, long[] shape, T[] values)
        where T : unmanaged
    {
        T[] pinned = GC.AllocateUninitializedArray<T>(values.Length, pinned: true);
        values.CopyTo(pinned, 0);
        kept.Add(pinned);
        void* memory = System.Runtime.CompilerServices.Unsafe.AsPointer(
            ref MemoryMarshal.GetArrayDataReference(pinned));
        entries.Add(new(name, type, shape, memory, (long)values.Length * sizeof(T)));
    }
}
