using NormTools.Contract;

namespace NormTools.Core.Random;

/// <summary>Draws from a distribution given as an enumeration value.</summary>
internal static class Distributions
{
    public static void Fill(Generator generator, Distribution distribution, ReadOnlySpan<double> p, Span<float> values)
    {
        CheckParameters(distribution, p.Length);
        switch (distribution)
        {
            case Distribution.Uniform:
                generator.Uniform(values, p[0], p[1]);
                break;
            case Distribution.Normal:
                generator.Normal(values, p[0], p[1]);
                break;
            case Distribution.TruncatedNormal:
                generator.TruncatedNormal(values, p[0], p[1], p[2], p[3]);
                break;
            case Distribution.TruncatedNormalInSigmas:
                generator.TruncatedNormalInSigmas(values, p[0], p[1], p[2], p[3]);
                break;
            case Distribution.Exponential:
                generator.Exponential(values, p[0]);
                break;
            case Distribution.Bernoulli:
                generator.Bernoulli(values, p[0]);
                break;
        }
    }

    public static void Fill(Generator generator, Distribution distribution, ReadOnlySpan<double> p, Span<double> values)
    {
        CheckParameters(distribution, p.Length);
        switch (distribution)
        {
            case Distribution.Uniform:
                generator.Uniform(values, p[0], p[1]);
                break;
            case Distribution.Normal:
                generator.Normal(values, p[0], p[1]);
                break;
            case Distribution.TruncatedNormal:
                generator.TruncatedNormal(values, p[0], p[1], p[2], p[3]);
                break;
            case Distribution.TruncatedNormalInSigmas:
                generator.TruncatedNormalInSigmas(values, p[0], p[1], p[2], p[3]);
                break;
            case Distribution.Exponential:
                generator.Exponential(values, p[0]);
                break;
            case Distribution.Bernoulli:
                generator.Bernoulli(values, p[0]);
                break;
        }
    }

    private static void CheckParameters(Distribution distribution, int given)
    {
        int wanted = distribution switch
        {
            Distribution.Uniform or Distribution.Normal => 2,
            Distribution.TruncatedNormal or Distribution.TruncatedNormalInSigmas => 4,
            Distribution.Exponential or Distribution.Bernoulli => 1,
            _ => throw CoreException.Argument("UnknownDistribution", $"There is no distribution {(int)distribution}."),
        };
        if (given != wanted)
        {
            throw CoreException.Argument(
                "WrongParameters", $"{distribution} takes {wanted} parameters, but {given} were given.");
        }
    }
}
