namespace NormTools;

/// <summary>The standard normal distribution, to the precision of a double.</summary>
internal static class NormalShare
{
    private const double Series = 3; // from here on the continued fraction converges faster
    private const double Largest = 39; // beyond it the density is below the least double

    /// <summary>The share of its values below a bound.</summary>
    public static double Below(double bound) => bound < 0 ? Beyond(-bound) : 1 - Beyond(bound);

    // Above a bound from 0 on. The series is that of Marsaglia (2004), whose terms all have one sign; the continued fraction is Laplace's.
    private static double Beyond(double bound)
    {
        if (bound > Largest)
        {
            return 0;
        }

        double density = Math.Exp(-0.5 * bound * bound) / Math.Sqrt(2 * Math.PI);
        if (bound < Series)
        {
            double term = bound, sum = bound;
            for (int i = 3; term > sum * 1e-17; i += 2)
            {
                term *= bound * bound / i;
                sum += term;
            }

            return 0.5 - (density * sum);
        }

        const int Depth = 80;
        double fraction = bound;
        for (int i = Depth; i > 0; i--)
        {
            fraction = bound + (i / fraction);
        }

        return density / fraction;
    }
}
