using System.Buffers.Binary;

namespace NormTools.Core.Data;

/// <summary>Big-endian values of an IDX file as floating-point numbers.</summary>
internal static class IdxValues
{
    /// <param name="bytes">As many values of the type as fit the target.</param>
    /// <param name="type">The type in the file; int32 and float64 are rounded to the nearest float32.</param>
    public static void ToFloat(ReadOnlySpan<byte> bytes, IdxType type, Span<float> target)
    {
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = (float)Value(bytes, type, i);
        }
    }

    /// <inheritdoc cref="ToFloat"/>
    public static void ToDouble(ReadOnlySpan<byte> bytes, IdxType type, Span<double> target)
    {
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = Value(bytes, type, i);
        }
    }

    private static double Value(ReadOnlySpan<byte> bytes, IdxType type, int index) => type switch
    {
        IdxType.UInt8 => bytes[index],
        IdxType.Int8 => (sbyte)bytes[index],
        IdxType.Int16 => BinaryPrimitives.ReadInt16BigEndian(bytes[(2 * index)..]),
        IdxType.Int32 => BinaryPrimitives.ReadInt32BigEndian(bytes[(4 * index)..]),
        IdxType.Float32 => BinaryPrimitives.ReadSingleBigEndian(bytes[(4 * index)..]),
        _ => BinaryPrimitives.ReadDoubleBigEndian(bytes[(8 * index)..]),
    };
}
