using System.Text;
using System.Text.Json;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <summary>The tensors of any safetensors file, by index.</summary>
internal sealed unsafe class TensorFile : IDisposable
{
    private readonly SafetensorsReader file;
    private readonly SafetensorsTensor[] tensors; // in file order

    /// <exception cref="CoreException">PathNotFound, FileNotAccessible, ForeignFile, InvalidSafetensors,
    /// DamagedFile.</exception>
    public TensorFile(string path)
    {
        file = new SafetensorsReader(path);
        tensors = [.. file.Tensors.Values.OrderBy(tensor => tensor.Begin).ThenBy(tensor => tensor.Name, StringComparer.Ordinal)];
    }

    /// <summary>A JSON array of name, type (as in the file), dtype (the one it is read as, -1 for none) and
    /// shape.</summary>
    public string Describe()
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartArray();
            foreach (SafetensorsTensor tensor in tensors)
            {
                json.WriteStartObject();
                json.WriteString("name", tensor.Name);
                json.WriteString("type", tensor.Type);
                json.WriteNumber("dtype", ReadAs(tensor.Type) is { } type ? (int)type : -1);
                json.WriteStartArray("shape");
                foreach (long size in tensor.Shape)
                {
                    json.WriteNumberValue(size);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(memory.ToArray());
    }

    /// <summary>Reads a tensor into a block of its dtype.</summary>
    /// <param name="index">Its index in the description.</param>
    /// <param name="result">Room for as many elements as its shape has.</param>
    /// <exception cref="CoreException">InvalidIndex, UnsupportedType, ValueOutOfRange (a U64 beyond Int64),
    /// FileNotAccessible, Cancelled.</exception>
    public void Read(long index, void* result)
    {
        if (index < 0 || index >= tensors.Length)
        {
            throw CoreException.Argument("InvalidIndex", $"The file has {tensors.Length} tensors; {index} was asked for.");
        }

        SafetensorsTensor tensor = tensors[index];
        DType type = ReadAs(tensor.Type) ?? throw CoreException.Read(
            "UnsupportedType", $"\"{file.Path}\": \"{Excerpt.Of(tensor.Name)}\" has elements of {tensor.Type}, which cannot be read.");
        if (tensor.Type is "F32" or "F64" or "I64" or "U8" or "BOOL")
        {
            file.Read(tensor, result);
            return;
        }

        byte* raw = (byte*)NativePool.Rent(tensor.Bytes);
        try
        {
            file.Read(tensor, raw);
            long count = tensor.Bytes / SafetensorsReader.ElementSize(tensor.Type);
            int done = 0;
            for (long i = 0; i < count; i++)
            {
                Slices.Count(ref done, 1);
                if (type == DType.Float32)
                {
                    ((float*)result)[i] = Float(raw, tensor.Type, i);
                }
                else
                {
                    ((long*)result)[i] = Whole(raw, tensor.Type, i);
                }
            }
        }
        finally
        {
            NativePool.Return(raw);
        }
    }

    public void Dispose() => file.Dispose();

    private static DType? ReadAs(string type) => type switch
    {
        "F32" or "F16" or "BF16" or "F8_E4M3" or "F8_E5M2" => DType.Float32,
        "F64" => DType.Float64,
        "U8" or "BOOL" => DType.UInt8,
        "I8" or "I16" or "I32" or "I64" or "U16" or "U32" or "U64" => DType.Int64,
        _ => null,
    };

    private static float Float(byte* raw, string type, long i) => type switch
    {
        "F16" => (float)((Half*)raw)[i],
        "BF16" => BitConverter.UInt32BitsToSingle((uint)((ushort*)raw)[i] << 16),
        "F8_E5M2" => (float)BitConverter.UInt16BitsToHalf((ushort)(raw[i] << 8)), // the upper half of a Half
        _ => Float8(raw[i]),
    };

    // E4M3 has no infinity: all ones are NaN (Micikevicius et al. 2022).
    private static float Float8(byte bits)
    {
        int exponent = (bits >> 3) & 15;
        int mantissa = bits & 7;
        float magnitude = (exponent, mantissa) switch
        {
            (15, 7) => float.NaN,
            (0, _) => mantissa * MathF.ScaleB(1, -9),
            _ => MathF.ScaleB(1 + (mantissa / 8f), exponent - 7),
        };
        return bits >= 0x80 ? -magnitude : magnitude;
    }

    private long Whole(byte* raw, string type, long i) => type switch
    {
        "I8" => ((sbyte*)raw)[i],
        "I16" => ((short*)raw)[i],
        "I32" => ((int*)raw)[i],
        "U16" => ((ushort*)raw)[i],
        "U32" => ((uint*)raw)[i],
        _ when ((ulong*)raw)[i] <= long.MaxValue => (long)((ulong*)raw)[i],
        _ => throw CoreException.InvalidData(
            "ValueOutOfRange", $"\"{file.Path}\" holds {((ulong*)raw)[i]}, which Int64 does not."),
    };
}
