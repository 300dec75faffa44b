using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace NormTools.Core.Kernels;

/// <summary>Operations on vectors that the kernels need and <see cref="Vector{T}"/> lacks.</summary>
internal static unsafe class VectorOperations
{
    /// <summary>How far ahead of the reads to prefetch, in bytes.</summary>
    public const int FetchDistance = 8192;

    /// <summary>a * b + c: fused where the processor can do that, else a product and a sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> MultiplyAdd<T>(Vector<T> a, Vector<T> b, Vector<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            return Vector.MultiplyAddEstimate(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>();
        }

        return Vector.MultiplyAddEstimate(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>();
    }

    /// <summary>All bits set in the last <paramref name="rest"/> lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Last<T>(int rest)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector.GreaterThanOrEqual(Vector<T>.Indices, Vector.Create(T.CreateTruncating(Vector<T>.Count - rest)));

    /// <summary>The larger of value and zero; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Rectify<T>(Vector<T> value)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector.ConditionalSelect(Vector.LessThan(value, Vector<T>.Zero), Vector<T>.Zero, value);

    /// <summary>The gradient where the rectified result y is positive (or where there is no y), else zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Gate<T>(Vector<T> gradient, T* y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        y is null ? gradient : gradient & Vector.GreaterThan(Vector.Load(y), Vector<T>.Zero);

    /// <summary>As <see cref="Gate{T}(Vector{T}, T*)"/>, at value i of a run; a plain loop has no y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Gate<T, TVariant>(Vector<T> gradient, T* y, nint i)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TVariant : struct, ILoopVariant => TVariant.IsPlain || y is null ? gradient : Gate(gradient, y + i);

    /// <inheritdoc cref="Gate{T}(Vector{T}, T*)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T GateOne<T>(T gradient, T* y)
        where T : unmanaged, IFloatingPointIeee754<T> => y is null || *y > T.Zero ? gradient : T.Zero;

    /// <summary>
    /// Prefetches the two vectors that lie a distance (in bytes) ahead of value i of a run that has <paramref
    /// name="left"/> values; past its end, those in the next run, which follows after a gap. The address need not be
    /// valid; nothing is done where the processor cannot prefetch.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch<T>(T* run, int i, int left, nint gap, int distance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        nint at = i + (distance / sizeof(T));
        FetchNow(run + at + (at < left ? 0 : gap));
    }

    /// <summary>Prefetches the two vectors at an address, valid or not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FetchNow(void* address)
    {
        FetchLine(address);
        if (Vector<byte>.Count >= 64)
        {
            FetchLine((byte*)address + 64);
        }
    }

    /// <summary>Prefetches the 64 bytes around an address, valid or not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FetchLine(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }

    /// <summary>As <see cref="FetchNow"/>, for values that will only be read after a while.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FetchLater(void* address)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        Sse.Prefetch1(address);
        if (Vector<byte>.Count >= 64)
        {
            Sse.Prefetch1((byte*)address + 64);
        }
    }
}
