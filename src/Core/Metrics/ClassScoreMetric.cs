namespace NormTools.Core.Metrics;

/// <summary>A score of each class, averaged over the classes: scikit-learn's precision_recall_fscore_support.</summary>
/// <remarks>
/// average: Binary (class 1 alone), Macro (each class counts the same), Weighted (by its samples), Micro (all counts
/// together), Auto (Binary for two classes, else Macro). zero_division is the value of 0 / 0: by default it is
/// undefined, and the class is left out of the mean. labels: the classes to include; by default those that occur or are
/// predicted.
/// </remarks>
internal abstract class ClassScoreMetric : Metric
{
    private readonly double undefined;
    private readonly long[]? labels;

    /// <param name="arguments">The metric's arguments.</param>
    /// <param name="average">The average that the metric's name states; null where an argument does.</param>
    protected ClassScoreMetric(Arguments arguments, string? average)
    {
        Average = average ?? arguments.OneOf("average", "Auto", "Auto", "Binary", "Macro", "Micro", "Weighted");
        undefined = arguments.OneOf("zero_division", "NaN", "NaN", "0", "1") switch { "0" => 0, "1" => 1, _ => double.NaN };
        labels = arguments.Sizes("labels", 0);
    }

    public override bool Falls => false;

    public override EvidenceNeeds Needs => EvidenceNeeds.Counts;

    /// <summary>All counts together give the accuracy, and so does recall by the classes' samples: a share of samples as that is.</summary>
    public sealed override bool IsShare => labels is null && (Average == "Micro" || (Average == "Weighted" && IsOfTrueClass));

    public sealed override bool IsPercent => false;

    /// <summary>Whether it is a share of the samples of a class.</summary>
    protected virtual bool IsOfTrueClass => false;

    /// <summary>How the classes' scores are combined into one.</summary>
    protected string Average { get; }

    /// <summary>How many times as much recall counts as precision, in a score made of both.</summary>
    protected virtual double Beta => 1;

    /// <summary>Adds a score under its own name and, for each kind of average, under a name that begins with it:
    /// Recall, MacroRecall, MicroRecall, WeightedRecall.</summary>
    /// <param name="name">The score's name.</param>
    /// <param name="meaning">What it means for one class.</param>
    /// <param name="make">Makes it from its arguments and the average stated by its name.</param>
    protected static void AddAverages(string name, string meaning, Func<Arguments, string?, Metric> make)
    {
        Catalog.Add(
            name, meaning + "; for class 1, or with more classes their mean",
            arguments => make(arguments, null));
        Catalog.Add("Macro" + name, meaning + ", each class counting the same", arguments => make(arguments, "Macro"));
        Catalog.Add("Micro" + name, meaning + ", all classes' counts together", arguments => make(arguments, "Micro"));
        Catalog.Add("Weighted" + name, meaning + ", each class by its samples", arguments => make(arguments, "Weighted"));
    }

    public sealed override MetricValue Value(MetricEvidence evidence)
    {
        if (evidence.Count == 0)
        {
            return MetricValue.Undefined("there are no samples");
        }

        string how = Average != "Auto" ? Average : evidence.Classes == 2 ? "Binary" : "Macro";
        int[] classes = how == "Binary" ? [Math.Min(1, evidence.Classes - 1)]
            : labels is null ? ConfusionScores.Present(evidence.Counts)
            : [.. labels.Select(label => (int)label)];
        if (Array.Exists(classes, label => label >= evidence.Classes))
        {
            return MetricValue.Undefined($"there are {evidence.Classes} classes");
        }

        ClassScores scores = ConfusionScores.PerClass(evidence.Counts, classes, Beta, undefined, how == "Micro");
        double value = ConfusionScores.Mean(Score(scores), how == "Weighted" ? scores.Support : null);
        return double.IsNaN(value)
            ? MetricValue.Undefined(how == "Binary"
                ? "class 1 does not occur, or is never predicted"
                : "no class has what it is a share of")
            : value;
    }

    /// <summary>The score of each class.</summary>
    protected abstract double[] Score(ClassScores scores);
}
