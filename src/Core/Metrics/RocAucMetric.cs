using System.Runtime.CompilerServices;

namespace NormTools.Core.Metrics;

/// <summary>The area below the ROC curve, exact, ties counted half: scikit-learn's roc_auc_score.</summary>
/// <remarks>
/// With more than two classes: ovr, each class against the rest; ovo, each pair of classes in both directions. average:
/// Macro, Weighted by the classes' samples, Micro (ovr only, all decisions together). max_fpr: for two classes,
/// McClish's partial area.
/// </remarks>
internal sealed class RocAucMetric(Arguments arguments) : Metric
{
    private readonly string multiple = arguments.OneOf("multi_class", "ovr", "ovr", "ovo");
    private readonly string average = arguments.OneOf("average", "Macro", "Macro", "Weighted", "Micro");
    private readonly double most = arguments.Number("max_fpr", 1, double.Epsilon, 1);

    public override bool Falls => false;

    public override EvidenceNeeds Needs => EvidenceNeeds.Probabilities;

    public override bool IsHeadline => true;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "RocAuc",
        "area below the ROC curve: share of pairs in the right order",
        arguments => new RocAucMetric(arguments));

    public override MetricValue Value(MetricEvidence evidence)
    {
        double[] areas;
        double[] shares;
        if (evidence.Classes == 2)
        {
            (areas, shares) = ([RocArea(evidence, 1)], [1]);
        }
        else if (average == "Micro")
        {
            (areas, shares) = ([RankScores.RocArea(OneClass.Together(evidence))], [1]);
        }
        else if (multiple == "ovr")
        {
            areas = [.. Enumerable.Range(0, evidence.Classes).Select(label => RocArea(evidence, label))];
            shares = [.. Enumerable.Range(0, evidence.Classes).Select(label => OneClass.Weight(evidence, label))];
        }
        else
        {
            Pairs(evidence, out areas, out shares);
        }

        double value = areas.Length == 0 || Array.Exists(areas, double.IsNaN)
            ? double.NaN
            : ConfusionScores.Mean(areas, average == "Weighted" ? shares : null);
        int missing = Enumerable.Range(0, evidence.Classes).FirstOrDefault(label => OneClass.Weight(evidence, label) == 0, -1);
        return !double.IsNaN(value) ? value : MetricValue.Undefined(evidence.Truth.Count == 0 ? "there are no samples"
            : missing < 0 || evidence.Truth.Distinct().Count() == 1 ? $"all {evidence.Truth.Count} samples are of one class"
            : $"class {missing} does not occur among {evidence.Truth.Count} samples");
    }

    private double RocArea(MetricEvidence evidence, int label) =>
        RankScores.RocArea(OneClass.AgainstRest(evidence, label), evidence.Classes == 2 ? most : 1);

    private static void Pairs(MetricEvidence evidence, out double[] areas, out double[] shares)
    {
        int[] present = [.. evidence.Truth.Distinct().Order()];
        List<double> all = [], weights = [];
        for (int i = 0; i < present.Length; i++)
        {
            for (int j = i + 1; j < present.Length; j++)
            {
                double one = RankScores.RocArea(OneClass.AgainstOne(evidence, present[i], present[j]));
                double other = RankScores.RocArea(OneClass.AgainstOne(evidence, present[j], present[i]));
                all.Add((one + other) / 2);
                weights.Add(evidence.Truth.Count(truth => truth == present[i] || truth == present[j]));
            }
        }

        (areas, shares) = ([.. all], [.. weights]);
    }
}
