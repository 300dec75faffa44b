using System.Runtime.CompilerServices;

namespace NormTools.Core.Metrics;

/// <summary>The median of |y - t|: half of the predictions are closer than this.</summary>
internal sealed class MedianAbsoluteErrorMetric : ValueMetric
{
    public override bool Falls => true;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "MedianAbsoluteError", "median absolute difference", _ => new MedianAbsoluteErrorMetric());

    public override double[] PerOutput(MetricEvidence evidence) =>
        ValueScores.Median(evidence);
}
