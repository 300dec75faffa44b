using NormTools.Core.Threading;

namespace NormTools.Core.Random;

internal sealed partial class Generator
{
    private const double FarthestSigma = 37; // the probability beyond is below the smallest double

    /// <summary>trunc_normal_ of PyTorch up to 2.11: a normal truncated to [a, b] (values, not multiples of std) by
    /// inverting erf.</summary>
    /// <remarks>
    /// One word per float: where std is small against the bounds, about one value in 2^24 is an infinity clamped to a
    /// bound, an outlier that no normal has.
    /// <see cref="TruncatedNormalInSigmas(Span{float}, double, double, double, double)"/> has none. A deviation of zero
    /// gives the mean.
    /// </remarks>
    public void TruncatedNormal(Span<float> destination, double mean = 0, double std = 1, double a = -2, double b = 2)
    {
        (double lower, double upper) = TruncatedRange(mean, std, a, b);
        Uniform(destination, lower, upper);
        float factor = (float)(std * Math.Sqrt(2));
        int done = 0;
        foreach (ref float value in destination)
        {
            Slices.Count(ref done, 1);
            float scaled = (float)NormalDistribution.InverseError(value) * factor;
            value = Math.Clamp(scaled + (float)mean, (float)a, (float)b);
        }
    }

    /// <inheritdoc cref="TruncatedNormal(Span{float}, double, double, double, double)"/>
    public void TruncatedNormal(Span<double> destination, double mean = 0, double std = 1, double a = -2, double b = 2)
    {
        (double lower, double upper) = TruncatedRange(mean, std, a, b);
        Uniform(destination, lower, upper);
        double factor = std * Math.Sqrt(2);
        int done = 0;
        foreach (ref double value in destination)
        {
            Slices.Count(ref done, 1);
            value = Math.Clamp((NormalDistribution.InverseError(value) * factor) + mean, a, b);
        }
    }

    /// <summary>A normal restricted to [mean + lower std, mean + upper std], by the quantile of a 53-bit uniform; two
    /// words each.</summary>
    /// <remarks>No value comes from clamping; every value in the range is as likely as under the normal.</remarks>
    public void TruncatedNormalInSigmas(
        Span<float> destination, double mean = 0, double std = 1, double lower = -2, double upper = 2)
    {
        CheckDeviation(std);
        CheckSigmas(lower, upper);
        TruncatedSampler sampler = new(lower, upper);
        foreach (ref float value in destination)
        {
            value = (float)((sampler.Next(this) * std) + mean);
        }
    }

    /// <inheritdoc cref="TruncatedNormalInSigmas(Span{float}, double, double, double, double)"/>
    public void TruncatedNormalInSigmas(
        Span<double> destination, double mean = 0, double std = 1, double lower = -2, double upper = 2)
    {
        CheckDeviation(std);
        CheckSigmas(lower, upper);
        TruncatedSampler sampler = new(lower, upper);
        foreach (ref double value in destination)
        {
            value = (sampler.Next(this) * std) + mean;
        }
    }

    private static (double Lower, double Upper) TruncatedRange(double mean, double std, double a, double b)
    {
        CheckDeviation(std);
        if (!(a <= b))
        {
            throw CoreException.Argument("InvalidRange", $"trunc_normal_ needs a <= b, but found a={a} and b={b}.");
        }

        double inverse = std == 0 ? double.MaxValue : 1 / std;
        return (Lift((a - mean) * inverse), Lift((b - mean) * inverse));

        static double Lift(double sigmas) => (2 * NormalDistribution.Cumulative(sigmas)) - 1;
    }

    /// <exception cref="CoreException">The bounds are in the wrong order, or there is nothing between them.</exception>
    public static void CheckSigmas(double lower, double upper)
    {
        if (!(lower < upper && lower < FarthestSigma && upper > -FarthestSigma))
        {
            throw CoreException.Argument(
                "InvalidRange",
                $"A truncated normal needs lower < upper and a part within {FarthestSigma} deviations, "
                + $"but found lower={lower} and upper={upper}.");
        }
    }

    // Works in the tail where the distribution function keeps its digits; the other side follows by symmetry.
    private readonly struct TruncatedSampler
    {
        private readonly double lower;
        private readonly double upper;
        private readonly double below;
        private readonly double inside;
        private readonly double sign;

        public TruncatedSampler(double lower, double upper)
        {
            sign = lower + upper > 0 ? -1 : 1;
            (this.lower, this.upper) = sign < 0 ? (-upper, -lower) : (lower, upper);
            below = NormalDistribution.Cumulative(this.lower);
            inside = NormalDistribution.Cumulative(this.upper) - below;
        }

        public double Next(Generator generator)
        {
            double p = below + (generator.NextDouble() * inside);
            return sign * Math.Clamp(NormalDistribution.Quantile(p), lower, upper);
        }
    }
}
