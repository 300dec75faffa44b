using System.Runtime.CompilerServices;

namespace NormTools.Core.Metrics;

/// <summary>The share of samples whose class was predicted.</summary>
internal sealed class AccuracyMetric : Metric
{
    public override bool Falls => false;

    public override EvidenceNeeds Needs => EvidenceNeeds.Counts;

    public override bool IsShare => true;

    public override bool IsHeadline => true;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add("Accuracy", "share of right classes", _ => new AccuracyMetric());

    public override MetricValue Value(MetricEvidence evidence) => evidence.Count == 0
        ? MetricValue.Undefined("there are no samples")
        : ConfusionScores.Accuracy(evidence.Counts);
}
