using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <summary>exp, expm1, tanh, the logistic function and erf of float vectors, to within about two units in the last
/// place.</summary>
/// <remarks>
/// They are our own because a value has to give the same bits at every position, whereas library functions over spans
/// compute values at the ends differently. Each polynomial is the Chebyshev approximation of the stated function over
/// the stated interval. NaN gives NaN.
/// </remarks>
internal static class ElementaryFunctions
{
    private const float Log2E = 1.44269504f;

    // ln 2 in two parts, the first with 9 significant bits: n * High is exact for every exponent n.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>e^x: 0 below -103.97, infinity above 88.72.</summary>
    public static Vector<float> Exp(Vector<float> x)
    {
        Vector<float> p = ReducedExpm1(x, out Vector<float> low, out Vector<float> high);
        return (p + Vector<float>.One) * low * high;
    }

    /// <summary>e^x - 1, accurate near 0: with x = n ln 2 + r it is 2^n (e^r - 1) + (2^n - 1).</summary>
    public static Vector<float> Expm1(Vector<float> x)
    {
        Vector<float> p = ReducedExpm1(x, out Vector<float> low, out Vector<float> high);
        return Vector.MultiplyAddEstimate(p * low, high, (low * high) - Vector<float>.One);
    }

    /// <summary>1 / (1 + e^-x).</summary>
    public static Vector<float> Logistic(Vector<float> x) => Vector<float>.One / (Vector<float>.One + Exp(-x));

    /// <summary>tanh x: a polynomial up to 0.625, beyond it 1 - 2 / (e^2x + 1).</summary>
    public static Vector<float> Tanh(Vector<float> x)
    {
        Vector<float> magnitude = Vector.Abs(x);
        Vector<float> z = x * x;

        // (tanh(x) / x - 1) / x^2 as a polynomial of z = x^2 in [0, 0.4].
        Vector<float> p = new(0.0022695018f);
        p = Vector.MultiplyAddEstimate(p, z, new(-0.008323187f));
        p = Vector.MultiplyAddEstimate(p, z, new(0.0217625033f));
        p = Vector.MultiplyAddEstimate(p, z, new(-0.0539584607f));
        p = Vector.MultiplyAddEstimate(p, z, new(0.133332998f));
        p = Vector.MultiplyAddEstimate(p, z, new(-0.333333343f));
        Vector<float> small = Vector.MultiplyAddEstimate(p * z, x, x);

        Vector<float> power = Exp(magnitude + magnitude);
        Vector<float> large = Vector<float>.One - (new Vector<float>(2) / (power + Vector<float>.One));
        large = Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), -large, large);
        return Vector.ConditionalSelect(Vector.LessThan(magnitude, new Vector<float>(0.625f)), small, large);
    }

    /// <summary>erf x: a polynomial up to 1, beyond it 1 - e^-g(x) with g = -ln erfc.</summary>
    public static Vector<float> Erf(Vector<float> x)
    {
        Vector<float> magnitude = Vector.Abs(x);
        Vector<float> z = x * x;

        // erf(x) / x - 1 as a polynomial of z = x^2 in [0, 1].
        Vector<float> p = new(7.87587487e-05f);
        p = Vector.MultiplyAddEstimate(p, z, new(-0.00080168643f));
        p = Vector.MultiplyAddEstimate(p, z, new(0.00518908724f));
        p = Vector.MultiplyAddEstimate(p, z, new(-0.0268542115f));
        p = Vector.MultiplyAddEstimate(p, z, new(0.112835944f));
        p = Vector.MultiplyAddEstimate(p, z, new(-0.37612626f));
        p = Vector.MultiplyAddEstimate(p, z, new(0.128379166f));
        Vector<float> small = Vector.MultiplyAddEstimate(p, x, x);

        // -ln erfc(t) as a polynomial of t in [1, 4]; erf is 1 in single precision from 3.92 on.
        Vector<float> end = new(4);
        Vector<float> t = Vector.ConditionalSelect(Vector.LessThan(magnitude, end), magnitude, end);
        Vector<float> g = new(-1.63715140e-06f);
        g = Vector.MultiplyAddEstimate(g, t, new(4.60580413e-05f));
        g = Vector.MultiplyAddEstimate(g, t, new(-0.00059680565f));
        g = Vector.MultiplyAddEstimate(g, t, new(0.0047595962f));
        g = Vector.MultiplyAddEstimate(g, t, new(-0.0264211353f));
        g = Vector.MultiplyAddEstimate(g, t, new(0.110080086f));
        g = Vector.MultiplyAddEstimate(g, t, new(0.631826043f));
        g = Vector.MultiplyAddEstimate(g, t, new(1.13023341f));
        g = Vector.MultiplyAddEstimate(g, t, new(-0.00032013806f));
        Vector<float> large = Vector<float>.One - Exp(-g);
        large = Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), -large, large);
        Vector<float> result = Vector.ConditionalSelect(Vector.LessThan(magnitude, Vector<float>.One), small, large);
        return Vector.ConditionalSelect(Vector.Equals(x, x), result, x);
    }

    // Cody and Waite: x = n ln 2 + r with r in [-ln 2 / 2, ln 2 / 2]. Gives e^r - 1, and 2^n as two factors, neither of
    // which overflows or underflows on its own.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> ReducedExpm1(Vector<float> x, out Vector<float> low, out Vector<float> high)
    {
        // Comparisons written this way round let NaN pass; beyond the bounds 2^n is infinity or 0.
        Vector<float> most = new(89), least = new(-105);
        Vector<float> bounded = Vector.ConditionalSelect(Vector.GreaterThan(x, most), most, x);
        bounded = Vector.ConditionalSelect(Vector.LessThan(bounded, least), least, bounded);
        Vector<float> n = Vector.Floor(Vector.MultiplyAddEstimate(bounded, new(Log2E), new(0.5f)));
        Vector<float> r = Vector.MultiplyAddEstimate(n, new(-Ln2High), bounded);
        r = Vector.MultiplyAddEstimate(n, new(-Ln2Low), r);

        // (e^r - 1 - r) / r^2.
        Vector<float> q = new(0.00139269268f);
        q = Vector.MultiplyAddEstimate(q, r, new(0.00836377405f));
        q = Vector.MultiplyAddEstimate(q, r, new(0.0416665487f));
        q = Vector.MultiplyAddEstimate(q, r, new(0.166665733f));
        q = Vector.MultiplyAddEstimate(q, r, new(0.5f));

        Vector<int> exponent = Vector.ConvertToInt32(n);
        Vector<int> half = Vector.ShiftRightArithmetic(exponent, 1);
        low = PowerOfTwo(half);
        high = PowerOfTwo(exponent - half);
        return Vector.MultiplyAddEstimate(q * r, r, r);
    }

    private static Vector<float> PowerOfTwo(Vector<int> exponent) =>
        Vector.AsVectorSingle(Vector.ShiftLeft(exponent + new Vector<int>(127), 23));
}
