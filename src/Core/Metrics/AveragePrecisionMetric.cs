using System.Runtime.CompilerServices;

namespace NormTools.Core.Metrics;

/// <summary>The area below the steps of the precision-recall curve; with more than two classes, each against the
/// rest.</summary>
internal sealed class AveragePrecisionMetric(Arguments arguments) : Metric
{
    private readonly string average = arguments.OneOf("average", "Macro", "Macro", "Weighted", "Micro");

    public override bool Falls => false;

    public override EvidenceNeeds Needs => EvidenceNeeds.Probabilities;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "AveragePrecision", "area below the precision-recall curve: for rare classes",
        arguments => new AveragePrecisionMetric(arguments));

    public override MetricValue Value(MetricEvidence evidence)
    {
        int[] labels = evidence.Classes == 2 ? [1] : [.. Enumerable.Range(0, evidence.Classes)];
        double[] scores = average == "Micro" && evidence.Classes > 2
            ? [RankScores.AveragePrecision(OneClass.Together(evidence))]
            : [.. labels.Select(label => RankScores.AveragePrecision(OneClass.AgainstRest(evidence, label)))];
        double[] weights = [.. labels.Select(label => OneClass.Weight(evidence, label))];
        double value = Array.Exists(scores, double.IsNaN)
            ? double.NaN
            : ConfusionScores.Mean(scores, average == "Weighted" ? weights : null);
        return !double.IsNaN(value) ? value : MetricValue.Undefined(
            $"class {labels[Math.Max(Array.IndexOf(weights, 0), 0)]} does not occur among {evidence.Truth.Count} samples");
    }
}
