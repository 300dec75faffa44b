using System.Runtime.CompilerServices;

namespace NormTools.Core.Metrics;

/// <summary>The mean of |y - t|, in the target's unit.</summary>
internal sealed class MeanAbsoluteErrorMetric : ValueMetric
{
    public override bool Falls => true;

    public override bool IsHeadline => true;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "MeanAbsoluteError", "mean absolute difference, in the target's unit", _ => new MeanAbsoluteErrorMetric());

    public override double[] PerOutput(MetricEvidence evidence) =>
        ValueScores.Mean(evidence, (truth, predicted) => Math.Abs(truth - predicted));
}
