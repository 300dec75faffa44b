using System.Runtime.CompilerServices;

namespace NormTools.Core.Metrics;

/// <summary>The mean of (y - t)^2.</summary>
internal sealed class MeanSquaredErrorMetric : ValueMetric
{
    public override bool Falls => true;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "MeanSquaredError", "mean squared difference", _ => new MeanSquaredErrorMetric());

    public override double[] PerOutput(MetricEvidence evidence) =>
        ValueScores.Mean(evidence, (truth, predicted) => (truth - predicted) * (truth - predicted));
}
