namespace NormTools.Core.Random;

/// <summary>The standard normal distribution in double precision: its distribution function and quantiles.</summary>
internal static class NormalDistribution
{
    // Wichura 1988, algorithm AS 241 (PPND16), coefficients from the constant term on: relative error about 1e-16.
    private static readonly double[] CentralNumerator =
    [
        3.3871328727963666080, 1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
        4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3,
    ];

    private static readonly double[] CentralDenominator =
    [
        1, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
        2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4, 5.2264952788528545610e+3,
    ];

    private static readonly double[] MiddleNumerator =
    [
        1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
        1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ];

    private static readonly double[] MiddleDenominator =
    [
        1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ];

    private static readonly double[] FarNumerator =
    [
        6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ];

    private static readonly double[] FarDenominator =
    [
        1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ];

    /// <summary>The probability of a value below x.</summary>
    public static double Cumulative(double x) => 0.5 * ComplementaryError(-x * Math.Sqrt(0.5));

    /// <summary>The density at x.</summary>
    public static double Density(double x) => Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI);

    /// <summary>The standard deviation of a standard normal truncated to [lower, upper].</summary>
    public static double TruncatedDeviation(double lower, double upper)
    {
        // Mirrored to the side where the probabilities keep their digits.
        (lower, upper) = lower + upper > 0 ? (-upper, -lower) : (lower, upper);
        double inside = Cumulative(upper) - Cumulative(lower);
        double shift = (Density(lower) - Density(upper)) / inside;
        double spread = (Weighted(lower) - Weighted(upper)) / inside;
        return Math.Sqrt(1 + spread - (shift * shift));

        static double Weighted(double x) => double.IsInfinity(x) ? 0 : x * Density(x);
    }

    /// <summary>The value below which a draw falls with probability p; -infinity at 0, infinity at 1.</summary>
    public static double Quantile(double p) => Quantile(p - 0.5, Math.Min(p, 1 - p));

    /// <summary>The inverse of erf; infinite at -1 and 1.</summary>
    public static double InverseError(double x) => Quantile(0.5 * x, 0.5 * (1 - Math.Abs(x))) * Math.Sqrt(0.5);

    /// <summary>erf(x) = 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x.</summary>
    public static double Error(double x) =>
        Math.Abs(x) < 2 ? ErrorSeries(x) : x > 0 ? 1 - ErrorTail(x) : ErrorTail(-x) - 1;

    /// <summary>1 - erf(x), without cancellation for large x.</summary>
    public static double ComplementaryError(double x) =>
        x <= -2 ? 2 - ErrorTail(-x) : x < 0.5 ? 1 - ErrorSeries(x) : ErrorTail(x);

    // Both the distance from one half and that from the nearer end are given, so that neither loses digits.
    private static double Quantile(double fromMiddle, double fromEnd)
    {
        if (Math.Abs(fromMiddle) <= 0.425)
        {
            double inner = 0.180625 - (fromMiddle * fromMiddle);
            return fromMiddle * Polynomial(CentralNumerator, inner) / Polynomial(CentralDenominator, inner);
        }

        if (fromEnd <= 0)
        {
            return fromEnd == 0 ? Math.CopySign(double.PositiveInfinity, fromMiddle) : double.NaN;
        }

        double r = Math.Sqrt(-Math.Log(fromEnd));
        double size = r <= 5
            ? Polynomial(MiddleNumerator, r - 1.6) / Polynomial(MiddleDenominator, r - 1.6)
            : Polynomial(FarNumerator, r - 5) / Polynomial(FarDenominator, r - 5);
        return Math.CopySign(size, fromMiddle);
    }

    // erf(x) = 2/sqrt(pi) exp(-x^2) sum of 2^n x^(2n+1) / (1 3 5 ... (2n+1)): all terms have the same sign.
    private static double ErrorSeries(double x)
    {
        double square = x * x;
        double term = x;
        double sum = x;
        for (int n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
        {
            term *= 2 * square / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-square) * sum;
    }

    // Laplace's continued fraction of erfc(x) sqrt(pi) exp(x^2) = 1/(x + (1/2)/(x + (2/2)/(x + ...))), evaluated from
    // the innermost term outwards.
    private static double ErrorTail(double x)
    {
        if (double.IsPositiveInfinity(x))
        {
            return 0;
        }

        int depth = 20 + (int)(400 / (x * x));
        double fraction = x;
        for (int n = depth; n > 0; n--)
        {
            fraction = x + (0.5 * n / fraction);
        }

        return Math.Exp(-x * x) / (Math.Sqrt(Math.PI) * fraction);
    }

    private static double Polynomial(double[] coefficients, double x)
    {
        double value = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--)
        {
            value = (value * x) + coefficients[i];
        }

        return value;
    }
}
