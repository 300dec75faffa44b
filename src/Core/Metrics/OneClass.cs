namespace NormTools.Core.Metrics;

/// <summary>One class against the rest.</summary>
internal static class OneClass
{
    public static ThresholdCounts AgainstRest(MetricEvidence evidence, int label) =>
        Sorted(evidence, label, Enumerable.Range(0, evidence.Truth.Count));

    public static ThresholdCounts AgainstOne(MetricEvidence evidence, int label, int other) => Sorted(
        evidence, label, Enumerable.Range(0, evidence.Truth.Count).Where(i => evidence.Truth[i] == label || evidence.Truth[i] == other));

    /// <summary>Treats every class of every sample as a decision of its own.</summary>
    public static ThresholdCounts Together(MetricEvidence evidence)
    {
        int classes = evidence.Classes;
        int count = evidence.Probabilities.Count;
        bool[] truth = [.. Enumerable.Range(0, count).Select(i => evidence.Truth[i / classes] == i % classes)];
        double[] weights = evidence.Weights.Count == 0 ? [] : [.. Enumerable.Range(0, count).Select(i => evidence.Weights[i / classes])];
        return RankScores.Sort(truth, [.. evidence.Probabilities], weights);
    }

    /// <summary>The number of samples of a class, or their total weight.</summary>
    public static double Weight(MetricEvidence evidence, int label) => Enumerable.Range(0, evidence.Truth.Count)
        .Where(i => evidence.Truth[i] == label).Sum(i => evidence.Weights.Count == 0 ? 1 : evidence.Weights[i]);

    private static ThresholdCounts Sorted(MetricEvidence evidence, int label, IEnumerable<int> samples)
    {
        int[] chosen = [.. samples];
        return RankScores.Sort(
            [.. chosen.Select(i => evidence.Truth[i] == label)],
            [.. chosen.Select(i => evidence.Probabilities[(i * evidence.Classes) + label])],
            evidence.Weights.Count == 0 ? null : [.. chosen.Select(i => evidence.Weights[i])]);
    }
}
