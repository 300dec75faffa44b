using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NormTools.Core.Random;

/// <summary>Turns pairs of uniforms into pairs of normals: sqrt(-2 ln u1) times the cosine and the sine of 2 pi
/// u2.</summary>
/// <remarks>
/// Box and Muller 1958. The logarithm, sine and cosine in single precision are the polynomials of Moshier's Cephes,
/// rounded where PyTorch's AVX2 path rounds them: the fused operations written here fix every bit of the result.
/// </remarks>
internal static class BoxMuller
{
    /// <summary>Transforms words of the stream: first[i] gives u1 (as 1 - u), second[i] gives u2; normals replace
    /// them.</summary>
    public static void Transform(Span<uint> first, Span<uint> second, float mean, float std)
    {
        ref uint a = ref MemoryMarshal.GetReference(first);
        ref uint b = ref MemoryMarshal.GetReference(second);
        Vector<float> deviation = Vector.Create(std);
        Vector<float> centre = Vector.Create(mean);
        for (nuint i = 0; i < (nuint)first.Length; i += (nuint)Vector<uint>.Count)
        {
            Vector<float> u1 = Vector<float>.One - Uniform(Vector.LoadUnsafe(ref a, i));
            Vector<float> u2 = Uniform(Vector.LoadUnsafe(ref b, i));
            Vector<float> radius = Vector.SquareRoot(-2f * Log(u1));
            (Vector<float> sin, Vector<float> cos) = SinCos((float)(2 * Math.PI) * u2);
            Store(Fused.MultiplyAdd(radius * cos, deviation, centre), ref a, i);
            Store(Fused.MultiplyAdd(radius * sin, deviation, centre), ref b, i);
        }
    }

    /// <summary>The same over a block of 16 uniforms in double precision: d[j] and d[j + 8] become a pair.</summary>
    public static void Transform(Span<double> d, double mean, double std)
    {
        for (int j = 0; j < 8; j++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - d[j]));
            (double sin, double cos) = Math.SinCos(2 * Math.PI * d[j + 8]);
            d[j] = Math.FusedMultiplyAdd(radius * cos, std, mean);
            d[j + 8] = Math.FusedMultiplyAdd(radius * sin, std, mean);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector<float> value, ref uint destination, nuint offset) =>
        Vector.StoreUnsafe(Vector.AsVectorUInt32(value), ref destination, offset);

    /// <summary>Words to uniforms in [0, 1): the low 24 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Uniform(Vector<uint> words) =>
        Vector.ConvertToSingle(Vector.AsVectorInt32(words & Vector.Create(0xFFFFFFu))) * (1f / (1 << 24));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> F(Vector<float> a, Vector<float> b, float c) =>
        Fused.MultiplyAdd(a, b, Vector.Create(c));

    // ln x for normal x > 0: x = 2^e m with sqrt(1/2) <= m < sqrt(2), then a polynomial in m - 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Log(Vector<float> x)
    {
        Vector<int> bits = Vector.AsVectorInt32(x);
        Vector<float> half = Vector.AsVectorSingle((bits & Vector.Create(0x7FFFFF)) | Vector.Create(0x3F000000));
        Vector<float> isLow = Vector.AsVectorSingle(Vector.LessThan(half, Vector.Create(0.707106781186547524f)));
        Vector<float> e = Vector.ConvertToSingle((bits >>> 23) - Vector.Create(126)) - (Vector<float>.One & isLow);
        x = half - Vector<float>.One + (half & isLow);
        Vector<float> z = x * x;
        Vector<float> y = F(Vector.Create(7.0376836292e-2f), x, -1.1514610310e-1f);
        y = F(y, x, 1.1676998740e-1f);
        y = F(y, x, -1.2420140846e-1f);
        y = F(y, x, 1.4249322787e-1f);
        y = F(y, x, -1.6668057665e-1f);
        y = F(y, x, 2.0000714765e-1f);
        y = F(y, x, -2.4999993993e-1f);
        y = F(y, x, 3.3333331174e-1f) * x;
        y = Fused.MultiplyAdd(y, z, e * -2.12194440e-4f);
        y = Fused.MultiplyAdd(-z, Vector.Create(0.5f), y);
        return Fused.MultiplyAdd(e, Vector.Create(0.693359375f), x + y);
    }

    // Sine and cosine of 0 <= x <= 2 pi: the octant j, made even, is subtracted in three parts, which leaves |x| <= pi
    // / 4.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector<float> Sin, Vector<float> Cos) SinCos(Vector<float> x)
    {
        Vector<int> j = Vector.ConvertToInt32Native(x * 1.27323954473516f);
        j = (j + Vector<int>.One) & Vector.Create(~1);
        Vector<float> octant = Vector.ConvertToSingle(j);
        x = Fused.MultiplyAdd(octant, Vector.Create(-0.78515625f), x);
        x = Fused.MultiplyAdd(octant, Vector.Create(-2.4187564849853515625e-4f), x);
        x = Fused.MultiplyAdd(octant, Vector.Create(-3.77489497744594108e-8f), x);
        Vector<float> z = x * x;
        Vector<float> c = F(Vector.Create(2.443315711809948e-5f), z, -1.388731625493765e-3f);
        c = F(c, z, 4.166664568298827e-2f);
        c = Fused.MultiplyAdd(c * z, z, -(0.5f * z)) + Vector<float>.One;
        Vector<float> s = F(Vector.Create(-1.9515295891e-4f), z, 8.3321608736e-3f);
        s = F(s, z, -1.6666654611e-1f) * z;
        s = Fused.MultiplyAdd(s, x, x);
        Vector<float> isUnswapped = Vector.AsVectorSingle(Vector.Equals(j & Vector.Create(2), Vector<int>.Zero));
        Vector<int> sinSign = (j & Vector.Create(4)) << 29;
        Vector<int> cosSign = (~(j - Vector.Create(2)) & Vector.Create(4)) << 29;
        Vector<float> sin = Vector.ConditionalSelect(isUnswapped, s, c) ^ Vector.AsVectorSingle(sinSign);
        Vector<float> cos = Vector.ConditionalSelect(isUnswapped, c, s) ^ Vector.AsVectorSingle(cosSign);
        return (sin, cos);
    }
}
