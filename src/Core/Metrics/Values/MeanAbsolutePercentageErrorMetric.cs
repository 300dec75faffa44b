using System.Runtime.CompilerServices;

namespace NormTools.Core.Metrics;

/// <summary>The mean of |y - t| / |t|, as a share; a target of 0 makes it huge, as in scikit-learn, and the sample is
/// named.</summary>
internal sealed class MeanAbsolutePercentageErrorMetric : ValueMetric
{
    private const double Eps = 2.220446049250313e-16;

    public override bool Falls => true;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "MeanAbsolutePercentageError", "mean absolute difference as a share of the target",
        _ => new MeanAbsolutePercentageErrorMetric());

    public override double[] PerOutput(MetricEvidence evidence) => ValueScores.Mean(
        evidence, (truth, predicted) => Math.Abs(truth - predicted) / Math.Max(Math.Abs(truth), Eps));

    protected override MetricValue Average(MetricEvidence evidence, double[] scores)
    {
        int zero = evidence.True.IndexOf(0);
        return new(scores.Average(), zero < 0 ? null : $"the truth of sample {zero / evidence.Width} is 0");
    }
}
