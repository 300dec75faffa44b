namespace NormTools.Core.Abi;

/// <summary>The element types that cross the boundary; the numbers never change.</summary>
internal enum DataType
{
    Float32 = 0,
    Float64 = 1,
    UInt8 = 2,
    Int64 = 3,
}
