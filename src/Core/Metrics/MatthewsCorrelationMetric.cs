using System.Runtime.CompilerServices;

namespace NormTools.Core.Metrics;

/// <summary>Matthews' correlation of predicted and true classes: 0 by chance, 1 at best.</summary>
internal sealed class MatthewsCorrelationMetric : Metric
{
    public override bool Falls => false;

    public override EvidenceNeeds Needs => EvidenceNeeds.Counts;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "MatthewsCorrelation", "correlation of predicted and true classes", _ => new MatthewsCorrelationMetric());

    public override MetricValue Value(MetricEvidence evidence) => evidence.Count == 0
        ? MetricValue.Undefined("there are no samples")
        : ConfusionScores.Matthews(evidence.Counts);
}
