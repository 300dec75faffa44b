using System.Runtime.CompilerServices;

namespace NormTools.Core.Metrics;

/// <summary>The share of samples whose class is among the k most probable; among equally probable classes the later
/// ones rank first, as in scikit-learn.</summary>
internal sealed class TopKAccuracyMetric(Arguments arguments) : Metric
{
    private readonly long k = arguments.Integer("k", 3);
    private readonly bool share = arguments.Flag("normalize", true);

    public override string Label => $"Top{k}Accuracy";

    public override bool Falls => false;

    public override EvidenceNeeds Needs => EvidenceNeeds.Probabilities;

    public override bool IsShare => share;

    public override long LeastClasses => k + 1; // with only k classes, every one is among the k most probable

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "TopKAccuracy", "share of samples whose class is among the k most probable",
        arguments => new TopKAccuracyMetric(arguments));

    public override MetricValue Value(MetricEvidence evidence)
    {
        double hits = 0;
        double all = 0;
        for (int sample = 0; sample < evidence.Truth.Count; sample++)
        {
            int start = sample * evidence.Classes;
            int truth = evidence.Truth[sample];
            double own = evidence.Probabilities[start + truth];
            int before = 0;
            for (int j = 0; j < evidence.Classes; j++)
            {
                double other = evidence.Probabilities[start + j];
                before += other > own || (other == own && j > truth) ? 1 : 0;
            }

            double weight = evidence.Weights.Count > 0 ? evidence.Weights[sample] : 1;
            hits += before < k ? weight : 0;
            all += weight;
        }

        return all == 0 ? MetricValue.Undefined("there are no samples") : share ? hits / all : hits;
    }
}
