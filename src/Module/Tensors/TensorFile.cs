using System.Globalization;
using System.Text;
using NormTools.Native;

namespace NormTools;

/// <summary>A safetensors file whose tensors are read by name.</summary>
internal sealed class TensorFile : IDisposable
{
    private readonly ObjectHandle handle;

    /// <exception cref="NormToolsException">There is no such file, or it is not a complete safetensors
    /// file.</exception>
    public TensorFile(string path)
    {
        byte[] text = Encoding.UTF8.GetBytes(path);
        NativeMethods.TensorFileOpen(text, text.Length, out IntPtr file).ThrowIfFailed();
        handle = new ObjectHandle(file);
        unsafe
        {
            Entries = ((List<object?>)Json.Read(NativeText.Read(
                (buffer, capacity, length) => NativeMethods.TensorFileDescribe(handle, buffer, capacity, length)))!)
                .Select((entry, index) => new TensorFileEntry((Dictionary<string, object?>)entry!, index)).ToArray();
        }
    }

    /// <summary>The tensors, in the order of the file.</summary>
    public TensorFileEntry[] Entries { get; }

    public Tensor Read(TensorFileEntry entry)
    {
        Tensor result = Tensor.Uninitialized(entry.DType ?? DType.Float32, entry.Shape);
        using HandleLease lease = result.Hold();
        NativeMethods.TensorFileRead(handle, entry.Index, result.Handle).ThrowIfFailed();
        return result;
    }

    public void Dispose() => handle.Dispose();
}

/// <summary>One tensor of a file: its name, type and shape.</summary>
internal sealed class TensorFileEntry
{
    public TensorFileEntry(Dictionary<string, object?> about, int index)
    {
        Index = index;
        Name = (string)about["name"]!;
        int type = Convert.ToInt32(about["dtype"], CultureInfo.InvariantCulture);
        DType = type < 0 ? null : (DType)type;
        Shape = ((List<object?>)about["shape"]!).Select(size => Convert.ToInt64(size, CultureInfo.InvariantCulture)).ToArray();
    }

    public int Index { get; }

    public string Name { get; }

    public DType? DType { get; }

    public long[] Shape { get; }

    /// <summary>The part of the name before the last dot; empty where there is none.</summary>
    public string Layer => Name.LastIndexOf('.') is var point and >= 0 ? Name.Substring(0, point) : string.Empty;
}
