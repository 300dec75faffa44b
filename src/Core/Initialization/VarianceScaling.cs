using NormTools.Core.Random;

namespace NormTools.Core.Initialization;

/// <summary>The distribution whose variance is scaled.</summary>
internal enum ScalingDistribution
{
    Uniform = 0,
    Normal = 1,
    TruncatedNormal = 2,
}

/// <summary>Weights of variance gain^2 / fan: every Xavier, Kaiming and LeCun initialisation is a one-line call of
/// this.</summary>
/// <remarks>
/// A uniform has the bound sqrt(3) std; a truncated normal is cut at two standard deviations and widened, so that its
/// standard deviation after truncation is the one asked for.
/// </remarks>
internal static class VarianceScaling
{
    private const double CutAt = 2;

    // 0.8796: the standard deviation of a standard normal after truncation.
    private static readonly double CutDeviation = NormalDistribution.TruncatedDeviation(-CutAt, CutAt);

    /// <exception cref="CoreException">Both fans are zero, or the standard deviation is negative or NaN.</exception>
    public static void Fill<T>(
        Generator generator, Span<T> weight, Fan fan, double gain, FanMode mode, ScalingDistribution distribution)
        where T : unmanaged
    {
        double std = Deviation(fan, gain, mode);
        if (weight.IsEmpty)
        {
            return;
        }

        switch (distribution)
        {
            case ScalingDistribution.Uniform:
                double bound = Math.Sqrt(3) * std;
                Draw.Uniform(generator, weight, -bound, bound);
                break;
            case ScalingDistribution.Normal:
                Draw.Normal(generator, weight, 0, std);
                break;
            case ScalingDistribution.TruncatedNormal:
                Draw.TruncatedNormalInSigmas(generator, weight, 0, std / CutDeviation, -CutAt, CutAt);
                break;
            default:
                throw CoreException.Argument("UnknownDistribution", $"Distribution {distribution} is not known.");
        }
    }

    // Rounded in the order of torch.nn.init, so that the bits agree.
    private static double Deviation(Fan fan, double gain, FanMode mode)
    {
        if (mode != FanMode.FanAverage)
        {
            return gain / Math.Sqrt(fan.Select(mode));
        }

        return fan.In + fan.Out > 0
            ? gain * Math.Sqrt(2 / (fan.In + fan.Out))
            : throw CoreException.Shape("ZeroFan", "Fan in and fan out are both zero: there is nothing to scale by.");
    }
}
