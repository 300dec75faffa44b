using System.Runtime.CompilerServices;

namespace NormTools.Core.Metrics;

/// <summary>Cohen's kappa: agreement beyond chance; for ordered classes, weighted by the distance between
/// them.</summary>
internal sealed class CohenKappaMetric(Arguments arguments) : Metric
{
    private readonly string weights = arguments.OneOf("weights", "None", "None", "Linear", "Quadratic");

    public override bool Falls => false;

    public override EvidenceNeeds Needs => EvidenceNeeds.Counts;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "CohenKappa",
        "agreement beyond chance; weights for ordered classes",
        arguments => new CohenKappaMetric(arguments));

    public override MetricValue Value(MetricEvidence evidence)
    {
        double kappa = evidence.Count == 0 ? double.NaN : ConfusionScores.Kappa(evidence.Counts, (i, j) => weights switch
        {
            "Linear" => Math.Abs(i - j),
            "Quadratic" => (double)(i - j) * (i - j),
            _ => i == j ? 0 : 1,
        });
        return double.IsNaN(kappa) ? MetricValue.Undefined("only one class occurs and is predicted") : kappa;
    }
}
