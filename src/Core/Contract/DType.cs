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
