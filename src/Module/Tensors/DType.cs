namespace NormTools;

/// <summary>The type of a tensor's values.</summary>
public enum DType
{
    /// <summary>32-bit floating point: the default, and what models train in.</summary>
    Float32 = 0,

    /// <summary>64-bit floating point.</summary>
    Float64 = 1,

    /// <summary>Whole numbers 0 to 255: pixels.</summary>
    UInt8 = 2,

    /// <summary>64-bit whole numbers: labels, indices.</summary>
    Int64 = 3,
}

internal static class DTypeExtensions
{
    public static int Size(this DType type) => type switch
    {
        DType.UInt8 => 1,
        DType.Float32 => 4,
        _ => 8,
    };

    public static bool IsFloat(this DType type) => type == DType.Float32 || type == DType.Float64;

    /// <summary>The type that holds the values of both: the wider float, else the wider integer.</summary>
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
