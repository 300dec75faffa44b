using NormTools.Contract;
using NormTools.Core.Abi;

namespace NormTools.Core.Tests;

/// <summary>The normalisations as they are called from outside.</summary>
internal static unsafe class NormExports
{
    public static readonly delegate* unmanaged[Cdecl]<
        DType, void*, long*, int, NormOperands*, int, double, double, void*, Status> Batch = &Exports.BatchNorm;

    public static readonly delegate* unmanaged[Cdecl]<
        DType, void*, long*, int, NormOperands*, int, double, double, void*, Status> Instance = &Exports.InstanceNorm;

    public static readonly delegate* unmanaged[Cdecl]<
        DType, void*, long*, int, NormOperands*, long, double, void*, Status> Group = &Exports.GroupNorm;

    public static readonly delegate* unmanaged[Cdecl]<
        DType, void*, long*, int, long*, int, NormOperands*, double, void*, Status> Layer = &Exports.LayerNorm;
}
