using System.Runtime.CompilerServices;

namespace NormTools.Core.Metrics;

/// <summary>The negative logarithm of the true class's probability: cross-entropy without weights and smoothing.</summary>
/// <remarks>Probabilities are clamped to [eps, 1 - eps], eps that of double precision, and divided by their sum, as
/// scikit-learn's log_loss does.</remarks>
internal sealed class LogLossMetric(Arguments arguments) : SampleMeanMetric
{
    private const double Eps = 2.220446049250313e-16;
    private readonly bool mean = arguments.Flag("normalize", true);

    protected override bool IsMean => mean;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "LogLoss", "mean negative log of the true class's probability", arguments => new LogLossMetric(arguments));

    protected override double Cost(double[] probabilities, int truth) =>
        -Math.Log(Math.Clamp(probabilities[truth], Eps, 1 - Eps) / probabilities.Sum(p => Math.Clamp(p, Eps, 1 - Eps)));
}
