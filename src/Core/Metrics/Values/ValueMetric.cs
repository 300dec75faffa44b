namespace NormTools.Core.Metrics;

/// <summary>A regression metric: one number per output, and their mean.</summary>
internal abstract class ValueMetric : Metric
{
    public override EvidenceNeeds Needs => EvidenceNeeds.Values;

    public sealed override MetricValue Value(MetricEvidence evidence) => evidence.Count == 0
        ? MetricValue.Undefined("there are no samples")
        : Average(evidence, PerOutput(evidence));

    /// <summary>Its value for each output.</summary>
    public abstract double[] PerOutput(MetricEvidence evidence);

    protected virtual MetricValue Average(MetricEvidence evidence, double[] scores) => scores.Average();
}
