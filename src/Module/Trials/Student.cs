namespace NormTools;

/// <summary>Student's t distribution (1908), for means of few values.</summary>
internal static class Student
{
    /// <summary>The normal distribution's bound of 95 %, both sides.</summary>
    public const double Normal = RunScore.Normal;

    /// <summary>The bound that |t| stays below with a probability of 95 %.</summary>
    /// <param name="freedom">Degrees of freedom, at least 1.</param>
    public static double Bound95(double freedom)
    {
        double low = 0, high = 20;
        for (int i = 0; i < 100; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Inside(middle, freedom) < 0.95 ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    // P(|t| < bound), by Simpson's rule over t = sqrt(freedom) tan(angle): the density becomes cos(angle)^(freedom - 1), which is
    // smooth for any number of degrees of freedom.
    private static double Inside(double bound, double freedom)
    {
        double end = Math.Atan(bound / Math.Sqrt(freedom));
        return Integral(end, freedom) / Integral(Math.PI / 2, freedom);
    }

    private static double Integral(double end, double freedom)
    {
        const int Steps = 2000;
        double sum = 0;
        for (int i = 0; i <= Steps; i++)
        {
            double weight = i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.Pow(Math.Max(Math.Cos(end * i / Steps), 0), freedom - 1);
        }

        return sum * end / Steps / 3;
    }
}
