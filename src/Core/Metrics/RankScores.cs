namespace NormTools.Core.Metrics;

/// <summary>The true and false positives above each threshold, as it falls.</summary>
/// <param name="Thresholds">The distinct scores, in descending order.</param>
/// <param name="Hits">Total weight of the positives that score at least each threshold.</param>
/// <param name="Alarms">Total weight of the negatives that score at least each threshold.</param>
internal readonly record struct ThresholdCounts(double[] Thresholds, double[] Hits, double[] Alarms)
{
    public double Positives => Hits.Length == 0 ? 0 : Hits[^1];

    public double Negatives => Alarms.Length == 0 ? 0 : Alarms[^1];
}

/// <summary>Metrics of the order of scores, computed exactly; equal scores count as one step.</summary>
internal static class RankScores
{
    public static ThresholdCounts Sort(bool[] truth, double[] scores, IReadOnlyList<double>? weights)
    {
        int[] order = [.. Enumerable.Range(0, scores.Length)];
        Array.Sort([.. scores.Select(score => -score)], order);
        List<double> thresholds = [], hits = [], alarms = [];
        double hit = 0, alarm = 0;
        for (int i = 0; i < order.Length; i++)
        {
            double weight = weights is { Count: > 0 } ? weights[order[i]] : 1;
            hit += truth[order[i]] ? weight : 0;
            alarm += truth[order[i]] ? 0 : weight;
            if (i == order.Length - 1 || scores[order[i]] != scores[order[i + 1]])
            {
                thresholds.Add(scores[order[i]]);
                hits.Add(hit);
                alarms.Add(alarm);
            }
        }

        return new ThresholdCounts([.. thresholds], [.. hits], [.. alarms]);
    }

    /// <summary>The points that a picture of the curves needs: all of a few, and of many those from which on a rate or the precision has
    /// moved by a step.</summary>
    /// <param name="counts">True and false positives above each threshold.</param>
    /// <param name="few">The number of points up to which all are kept.</param>
    /// <param name="step">How far rates and precision move from one point to the next, at most by about.</param>
    public static ThresholdCounts Thin(in ThresholdCounts counts, int few, double step)
    {
        if (counts.Hits.Length <= few)
        {
            return counts;
        }

        List<int> kept = [0];
        for (int i = 1; i < counts.Hits.Length; i++)
        {
            int last = kept[^1];
            bool moved = Math.Abs(counts.Hits[i] - counts.Hits[last]) >= step * counts.Positives
                || Math.Abs(counts.Alarms[i] - counts.Alarms[last]) >= step * counts.Negatives
                || Math.Abs(Precision(counts, i) - Precision(counts, last)) >= step;
            if (moved || i == counts.Hits.Length - 1)
            {
                kept.Add(i);
            }
        }

        ThresholdCounts all = counts;
        return new ThresholdCounts(
            [.. kept.Select(i => all.Thresholds[i])], [.. kept.Select(i => all.Hits[i])], [.. kept.Select(i => all.Alarms[i])]);
    }

    /// <summary>The area below the ROC curve: the share of pairs in the right order, ties counted half. Up to a largest
    /// false positive rate, McClish's standardised partial area.</summary>
    public static double RocArea(in ThresholdCounts counts, double most = 1)
    {
        if (counts.Positives == 0 || counts.Negatives == 0)
        {
            return double.NaN;
        }

        double area = 0, x = 0, y = 0;
        for (int i = 0; i < counts.Hits.Length && x < most; i++)
        {
            double nextX = counts.Alarms[i] / counts.Negatives;
            double nextY = counts.Hits[i] / counts.Positives;
            if (nextX > most)
            {
                nextY = y + ((nextY - y) * (most - x) / (nextX - x));
                nextX = most;
            }

            area += (nextX - x) * (nextY + y) / 2;
            (x, y) = (nextX, nextY);
        }

        double least = most * most / 2;
        return most == 1 ? area : 0.5 * (1 + ((area - least) / (most - least)));
    }

    /// <summary>Sum of (recall - recall before) * precision over the thresholds; no interpolation.</summary>
    public static double AveragePrecision(in ThresholdCounts counts)
    {
        double sum = 0, before = 0;
        for (int i = 0; i < counts.Hits.Length; i++)
        {
            sum += (counts.Hits[i] - before) * Precision(counts, i);
            before = counts.Hits[i];
        }

        return counts.Positives == 0 ? double.NaN : sum / counts.Positives;
    }

    /// <summary>The points of the ROC curve, starting at (0, 0): false and true positive rates, and
    /// thresholds.</summary>
    /// <param name="counts">True and false positives above each threshold.</param>
    /// <param name="corners">Whether points on a straight line are left out.</param>
    public static (double[] X, double[] Y, double[] Thresholds) RocCurve(in ThresholdCounts counts, bool corners)
    {
        List<int> kept = [.. Enumerable.Range(0, counts.Hits.Length)];
        if (corners && counts.Hits.Length > 2)
        {
            double[] hits = counts.Hits, alarms = counts.Alarms;
            kept = [.. kept.Where(i => i == 0 || i == hits.Length - 1
                || hits[i + 1] - (2 * hits[i]) + hits[i - 1] != 0 || alarms[i + 1] - (2 * alarms[i]) + alarms[i - 1] != 0)];
        }

        double positives = counts.Positives, negatives = counts.Negatives;
        ThresholdCounts all = counts;
        return (
            [0, .. kept.Select(i => all.Alarms[i] / negatives)],
            [0, .. kept.Select(i => all.Hits[i] / positives)],
            [double.PositiveInfinity, .. kept.Select(i => all.Thresholds[i])]);
    }

    /// <summary>The points of the precision-recall curve with rising thresholds; the last one is (1, 0).</summary>
    public static (double[] Precision, double[] Recall, double[] Thresholds) PrecisionRecallCurve(ThresholdCounts counts)
    {
        int[] order = [.. Enumerable.Range(0, counts.Hits.Length).Reverse()];
        return (
            [.. order.Select(i => counts.Hits[i] / (counts.Hits[i] + counts.Alarms[i])), 1],
            [.. order.Select(i => counts.Positives == 0 ? 1 : counts.Hits[i] / counts.Positives), 0],
            [.. order.Select(i => counts.Thresholds[i])]);
    }

    private static double Precision(in ThresholdCounts counts, int i) => counts.Hits[i] / (counts.Hits[i] + counts.Alarms[i]);
}
