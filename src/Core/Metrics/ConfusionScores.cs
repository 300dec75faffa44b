namespace NormTools.Core.Metrics;

/// <summary>Precision, recall, F-score and support of each class.</summary>
internal readonly record struct ClassScores(double[] Precision, double[] Recall, double[] F, double[] Support);

/// <summary>Scores computed from the confusion matrix, [classes, classes].</summary>
internal static class ConfusionScores
{
    /// <summary>Precision, recall and F-score of each class, or of their counts added up.</summary>
    /// <param name="counts">[classes, classes], rows the true classes.</param>
    /// <param name="labels">The classes to include.</param>
    /// <param name="beta">How many times as much recall counts as precision.</param>
    /// <param name="undefined">The value of 0 / 0.</param>
    /// <param name="together">Whether the counts are added up first (micro).</param>
    public static ClassScores PerClass(double[] counts, int[] labels, double beta, double undefined, bool together = false)
    {
        double[] right = [.. labels.Select(label => At(counts, label, label))];
        double[] predicted = [.. labels.Select(label => Column(counts, label))];
        double[] support = [.. labels.Select(label => Row(counts, label))];
        if (together)
        {
            (right, predicted, support) = ([right.Sum()], [predicted.Sum()], [support.Sum()]);
        }

        double square = beta * beta;
        double[] precision = Zip(right, predicted, (hits, all) => Share(hits, all, undefined));
        double[] recall = Zip(right, support, (hits, all) => Share(hits, all, undefined));
        double[] f = [.. right.Select((hits, i) =>
            Share((1 + square) * hits, (square * support[i]) + predicted[i], undefined))];
        return new ClassScores(precision, recall, f, support);
    }

    /// <summary>The mean of the classes' scores, leaving out undefined ones.</summary>
    public static double Mean(double[] scores, double[]? weights)
    {
        double sum = 0;
        double all = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            double weight = double.IsNaN(scores[i]) ? 0 : weights?[i] ?? 1;
            sum += weight == 0 ? 0 : weight * scores[i];
            all += weight;
        }

        return all == 0 && weights is not null && Array.Exists(scores, score => !double.IsNaN(score))
            ? Mean(scores, null)
            : sum / all;
    }

    public static double Accuracy(double[] counts) => Diagonal(counts) / counts.Sum();

    /// <summary>The mean recall of the classes that occur; if adjusted, rescaled to 0 for chance and 1 at
    /// best.</summary>
    public static double Balanced(double[] counts, bool adjusted)
    {
        double[] recalls = [.. All(counts).Where(label => Row(counts, label) > 0)
            .Select(label => At(counts, label, label) / Row(counts, label))];
        double mean = recalls.Length == 0 ? double.NaN : recalls.Average();
        double chance = 1d / recalls.Length;
        return adjusted ? (mean - chance) / (1 - chance) : mean;
    }

    /// <summary>(c s - sum p t) / sqrt((s^2 - sum p^2)(s^2 - sum t^2)) with c correct of s samples, and p and t how
    /// often each class is predicted and true; 0 where a factor is 0.</summary>
    public static double Matthews(double[] counts)
    {
        double all = counts.Sum();
        double right = Diagonal(counts);
        double both = 0, predicted = 0, truth = 0;
        foreach (int label in All(counts))
        {
            double p = Column(counts, label), t = Row(counts, label);
            both += p * t;
            predicted += p * p;
            truth += t * t;
        }

        double product = ((all * all) - predicted) * ((all * all) - truth);
        return product == 0 ? 0 : ((right * all) - both) / Math.Sqrt(product);
    }

    /// <summary>1 - sum w o / sum w e, with observed counts o, expected counts e and weights w.</summary>
    /// <param name="counts">[classes, classes].</param>
    /// <param name="distance">The distance between two classes.</param>
    public static double Kappa(double[] counts, Func<int, int, double> distance)
    {
        double all = counts.Sum();
        double observed = 0;
        double expected = 0;
        foreach (int i in All(counts))
        {
            foreach (int j in All(counts))
            {
                double far = distance(i, j);
                observed += far * At(counts, i, j);
                expected += far * Row(counts, i) * Column(counts, j) / all;
            }
        }

        return 1 - (observed / expected);
    }

    /// <summary>The classes that occur or are predicted.</summary>
    public static int[] Present(double[] counts) =>
        [.. All(counts).Where(label => Row(counts, label) > 0 || Column(counts, label) > 0)];

    public static double Row(double[] counts, int label) => counts.AsSpan(label * Size(counts), Size(counts)).ToArray().Sum();

    public static double Column(double[] counts, int label) => All(counts).Sum(row => At(counts, row, label));

    public static int Size(double[] counts) => (int)Math.Sqrt(counts.Length);

    private static IEnumerable<int> All(double[] counts) => Enumerable.Range(0, Size(counts));

    private static double At(double[] counts, int row, int column) => counts[(row * Size(counts)) + column];

    private static double Diagonal(double[] counts) => All(counts).Sum(label => At(counts, label, label));

    private static double Share(double part, double whole, double undefined) => whole == 0 ? undefined : part / whole;

    private static double[] Zip(double[] a, double[] b, Func<double, double, double> of) => [.. a.Zip(b, of)];
}
