using System.Runtime.CompilerServices;

namespace NormTools.Core.Losses;

/// <summary>torch.nn.PoissonNLLLoss: counts t with a Poisson rate. With log_input the output y is the logarithm of the
/// rate and the loss e^y - t y; otherwise y is the rate itself and the loss y - t ln(y + eps).</summary>
internal sealed class PoissonNegativeLogLikelihoodLoss(Arguments arguments)
    : PointLoss<PoissonNegativeLogLikelihoodLoss.Formula>
{
    private readonly bool logarithm = arguments.Flag("log_input", true);
    private readonly double eps = arguments.Number("eps", 1e-8, 0);

    public override OutputMeaning Meaning => logarithm ? OutputMeaning.LogValue : OutputMeaning.Value;

    public override bool TakesScaledTargets => false; // a scaled count is no longer a count

    protected override Formula Point => new() { IsLogarithm = logarithm, Eps = eps };

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "PoissonNegativeLogLikelihood", "counts; the output is the logarithm of the rate",
        arguments => new PoissonNegativeLogLikelihoodLoss(arguments));

    public override CoreException? Objection(double target, string given) => target >= 0 && double.IsFinite(target)
        ? null
        : CoreException.InvalidData("TargetNegative", $"{Name} takes counts, which are not negative, but {given}.");

    internal struct Formula : IPointLoss
    {
        public bool IsLogarithm;
        public double Eps;

        public readonly double Value(float output, float target, int column) => IsLogarithm
            ? Math.Exp(output) - ((double)target * output)
            : output - (target * Math.Log(output + Eps));

        public readonly float Slope(float output, float target, int column) => (float)(IsLogarithm
            ? Math.Exp(output) - target
            : 1 - (target / (output + Eps)));
    }
}
