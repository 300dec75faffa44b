using System.Runtime.CompilerServices;

namespace NormTools.Core.Metrics;

/// <summary>The mean recall over the classes, each counting the same.</summary>
internal sealed class BalancedAccuracyMetric(Arguments arguments) : Metric
{
    private readonly bool adjusted = arguments.Flag("adjusted", false);

    public override bool Falls => false;

    public override EvidenceNeeds Needs => EvidenceNeeds.Counts;

    public override bool IsPercent => !adjusted;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "BalancedAccuracy", "mean recall of the classes: rare ones count the same",
        arguments => new BalancedAccuracyMetric(arguments));

    public override MetricValue Value(MetricEvidence evidence) => evidence.Count == 0
        ? MetricValue.Undefined("there are no samples")
        : ConfusionScores.Balanced(evidence.Counts, adjusted);
}
