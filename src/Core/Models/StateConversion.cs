using NormTools.Core.Data;
using NormTools.Core.Graph;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Models;

/// <summary>Reads tensors of any floating-point type into float32 state.</summary>
internal static unsafe class StateConversion
{
    public static bool CanRead(string from, DType to) =>
        to == DType.Int64 ? from == "I64" : from is "F32" or "F64" or "F16" or "BF16";

    public static void Read(SafetensorsReader file, SafetensorsTensor tensor, StateEntry entry)
    {
        if (tensor.Type is "F32" or "I64")
        {
            file.Read(tensor, entry.Memory);
            return;
        }

        byte* raw = (byte*)NativePool.Rent(tensor.Bytes);
        try
        {
            file.Read(tensor, raw);
            int done = 0;
            for (int i = 0; i < entry.Count; i++)
            {
                Slices.Count(ref done, 1);
                entry.Floats[i] = tensor.Type switch
                {
                    "F64" => (float)((double*)raw)[i],
                    "F16" => (float)((Half*)raw)[i],
                    _ => BitConverter.UInt32BitsToSingle((uint)((ushort*)raw)[i] << 16),
                };
            }
        }
        finally
        {
            NativePool.Return(raw);
        }
    }
}
