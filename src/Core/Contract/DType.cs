namespace NormTools.Core.Contract;

/// <summary>The element types that cross the boundary.</summary>
internal enum DType
{
    Float32 = 0,
    Float64 = 1,
    UInt8 = 2,
    Int64 = 3,
}
