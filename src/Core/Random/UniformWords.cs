using System.Numerics;
using System.Runtime.InteropServices;

namespace NormTools.Core.Random;

/// <summary>Turns words of the stream into uniform values, in place.</summary>
internal static class UniformWords
{
    private const double Unit = 1.0 / (1UL << 53);
    private const ulong Mask = (1UL << 53) - 1;

    /// <summary>Each word becomes a float: start + width u, rounded once, where u in [0, 1) is made of the word's low
    /// 24 bits.</summary>
    public static void ToSingle(Span<uint> words, float start, float width)
    {
        ref uint word = ref MemoryMarshal.GetReference(words);
        nuint step = (nuint)Vector<uint>.Count;
        nuint count = (nuint)words.Length;
        nuint i = 0;
        for (; i + step <= count; i += step)
        {
            Vector<float> u = BoxMuller.Uniform(Vector.LoadUnsafe(ref word, i));
            Vector<float> value = Fused.MultiplyAdd(u, Vector.Create(width), Vector.Create(start));
            Vector.StoreUnsafe(Vector.AsVectorUInt32(value), ref word, i);
        }

        Span<float> values = MemoryMarshal.Cast<uint, float>(words);
        for (int j = (int)i; j < values.Length; j++)
        {
            values[j] = MathF.FusedMultiplyAdd((words[j] & 0xFFFFFF) * (1f / (1 << 24)), width, start);
        }
    }

    /// <summary>Each pair of words, the first one high, becomes a double: start + width u, where u in [0, 1) is made of
    /// the low 53 bits.</summary>
    public static void ToDouble(Span<double> pairs, double start, double width)
    {
        ref double pair = ref MemoryMarshal.GetReference(pairs);
        nuint step = (nuint)Vector<double>.Count;
        nuint i = 0;
        for (; Fused.IsHardware && i + step <= (nuint)pairs.Length; i += step)
        {
            Vector<ulong> bits = Vector.AsVectorUInt64(Vector.LoadUnsafe(ref pair, i));
            Vector<double> u = Vector.ConvertToDouble(Low53(bits)) * Unit;
            Vector.StoreUnsafe(Vector.FusedMultiplyAdd(u, Vector.Create(width), Vector.Create(start)), ref pair, i);
        }

        for (int j = (int)i; j < pairs.Length; j++)
        {
            ulong bits = BitOperations.RotateLeft(BitConverter.DoubleToUInt64Bits(pairs[j]), 32) & Mask;
            pairs[j] = Math.FusedMultiplyAdd(bits * Unit, width, start);
        }
    }

    /// <summary>1 for each pair of words whose low 53 bits are below the threshold, else 0.</summary>
    public static void ToBernoulli(ReadOnlySpan<ulong> pairs, Span<float> destination, ulong threshold)
    {
        ref ulong pair = ref MemoryMarshal.GetReference(pairs);
        Vector<long> limit = Vector.Create((long)threshold);
        nuint half = (nuint)Vector<ulong>.Count;
        int i = 0;
        for (; i <= pairs.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<long> low = Vector.LessThan(Low53(Vector.LoadUnsafe(ref pair, (nuint)i)), limit);
            Vector<long> high = Vector.LessThan(Low53(Vector.LoadUnsafe(ref pair, (nuint)i + half)), limit);
            (Vector.AsVectorSingle(Vector.Narrow(low, high)) & Vector<float>.One).CopyTo(destination[i..]);
        }

        for (; i < pairs.Length; i++)
        {
            destination[i] = (BitOperations.RotateLeft(pairs[i], 32) & Mask) < threshold ? 1 : 0;
        }
    }

    /// <summary>How many of the 2^53 values of a uniform lie below a probability.</summary>
    public static ulong Threshold(double probability) => (ulong)Math.Ceiling(probability * (1UL << 53));

    private static Vector<long> Low53(Vector<ulong> pairs) =>
        Vector.AsVectorInt64(((pairs << 32) | (pairs >> 32)) & Vector.Create(Mask));

    /// <summary>ln(1 - u) for u in [0, 1), rounded as the log1p of the C libraries that PyTorch is built on.</summary>
    /// <remarks>
    /// The method of Sun's fdlibm: 1 - u = 2^k (1 + f) with sqrt(1/2) &lt; 1 + f &lt; sqrt(2), then with s = f / (2 +
    /// f) ln(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2)), R a minimax polynomial. 1 - u is exact for a uniform of 53 bits.
    /// </remarks>
    public static double LogOneMinus(double u)
    {
        const double Ln2High = 6.93147180369123816490e-01;
        const double Ln2Low = 1.90821492927058770002e-10;
        if (u < 1.0 / (1 << 29))
        {
            return u < 1.0 / (1L << 54) ? -u : -u - (u * u * 0.5);
        }

        int k = 0;
        double f = -u;
        if (BitConverter.DoubleToUInt64Bits(u) >> 32 > 0x3FD2BEC3)
        {
            ulong bits = BitConverter.DoubleToUInt64Bits(1 - u);
            k = (int)(bits >> 52) - 1023;
            ulong mantissa = bits & 0xFFFFFFFFFFFFF;
            bool isLow = mantissa >> 32 < 0x6A09E;
            k += isLow ? 0 : 1;
            f = BitConverter.UInt64BitsToDouble(mantissa | (isLow ? 0x3FF0000000000000UL : 0x3FE0000000000000UL)) - 1;
            if ((isLow ? mantissa >> 32 : (0x100000 - (mantissa >> 32)) >> 2) == 0)
            {
                double tail = 0.5 * f * f * F(-0.66666666666666666, f, 1);
                return f == 0 ? F(k, Ln2High, k * Ln2Low) : F(k, Ln2High, -(tail - (k * Ln2Low) - f));
            }
        }

        double half = 0.5 * f * f;
        double s = f / (2 + f);
        double z = s * s;
        double z2 = z * z;
        double z4 = z2 * z2;
        double r = F(z, 6.666666666666735130e-01, z2 * F(z, 2.857142874366239149e-01, 3.999999999940941908e-01));
        r = F(z4, F(z, 1.818357216161805012e-01, 2.222219843214978396e-01), r);
        r = F(z2 * z4, F(z, 1.479819860511658591e-01, 1.531383769920937332e-01), r);
        double t = s * (r + half);
        return k == 0 ? f - (half - t) : F(k, Ln2High, -(half - ((k * Ln2Low) + t) - f));

        static double F(double a, double b, double c) => Math.FusedMultiplyAdd(a, b, c);
    }
}
