using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace NormTools.Core.Random;

/// <summary>a * b + c rounded once, on every processor: the stream's values are defined with it.</summary>
internal static class Fused
{
    private const ulong FloatRest = (1UL << 29) - 1; // the extra bits of a double over a float
    private const ulong FloatHalf = 1UL << 28;
    private const double SmallestNormal = 1.1754943508222875e-38; // of the floats: 2^-126

    /// <summary>Whether the processor has the instruction.</summary>
    public static bool IsHardware
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Fma.IsSupported || AdvSimd.IsSupported;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> MultiplyAdd(Vector<float> a, Vector<float> b, Vector<float> c) =>
        Fma.IsSupported || AdvSimd.IsSupported ? Vector.FusedMultiplyAdd(a, b, c) : ByDouble(a, b, c);

    /// <summary>The same without the instruction, by arithmetic in double precision.</summary>
    /// <remarks>
    /// The product of two floats is exact in double, so only the sum is rounded, and then once more on the way to
    /// float. Rounding twice differs from rounding once only where the first rounding lands exactly halfway between two
    /// floats; there (and among the subnormal floats, whose midpoints lie elsewhere) the sum is rounded to odd instead,
    /// which the second rounding cannot mistake for a midpoint (Boldo and Melquiond 2008).
    /// </remarks>
    public static Vector<float> ByDouble(Vector<float> a, Vector<float> b, Vector<float> c)
    {
        Vector.Widen(a, out Vector<double> aLow, out Vector<double> aHigh);
        Vector.Widen(b, out Vector<double> bLow, out Vector<double> bHigh);
        Vector.Widen(c, out Vector<double> cLow, out Vector<double> cHigh);
        return Vector.Narrow(Sum(aLow * bLow, cLow), Sum(aHigh * bHigh, cHigh));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Sum(Vector<double> product, Vector<double> c)
    {
        Vector<double> sum = product + c;
        Vector<ulong> rest = Vector.AsVectorUInt64(sum) & Vector.Create(FloatRest);
        Vector<ulong> middle = Vector.Equals(rest, Vector.Create(FloatHalf));
        Vector<long> small = Vector.LessThan(Vector.Abs(sum), Vector.Create(SmallestNormal));
        return (middle | Vector.AsVectorUInt64(small)) == Vector<ulong>.Zero ? sum : RoundToOdd(product, c, sum);
    }

    // Knuth's exact error of a sum; where it is not zero and the last bit is even, the result is the odd neighbour on
    // the error's side.
    private static Vector<double> RoundToOdd(Vector<double> product, Vector<double> c, Vector<double> sum)
    {
        Vector<double> added = sum - product;
        Vector<double> error = (product - (sum - added)) + (c - added);
        Vector<long> bits = Vector.AsVectorInt64(sum);
        Vector<long> towards = ((bits ^ Vector.AsVectorInt64(error)) >> 63) | Vector<long>.One; // 1 or -1
        Vector<long> inexact = ~Vector.Equals(error, Vector<double>.Zero);
        Vector<long> finite = Vector.Equals(error, error);
        Vector<long> even = (bits & Vector<long>.One) - Vector<long>.One;
        return Vector.AsVectorDouble(bits + (towards & inexact & finite & even));
    }
}
