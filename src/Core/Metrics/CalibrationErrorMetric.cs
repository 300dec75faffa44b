using System.Runtime.CompilerServices;

namespace NormTools.Core.Metrics;

/// <summary>How far confidence and accuracy are apart: the expected calibration error over bins of the predicted class's
/// probability.</summary>
/// <remarks>Guo et al. 2017. Bins are (low, high] and equally wide; the error is the sum over them of n_b / n |accuracy
/// - confidence|.</remarks>
internal sealed class CalibrationErrorMetric(Arguments arguments) : Metric
{
    private readonly int bins = (int)(arguments.IntegerOrNull("bins", 15, 1, 10_000) ?? 15);

    public override bool Falls => true;

    public override EvidenceNeeds Needs => EvidenceNeeds.Probabilities;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "CalibrationError",
        "difference between confidence and accuracy, in bins (15)",
        arguments => new CalibrationErrorMetric(arguments));

    /// <summary>For each bin its weight, the mean confidence, and the share of correct predictions.</summary>
    public static (double Weight, double Confidence, double Accuracy)[] Bins(MetricEvidence evidence, int bins)
    {
        double[] weights = new double[bins], confidences = new double[bins], hits = new double[bins];
        for (int sample = 0; sample < evidence.Truth.Count; sample++)
        {
            int best = 0;
            int start = sample * evidence.Classes;
            for (int j = 1; j < evidence.Classes; j++)
            {
                best = evidence.Probabilities[start + j] > evidence.Probabilities[start + best] ? j : best;
            }

            double confidence = evidence.Probabilities[start + best];
            double weight = evidence.Weights.Count == 0 ? 1 : evidence.Weights[sample];
            int bin = Math.Clamp((int)Math.Ceiling(confidence * bins) - 1, 0, bins - 1);
            weights[bin] += weight;
            confidences[bin] += weight * confidence;
            hits[bin] += best == evidence.Truth[sample] ? weight : 0;
        }

        return [.. weights.Select((weight, i) => (weight, confidences[i] / weight, hits[i] / weight))];
    }

    public override MetricValue Value(MetricEvidence evidence)
    {
        (double Weight, double Confidence, double Accuracy)[] all = Bins(evidence, bins);
        double sum = all.Sum(bin => bin.Weight);
        return sum == 0
            ? MetricValue.Undefined("there are no samples")
            : all.Where(bin => bin.Weight > 0).Sum(bin => bin.Weight / sum * Math.Abs(bin.Accuracy - bin.Confidence));
    }
}
