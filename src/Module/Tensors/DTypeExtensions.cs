namespace NormTools;

internal static class DTypeExtensions
{
    public static int Size(this DType type) => type switch
    {
        DType.UInt8 => 1,
        DType.Float32 => 4,
        _ => 8,
    };

    public static bool IsFloat(this DType type) => type == DType.Float32 || type == DType.Float64;

    /// <summary>The type of a result of both, as in PyTorch: the wider float, else the wider integer.</summary>
    public static DType Promote(DType a, DType b)
    {
        if (a == b)
        {
            return a;
        }

        if (a == DType.Float64 || b == DType.Float64)
        {
            return DType.Float64;
        }

        return a == DType.Float32 || b == DType.Float32 ? DType.Float32 : DType.Int64;
    }
}
