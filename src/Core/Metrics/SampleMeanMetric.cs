namespace NormTools.Core.Metrics;

/// <summary>A metric that is the mean over the samples of a cost computed from each sample's probabilities.</summary>
internal abstract class SampleMeanMetric : Metric
{
    public override bool Falls => true;

    public override EvidenceNeeds Needs => EvidenceNeeds.Probabilities;

    /// <summary>Whether it is the mean (true) or the sum.</summary>
    protected virtual bool IsMean => true;

    public override MetricValue Value(MetricEvidence evidence)
    {
        double sum = 0;
        double all = 0;
        double[] probabilities = new double[evidence.Classes];
        for (int sample = 0; sample < evidence.Truth.Count; sample++)
        {
            evidence.Probabilities.CopyTo(sample * evidence.Classes, probabilities, 0, evidence.Classes);
            double weight = evidence.Weights.Count == 0 ? 1 : evidence.Weights[sample];
            sum += weight * Cost(probabilities, evidence.Truth[sample]);
            all += weight;
        }

        return all == 0 ? MetricValue.Undefined("there are no samples") : IsMean ? sum / all : sum;
    }

    /// <summary>The cost of one sample.</summary>
    protected abstract double Cost(double[] probabilities, int truth);
}
