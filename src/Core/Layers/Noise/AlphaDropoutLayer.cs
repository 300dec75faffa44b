using System.Runtime.CompilerServices;
using NormTools.Core.Graph;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.AlphaDropout: dropped values become SELU's lower bound, and all are scaled so that mean and
/// variance are kept.</summary>
/// <remarks>
/// Klambauer et al. 2017. With q = 1 - p, a' = 1.7580993408473766 and a = 1 / sqrt(q (1 + p a'^2)): a kept value becomes
/// a x + a a' p, a dropped one a a' p - a a'. Two words of the stream per value; none where p is 0.
/// </remarks>
internal sealed class AlphaDropoutLayer(LayerArguments arguments) : NoiseLayer(arguments)
{
    private const double Bound = 1.7580993408473766;

    private readonly double p = arguments.Number("p", 0.5, 0, 1);

    public override bool Shifts => true;

    protected override bool IsOn => p > 0;

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "AlphaDropout",
        "dropout that keeps mean and variance, for use after SELU",
        arguments => new AlphaDropoutLayer(arguments));

    public override string Describe() => $"AlphaDropout(p={Shape.AsTorch(p)}, inplace=False)";

    public override void Draw(Pass pass, Span<float> factors, Span<float> shifts)
    {
        if (p == 1)
        {
            factors.Clear();
            shifts.Clear();
            return;
        }

        pass.Generator!.Bernoulli(factors, 1 - p);
        double a = 1 / Math.Sqrt(((Bound * Bound * p) + 1) * (1 - p));
        float kept = (float)(Bound * a * p), dropped = (float)((Bound * a * p) - (Bound * a)), factor = (float)a;
        for (int i = 0; i < factors.Length; i++)
        {
            bool isKept = factors[i] != 0;
            factors[i] = isKept ? factor : 0;
            shifts[i] = isKept ? kept : dropped;
        }
    }
}
