using System.Runtime.CompilerServices;

namespace NormTools.Core.Metrics;

/// <summary>The root of the mean of (y - t)^2, in the target's unit.</summary>
internal sealed class RootMeanSquaredErrorMetric : ValueMetric
{
    public override bool Falls => true;

    public override bool IsHeadline => true;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "RootMeanSquaredError",
        "root of the mean squared difference, in the target's unit",
        _ => new RootMeanSquaredErrorMetric());

    public override double[] PerOutput(MetricEvidence evidence) =>
        [.. ValueScores.Mean(evidence, (truth, predicted) => (truth - predicted) * (truth - predicted)).Select(Math.Sqrt)];
}
