using NormTools.Native;

namespace NormTools;

/// <summary>How much labels differ where the features are the same: what no model can predict.</summary>
internal sealed class NoiseEstimate
{
    private const int Least = 10; // degrees of freedom, or pairs, that an estimate rests on
    private const int MostRows = 2_000; // whose neighbours are looked for
    private const double Near = 0.02; // of the distance that two rows have on average

    private NoiseEstimate(double? value, string source)
    {
        Value = value;
        Source = source;
    }

    /// <summary>The variance of quantities around what can be known, or the share of labels that differ from it; null where these
    /// rows cannot tell.</summary>
    public double? Value { get; }

    /// <summary>What it rests on, in words.</summary>
    public string Source { get; }

    /// <summary>By the truth that the user knows.</summary>
    public static NoiseEstimate OfTruth(double[] labels, double[] truth, bool ofClasses) => new NoiseEstimate(
        ofClasses ? labels.Zip(truth, (label, right) => label == right ? 0.0 : 1).Average()
            : labels.Zip(truth, (label, right) => (label - right) * (label - right)).Average(),
        $"of -Truth, {Text.Count(labels.Length, "label")}");

    /// <summary>By rows that repeat others, else by rows that all but do.</summary>
    /// <param name="features">[rows * columns].</param>
    /// <param name="labels">[rows * width].</param>
    /// <param name="width">Quantities a row.</param>
    /// <param name="ofClasses">Whether labels are classes.</param>
    public static NoiseEstimate OfRows(float[] features, double[] labels, int width, bool ofClasses)
    {
        int rows = labels.Length / width, columns = features.Length / Math.Max(rows, 1);
        NoiseEstimate? found = Repeats(features, labels, rows, columns, width, ofClasses);
        found ??= ofClasses ? null : Pairs(features, labels, Math.Min(rows, MostRows), columns, width);
        return found ?? new NoiseEstimate(null, "not known (no rows repeat others): it is inside the bias");
    }

    private static NoiseEstimate? Repeats(float[] features, double[] labels, int rows, int columns, int width, bool ofClasses)
    {
        int[][] groups = StopFlag.Rows(rows).GroupBy(row => row, new SameFeatures(features, columns))
            .Select(group => group.ToArray()).Where(group => group.Length > 1).ToArray();
        int freedom = groups.Sum(group => group.Length - 1), repeated = groups.Sum(group => group.Length);
        if (freedom < Least)
        {
            return null;
        }

        string source = $"of {Text.Count(repeated, "row")} with equal features, {Text.Count(groups.Length, "group")}";
        if (ofClasses)
        {
            int usual = groups.Sum(group => group.GroupBy(row => labels[row]).Max(label => label.Count()));
            return new NoiseEstimate(1 - (usual / (double)repeated), source + "; it is inside the bias, too");
        }

        double squares = 0;
        for (int i = 0; i < width; i++)
        {
            foreach (int[] group in groups)
            {
                double mean = group.Average(row => labels[(row * width) + i]);
                squares += group.Sum(row => Square(labels[(row * width) + i] - mean));
            }
        }

        return new NoiseEstimate(squares / freedom / width, source);
    }

    // Half the mean squared difference of pairs of rows that lie close together, each row in one pair only.
    private static NoiseEstimate? Pairs(float[] features, double[] labels, int rows, int columns, int width)
    {
        double[] scale = Enumerable.Range(0, columns).Select(column => Deviation(features, rows, columns, column)).ToArray();
        double bound = Square(Near) * 2 * scale.Count(deviation => deviation > 0);
        var used = new bool[rows];
        double squares = 0;
        int pairs = 0;
        for (int one = 0; one < rows; one++)
        {
            StopFlag.ThrowIfRaised();
            int nearest = -1;
            double least = bound;
            for (int other = one + 1; other < rows && !used[one]; other++)
            {
                double distance = 0;
                for (int i = 0; i < columns && distance < least; i++)
                {
                    distance += scale[i] > 0 ? Square((features[(one * columns) + i] - features[(other * columns) + i]) / scale[i]) : 0;
                }

                (least, nearest) = distance < least && !used[other] ? (distance, other) : (least, nearest);
            }

            if (nearest >= 0)
            {
                (used[one], used[nearest]) = (true, true);
                pairs++;
                for (int i = 0; i < width; i++)
                {
                    squares += Square(labels[(one * width) + i] - labels[(nearest * width) + i]) / 2 / width;
                }
            }
        }

        return pairs < Least ? null : new NoiseEstimate(squares / pairs, $"of {Text.Count(pairs, "pair")} of rows with nearly equal features");
    }

    private static double Deviation(float[] features, int rows, int columns, int column)
    {
        double mean = Enumerable.Range(0, rows).Average(row => (double)features[(row * columns) + column]);
        return Math.Sqrt(Enumerable.Range(0, rows).Average(row => Square(features[(row * columns) + column] - mean)));
    }

    private static double Square(double value) => value * value;

    private sealed class SameFeatures : IEqualityComparer<int>
    {
        private readonly float[] features;
        private readonly int columns;

        public SameFeatures(float[] features, int columns)
        {
            this.features = features;
            this.columns = columns;
        }

        public bool Equals(int one, int other)
        {
            for (int i = 0; i < columns; i++)
            {
                if (!features[(one * columns) + i].Equals(features[(other * columns) + i]))
                {
                    return false;
                }
            }

            return true;
        }

        public int GetHashCode(int row)
        {
            int hash = 17;
            for (int i = 0; i < columns; i++)
            {
                hash = (hash * 31) + features[(row * columns) + i].GetHashCode();
            }

            return hash;
        }
    }
}
