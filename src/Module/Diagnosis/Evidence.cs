namespace NormTools;

/// <summary>The statistics that findings rest on.</summary>
internal static class Evidence
{

    /// <summary>The largest distance between the distributions of two samples, and how likely it is to be as large by chance
    /// (Kolmogorov and Smirnov; the first term of the limit). Values that are missing do not count.</summary>
    public static (double Distance, double Chance) KolmogorovSmirnov(float[] one, float[] other)
    {
        one = Array.FindAll(one, value => !float.IsNaN(value));
        other = Array.FindAll(other, value => !float.IsNaN(value));
        if (one.Length == 0 || other.Length == 0)
        {
            return (0, 1);
        }

        Array.Sort(one);
        Array.Sort(other);
        double distance = 0;
        for (int i = 0, j = 0; i < one.Length && j < other.Length;)
        {
            float value = Math.Min(one[i], other[j]);
            while (i < one.Length && one[i] <= value)
            {
                i++;
            }

            while (j < other.Length && other[j] <= value)
            {
                j++;
            }

            distance = Math.Max(distance, Math.Abs((i / (double)one.Length) - (j / (double)other.Length)));
        }

        double size = one.Length * (double)other.Length / (one.Length + other.Length);
        return (distance, Math.Min(1, 2 * Math.Exp(-2 * distance * distance * size)));
    }

    /// <summary>Cramer's V of two rows of counts, corrected for its bias (Bergsma 2013), and how likely the counts are to
    /// differ as much by chance.</summary>
    public static (double V, double Chance) Cramer(long[] one, long[] other)
    {
        double ones = one.Sum(), others = other.Sum(), total = ones + others;
        int used = one.Where((count, i) => count + other[i] > 0).Count();
        if (ones == 0 || others == 0 || used < 2)
        {
            return (0, 1);
        }

        double square = 0;
        for (int i = 0; i < one.Length; i++)
        {
            double both = one[i] + other[i];
            if (both > 0)
            {
                double expected = both * ones / total, rest = both * others / total;
                square += ((one[i] - expected) * (one[i] - expected) / expected) + ((other[i] - rest) * (other[i] - rest) / rest);
            }
        }

        double freedom = used - 1;
        double corrected = Math.Max(0, (square / total) - (freedom / (total - 1)));
        double least = Math.Min(2 - (1 / (total - 1)), used - (freedom * freedom / (total - 1))) - 1;
        return (Math.Sqrt(corrected / Math.Max(least, 1e-12)), ChiSquareBeyond(square, freedom));
    }

    /// <summary>The area under the ROC curve of scores, ties counted half, with its 95 % interval (Hanley and McNeil
    /// 1982).</summary>
    /// <param name="scores">One for each row.</param>
    /// <param name="positive">Which rows are of the class.</param>
    /// <param name="weights">How much each row counts: the share of pairs is one of their products, and the interval rests on as many rows of
    /// equal weight as would tell as much.</param>
    public static (double Auc, double Low, double High) Auc(double[] scores, bool[] positive, double[] weights)
    {
        int[] order = Enumerable.Range(0, scores.Length).OrderBy(i => scores[i]).ToArray();
        double won = 0, below = 0; // pairs that are in order, and the weight of the other rows so far
        for (int start = 0, end; start < order.Length; start = end)
        {
            double own = 0, others = 0;
            for (end = start; end < order.Length && scores[order[end]].Equals(scores[order[start]]); end++)
            {
                double weight = weights[order[end]];
                (own, others) = positive[order[end]] ? (own + weight, others) : (own, others + weight);
            }

            won += own * (below + (others / 2));
            below += others;
        }

        double[] ofClass = weights.Where((_, i) => positive[i]).ToArray(), ofOthers = weights.Where((_, i) => !positive[i]).ToArray();
        double p = RowWeights.Effective(ofClass), n = RowWeights.Effective(ofOthers);
        if (p == 0 || n == 0)
        {
            return (double.NaN, 0, 1);
        }

        double auc = won / (ofClass.Sum() * ofOthers.Sum());
        double first = auc / (2 - auc), second = 2 * auc * auc / (1 + auc);
        double variance = ((auc * (1 - auc)) + ((p - 1) * (first - (auc * auc))) + ((n - 1) * (second - (auc * auc)))) / (p * n);
        double half = RunScore.Normal * Math.Sqrt(Math.Max(0, variance));
        return (auc, Math.Max(0, auc - half), Math.Min(1, auc + half));
    }

    /// <summary>How many standard errors leave a share of the normal distribution below them.</summary>
    public static double NormalQuantile(double share)
    {
        double low = -10, high = 10;
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = 1 - NormalBeyond(middle) < share ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    // Wilson and Hilferty 1931: the cube root of chi square over its degrees of freedom is nearly normal.
    private static double ChiSquareBeyond(double square, double freedom)
    {
        double spread = 2 / (9 * freedom);
        double z = (Math.Pow(square / freedom, 1.0 / 3) - (1 - spread)) / Math.Sqrt(spread);
        return NormalBeyond(z);
    }

    // The share of the normal distribution beyond z: Abramowitz and Stegun 26.2.17, right to 7.5e-8.
    private static double NormalBeyond(double z)
    {
        double t = 1 / (1 + (0.2316419 * Math.Abs(z)));
        double density = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
        double beyond = density * t
            * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return z >= 0 ? beyond : 1 - beyond;
    }
}
