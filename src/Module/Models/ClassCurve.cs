using NormTools.Native;

namespace NormTools;

/// <summary>How a model tells one class from the rest, threshold by threshold: the points of its ROC curve and of its
/// precision-recall curve, those that a picture needs where there are more than 512.</summary>
public sealed class ClassCurve
{
    internal ClassCurve(string name, Dictionary<string, object?> json)
    {
        Class = name;
        Count = JsonNumber.Real(json["count"]);
        Auc = JsonNumber.Real(json["auc"]);
        AveragePrecision = JsonNumber.Real(json["average_precision"]);
        Threshold = JsonNumber.Reals(json["thresholds"]);
        double[] hits = JsonNumber.Reals(json["hits"]), alarms = JsonNumber.Reals(json["alarms"]);
        double positives = hits.LastOrDefault(), negatives = alarms.LastOrDefault();
        TruePositiveRate = Array.ConvertAll(hits, count => count / positives);
        FalsePositiveRate = Array.ConvertAll(alarms, count => count / negatives);
        Precision = hits.Zip(alarms, (hit, alarm) => hit / (hit + alarm)).ToArray();
        Share = positives / (positives + negatives);
    }

    /// <summary>The class's name.</summary>
    public string Class { get; }

    /// <summary>How many samples are of the class, or how much they weigh.</summary>
    public double Count { get; }

    /// <summary>The share of samples that are of the class: the precision of a model that knows nothing.</summary>
    public double Share { get; }

    /// <summary>The area below the ROC curve, of all thresholds; NaN where all samples are of the class, or none.</summary>
    public double Auc { get; }

    /// <summary>The sum of precision over the steps of recall, of all thresholds; NaN where no sample is of the class.</summary>
    public double AveragePrecision { get; }

    /// <summary>From the largest down: a sample is said to be of the class if its probability is at least this.</summary>
    public double[] Threshold { get; }

    /// <summary>The share of samples of other classes that are said to be of this one, for each threshold.</summary>
    public double[] FalsePositiveRate { get; }

    /// <summary>The share of samples of the class that are said to be of it (recall), for each threshold.</summary>
    public double[] TruePositiveRate { get; }

    /// <summary>The share of samples said to be of the class that are, for each threshold.</summary>
    public double[] Precision { get; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Class}: AUC {Auc:0.####}");
}
