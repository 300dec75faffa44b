namespace NormTools;

/// <summary>How a sweep chooses the values of its trials.</summary>
public enum SweepSampler
{
    /// <summary>Every combination of the values.</summary>
    Grid,

    /// <summary>Each trial at random.</summary>
    Random,

    /// <summary>Sobol's sequence, shifted at random: trials that lie more evenly than random ones.</summary>
    Sobol,

    /// <summary>Halton's sequence, shifted at random.</summary>
    Halton,

    /// <summary>Tree-structured Parzen estimators: values near those of good trials and away from those of bad ones, learnt round by
    /// round.</summary>
    Tpe,
}

/// <summary>Points in the unit cube, each determined by the seed and its number alone.</summary>
internal static class SweepPoints
{
    private const double OneOf2To32 = 1.0 / (1L << 32);

    private static readonly int[] Primes =
    {
        2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73,
    };

    /// <summary>The most parameters that a sampler can choose; null for any number.</summary>
    public static int? Most(SweepSampler sampler) => sampler switch
    {
        SweepSampler.Sobol => SobolPoints.Dimensions,
        SweepSampler.Halton => Primes.Length,
        _ => (int?)null,
    };

    /// <summary>A coordinate of a point, in [0, 1).</summary>
    /// <param name="sampler">Random, Sobol or Halton.</param>
    /// <param name="seed">The sweep's seed.</param>
    /// <param name="point">The point, from 0.</param>
    /// <param name="dimension">The dimension, from 0.</param>
    public static double At(SweepSampler sampler, ulong seed, int point, int dimension)
    {
        if (sampler == SweepSampler.Random)
        {
            return MixedSeed.Share(MixedSeed.Of(seed, (ulong)point, (ulong)dimension));
        }

        ulong shift = MixedSeed.Of(seed, ulong.MaxValue, (ulong)dimension);
        if (sampler == SweepSampler.Sobol)
        {
            return (SobolPoints.At((uint)point, dimension) ^ (uint)(shift >> 32)) * OneOf2To32;
        }

        double sum = RadicalInverse(point, Primes[dimension]) + MixedSeed.Share(shift);
        return sum < 1 ? sum : sum - 1;
    }

    /// <summary>The digits of a number to a base, mirrored at the point: 6 to the base 2 is 110, and 0.011 is 3/8.</summary>
    public static double RadicalInverse(int number, int digits)
    {
        double share = 1, sum = 0;
        for (; number > 0; number /= digits)
        {
            share /= digits;
            sum += share * (number % digits);
        }

        return sum;
    }
}
