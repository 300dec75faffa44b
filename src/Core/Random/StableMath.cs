namespace NormTools.Core.Random;

/// <summary>Functions in double precision whose every bit is fixed by the operations written here: a C library's differ from one
/// processor to the next.</summary>
internal static class StableMath
{
    private const double Ln2High = 6.93147180369123816490e-01; // its last 21 bits are 0, so that k times it is exact
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>e^x: with x = k ln 2 + r, the series of e^r times 2^k.</summary>
    public static double Exp(double x)
    {
        if (!(x is > -745 and < 709))
        {
            return double.IsNaN(x) ? x : x < 0 ? 0 : double.PositiveInfinity;
        }

        double k = Math.Round(x / (Ln2High + Ln2Low));
        double r = Math.FusedMultiplyAdd(-k, Ln2Low, Math.FusedMultiplyAdd(-k, Ln2High, x));
        double sum = 1;
        for (int n = 14; n > 0; n--)
        {
            sum = Math.FusedMultiplyAdd(sum, r / n, 1);
        }

        return Math.ScaleB(sum, (int)k);
    }

    /// <summary>ln x for x > 0.</summary>
    public static double Log(double x) =>
        x > 1 ? -UniformWords.LogOneMinus(1 - (1 / x)) : UniformWords.LogOneMinus(1 - x);

    /// <summary>Sine and cosine of an angle of at most a few turns: the octant is subtracted, the rest goes through the
    /// series.</summary>
    public static (double Sin, double Cos) SinCos(double x)
    {
        const double HalfPi = Math.PI / 2, Rest = 6.123233995736766e-17;
        double k = Math.Round(x / HalfPi);
        double r = Math.FusedMultiplyAdd(-k, Rest, Math.FusedMultiplyAdd(-k, HalfPi, x)), z = -r * r;
        double sin = 1, cos = 1;
        for (int n = 18; n > 0; n -= 2)
        {
            sin = Math.FusedMultiplyAdd(sin, z / (n * (n + 1)), 1);
            cos = Math.FusedMultiplyAdd(cos, z / (n * (n - 1)), 1);
        }

        sin *= r;
        return ((int)k & 3) switch
        {
            0 => (sin, cos),
            1 => (cos, -sin),
            2 => (-sin, -cos),
            _ => (-cos, sin),
        };
    }
}
