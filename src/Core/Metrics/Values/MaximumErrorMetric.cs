using System.Runtime.CompilerServices;

namespace NormTools.Core.Metrics;

/// <summary>The largest |y - t|.</summary>
internal sealed class MaximumErrorMetric : ValueMetric
{
    public override bool Falls => true;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "MaximumError", "the largest absolute difference", _ => new MaximumErrorMetric());

    public override double[] PerOutput(MetricEvidence evidence) =>
        [evidence.True.Zip(evidence.Predicted, (truth, predicted) => Math.Abs(truth - predicted)).Max()];
}
