using NormTools.Core.Random;

namespace NormTools.Core.Initialization;

/// <summary>The initialisations scaled by fan-in or fan-out. A weight without elements is left unchanged.</summary>
internal static class Initializers
{
    /// <summary>Glorot and Bengio 2010, eq. 16: uniform with variance 2 gain^2 / (fan_in + fan_out).</summary>
    public static void XavierUniform<T>(Generator generator, Span<T> weight, Fan fan, double gain = 1)
        where T : unmanaged =>
        VarianceScaling.Fill(generator, weight, fan, gain, FanMode.FanAverage, ScalingDistribution.Uniform);

    /// <summary>Glorot and Bengio 2010: normal with variance 2 gain^2 / (fan_in + fan_out).</summary>
    public static void XavierNormal<T>(Generator generator, Span<T> weight, Fan fan, double gain = 1)
        where T : unmanaged =>
        VarianceScaling.Fill(generator, weight, fan, gain, FanMode.FanAverage, ScalingDistribution.Normal);

    /// <summary>He et al. 2015, eq. 10: uniform with variance gain^2 / fan.</summary>
    public static void KaimingUniform<T>(
        Generator generator, Span<T> weight, Fan fan, double gain, FanMode mode = FanMode.FanIn)
        where T : unmanaged =>
        VarianceScaling.Fill(generator, weight, fan, gain, mode, ScalingDistribution.Uniform);

    /// <summary>He et al. 2015, eq. 10: normal with variance gain^2 / fan.</summary>
    public static void KaimingNormal<T>(
        Generator generator, Span<T> weight, Fan fan, double gain, FanMode mode = FanMode.FanIn)
        where T : unmanaged =>
        VarianceScaling.Fill(generator, weight, fan, gain, mode, ScalingDistribution.Normal);

    /// <summary>LeCun et al. 1998: uniform with variance 1 / fan in.</summary>
    public static void LecunUniform<T>(Generator generator, Span<T> weight, Fan fan)
        where T : unmanaged =>
        VarianceScaling.Fill(generator, weight, fan, 1, FanMode.FanIn, ScalingDistribution.Uniform);

    /// <summary>LeCun et al. 1998 as JAX and Keras draw it: a truncated normal with variance 1 / fan in.</summary>
    public static void LecunNormal<T>(Generator generator, Span<T> weight, Fan fan)
        where T : unmanaged =>
        VarianceScaling.Fill(generator, weight, fan, 1, FanMode.FanIn, ScalingDistribution.TruncatedNormal);

    /// <summary>VarianceScaling of Keras and JAX: variance scale / fan.</summary>
    public static void Scaled<T>(
        Generator generator, Span<T> weight, Fan fan, double scale, FanMode mode,
        ScalingDistribution distribution)
        where T : unmanaged
    {
        if (!(scale > 0))
        {
            throw CoreException.Argument("InvalidScale", $"scale must be positive, but {scale} was given.");
        }

        VarianceScaling.Fill(generator, weight, fan, Math.Sqrt(scale), mode, distribution);
    }

    /// <summary>What torch.nn.Linear and Conv draw by default: kaiming_uniform_(a = sqrt(5)), U(+-1 / sqrt(fan
    /// in)).</summary>
    public static void DefaultWeight(Generator generator, Span<float> weight, Fan fan) =>
        KaimingUniform(generator, weight, fan, Gain.LeakyRelu(Math.Sqrt(5)));

    /// <summary>What these layers draw for a bias, after the weight: U(+-1 / sqrt(fan in)); no draw for a fan of
    /// zero.</summary>
    public static void DefaultBias(Generator generator, Span<float> bias, Fan fan)
    {
        if (fan.In > 0)
        {
            double bound = 1 / Math.Sqrt(fan.In);
            generator.Uniform(bias, -bound, bound);
        }
    }
}
