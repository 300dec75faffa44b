namespace NormTools.Core.Preprocessing;

/// <summary>Mean and variance of values in double precision.</summary>
internal static class Moments
{
    private const double Epsilon = 2.220446049250313e-16; // the distance from 1 to the next number

    /// <summary>The mean, and the mean squared distance from it (divided by the number of values).</summary>
    /// <remarks>Two passes, relative to the first value, so that equal values have a variance of exactly 0.</remarks>
    public static (double Mean, double Variance) Of(ReadOnlySpan<double> values)
    {
        double origin = values[0];
        double shift = 0;
        foreach (double value in values)
        {
            shift += value - origin;
        }

        double mean = origin + (shift / values.Length);
        double squares = 0;
        double rest = 0; // the rounding error left in the sum of distances
        foreach (double value in values)
        {
            double distance = value - mean;
            squares += distance * distance;
            rest += distance;
        }

        return (mean, Math.Max(0, squares - (rest * rest / values.Length)) / values.Length);
    }

    /// <summary>Whether a variance is no larger than rounding can make it for equal values.</summary>
    /// <remarks>scikit-learn's bound, n eps variance + (n mean eps)^2.</remarks>
    public static bool IsConstant(double mean, double variance, int count)
    {
        double bound = count * mean * Epsilon;
        return variance <= (count * Epsilon * variance) + (bound * bound);
    }
}
