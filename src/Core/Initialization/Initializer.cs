using System.Numerics;
using NormTools.Core.Random;

namespace NormTools.Core.Initialization;

/// <summary>Fills a weight according to a specification.</summary>
internal static class Initializer
{
    /// <param name="generator">Drawn from in the same way as torch.nn.init, so that the next draw matches PyTorch's
    /// too; deterministic methods draw nothing.</param>
    /// <param name="spec">The method and its arguments.</param>
    /// <param name="weight">As many values as the shape has.</param>
    /// <param name="shape">[out, in, kernel...].</param>
    /// <exception cref="CoreException">The shape or an argument does not fit the method.</exception>
    public static void Fill<T>(Generator generator, InitializationSpec spec, Span<T> weight, ReadOnlySpan<long> shape)
        where T : unmanaged, INumber<T>
    {
        switch (spec.Method)
        {
            case InitializationMethod.Zeros:
                weight.Clear();
                break;
            case InitializationMethod.Ones:
                weight.Fill(T.One);
                break;
            case InitializationMethod.Constant:
                weight.Fill(T.CreateTruncating(spec.Value ?? 0));
                break;
            case InitializationMethod.Eye:
                FixedPatterns.Eye(weight, shape, T.One);
                break;
            case InitializationMethod.Identity:
                FixedPatterns.Identity(weight, shape, T.CreateTruncating(spec.ResolveGain(isKaiming: false)));
                break;
            case InitializationMethod.Dirac:
                FixedPatterns.Dirac(weight, shape, spec.Groups ?? 1);
                break;
            case InitializationMethod.Sparse:
                double sparsity = spec.Sparsity
                    ?? throw CoreException.Argument("MissingSparsity", "Sparse needs a sparsity in [0, 1].");
                FixedPatterns.Sparse(generator, weight, shape, sparsity, spec.StandardDeviation ?? 0.01);
                break;
            case InitializationMethod.Orthogonal:
                Orthogonal.Fill(generator, weight, shape, spec.ResolveGain(isKaiming: false));
                break;
            case InitializationMethod.DeltaOrthogonal:
                FixedPatterns.DeltaOrthogonal(generator, weight, shape, spec.ResolveGain(isKaiming: false));
                break;
            default:
                FillFromDistribution(generator, spec, weight, shape);
                break;
        }
    }

    private static void FillFromDistribution<T>(
        Generator generator, InitializationSpec spec, Span<T> weight, ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        double mean = spec.Mean ?? 0;
        double std = spec.StandardDeviation ?? 1;
        double low = spec.Minimum ?? -2;
        double high = spec.Maximum ?? 2;
        FanMode mode = spec.Mode ?? FanMode.FanIn;
        switch (spec.Method)
        {
            case InitializationMethod.Uniform:
                Draw.Uniform(generator, weight, spec.Minimum ?? 0, spec.Maximum ?? 1);
                break;
            case InitializationMethod.Normal:
                Draw.Normal(generator, weight, mean, std);
                break;
            case InitializationMethod.TruncatedNormal:
                Draw.TruncatedNormal(generator, weight, mean, std, low, high);
                break;
            case InitializationMethod.ExactTruncatedNormal:
                Generator.CheckSigmas(low, high);
                double parent = std / NormalDistribution.TruncatedDeviation(low, high);
                Draw.TruncatedNormalInSigmas(generator, weight, mean, parent, low, high);
                break;
            case InitializationMethod.XavierUniform:
                Initializers.XavierUniform(generator, weight, spec.FanOf(shape), spec.ResolveGain(isKaiming: false));
                break;
            case InitializationMethod.XavierNormal:
                Initializers.XavierNormal(generator, weight, spec.FanOf(shape), spec.ResolveGain(isKaiming: false));
                break;
            case InitializationMethod.KaimingUniform:
                Initializers.KaimingUniform(generator, weight, spec.FanOf(shape), spec.ResolveGain(isKaiming: true), mode);
                break;
            case InitializationMethod.KaimingNormal:
                Initializers.KaimingNormal(generator, weight, spec.FanOf(shape), spec.ResolveGain(isKaiming: true), mode);
                break;
            case InitializationMethod.LecunUniform:
                Initializers.LecunUniform(generator, weight, spec.FanOf(shape));
                break;
            case InitializationMethod.LecunNormal:
                Initializers.LecunNormal(generator, weight, spec.FanOf(shape));
                break;
            case InitializationMethod.VarianceScaling:
                Initializers.Scaled(
                    generator, weight, spec.FanOf(shape), spec.Scale ?? 1, mode,
                    spec.Distribution ?? ScalingDistribution.TruncatedNormal);
                break;
            default:
                throw CoreException.Argument("UnknownInitialization", $"Initialisation {spec.Method} is not known.");
        }
    }
}
