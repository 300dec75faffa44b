namespace NormTools;

/// <summary>A figure with its interval and the rows that it rests on.</summary>
internal sealed class FitInterval
{
    private const int Rounds = 400; // of a bootstrap

    public FitInterval(double value, double low, double high, long count)
    {
        Value = value;
        Low = low;
        High = high;
        Count = count;
    }

    public double Value { get; }

    public double Low { get; }

    public double High { get; }

    public long Count { get; }

    public double HalfWidth => (High - Low) / 2;

    /// <summary>A share with Wilson's interval.</summary>
    public static FitInterval Share(double right, long count) => Share(right, count, count);

    /// <summary>A share of rows that count by their weights.</summary>
    /// <param name="scores">0 or 1 for each row.</param>
    /// <param name="weights">1 on average.</param>
    public static FitInterval Share(double[] scores, double[] weights) =>
        Share(RowWeights.Mean(scores, weights) * scores.Length, scores.Length, RowWeights.Effective(weights));

    private static FitInterval Share(double right, long count, double effective)
    {
        double share = count == 0 ? double.NaN : right / count;
        (double low, double high) = RunScore.Wilson(share, effective);
        return new FitInterval(share, low, high, count);
    }

    /// <summary>The mean of differences of the same rows.</summary>
    /// <param name="differences">One for each row.</param>
    /// <param name="weights">How much each row counts, 1 on average.</param>
    /// <param name="normal">How many standard errors the interval has on each side.</param>
    /// <param name="ofShares">Whether the differences are those of right and wrong: then the error cannot be nothing, however few rows
    /// differ (a half is added to each count, Agresti and Min 2005).</param>
    public static FitInterval Paired(double[] differences, double[] weights, double normal, bool ofShares)
    {
        long count = differences.Length;
        if (count == 0)
        {
            return new FitInterval(double.NaN, double.NaN, double.NaN, 0);
        }

        double mean = RowWeights.Mean(differences, weights);
        double squares = differences.Zip(weights, (difference, weight) => Square(weight * (difference - mean))).Sum() + (ofShares ? 1 : 0);
        double half = normal * Math.Sqrt(squares / Math.Max(1, count - 1) / count);
        return new FitInterval(mean, mean - half, mean + half, count);
    }

    /// <summary>The difference of two scores of different rows: Newcombe's interval of two shares (1998, method 10).</summary>
    public static FitInterval Difference(FitInterval one, FitInterval other)
    {
        double value = one.Value - other.Value;
        double down = Math.Sqrt(Square(one.Value - one.Low) + Square(other.High - other.Value));
        double up = Math.Sqrt(Square(one.High - one.Value) + Square(other.Value - other.Low));
        return new FitInterval(value, value - down, value + up, Math.Min(one.Count, other.Count));
    }

    /// <summary>One minus a ratio of sums over the rows, with the interval of resampled rows: R squared.</summary>
    public static FitInterval Explained(double[] rest, double[] total, double[] weights)
    {
        double value = Of(i => i);
        if (rest.Length < 3)
        {
            return new FitInterval(value, double.NaN, double.NaN, rest.Length);
        }

        var random = new Random(1);
        double[] values = Enumerable.Range(0, Rounds).Select(_ => Of(_ => random.Next(rest.Length))).OrderBy(drawn => drawn).ToArray();
        return new FitInterval(
            value, Math.Min(value, values[(int)(0.025 * Rounds)]), Math.Max(value, values[(int)(0.975 * Rounds) - 1]), rest.Length);

        double Of(Func<int, int> draw)
        {
            Native.StopFlag.ThrowIfRaised();
            double above = 0, below = 0;
            for (int i = 0; i < rest.Length; i++)
            {
                int row = draw(i);
                (above, below) = (above + (weights[row] * rest[row]), below + (weights[row] * total[row]));
            }

            return below > 0 ? 1 - (above / below) : 0;
        }
    }

    private static double Square(double value) => value * value;
}
