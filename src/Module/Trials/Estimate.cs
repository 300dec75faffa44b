namespace NormTools;

/// <summary>A mean of several values with its interval of 95 %.</summary>
internal readonly struct Estimate
{
    private Estimate(double mean, double error, int count)
    {
        Mean = mean;
        Error = error;
        Count = count;
        double half = count > 1 ? Student.Bound95(count - 1) * error : double.NaN;
        (Low, High) = (mean - half, mean + half);
    }

    private Estimate(in Estimate whole, double low, double high)
        : this(whole.Mean, whole.Error, 0)
    {
        Count = whole.Count;
        (Low, High) = (low, high);
    }

    public double Mean { get; }

    /// <summary>The standard error of the mean; NaN for one value.</summary>
    public double Error { get; }

    public int Count { get; }

    public double Low { get; }

    public double High { get; }

    /// <summary>The mean of independent values; those that are not defined are left out.</summary>
    public static Estimate Of(IEnumerable<double> values) => Of(values, count => 1.0 / count);

    /// <summary>The mean of the scores of folds, whose training rows overlap: the variance is (1/n + test/training) times that of
    /// the scores (Nadeau and Bengio 2003).</summary>
    /// <param name="values">A score a fold.</param>
    /// <param name="testShare">The rows of a fold over those that it was trained on.</param>
    public static Estimate OfFolds(IEnumerable<double> values, double testShare) => Of(values, count => (1.0 / count) + testShare);

    /// <summary>The interval cut to what a value can be.</summary>
    /// <param name="isShare">Whether it is a share, from 0 to 1.</param>
    /// <param name="isNeverNegative">Whether it is not below 0, as an error.</param>
    public Estimate Within(bool isShare, bool isNeverNegative) => double.IsNaN(Low) || !(isShare || isNeverNegative) ? this
        : new Estimate(this, Math.Max(Low, 0), isShare ? Math.Min(High, 1) : High);

    private static Estimate Of(IEnumerable<double> values, Func<int, double> factor)
    {
        double[] defined = values.Where(value => !double.IsNaN(value)).ToArray();
        if (defined.Length == 0)
        {
            return new Estimate(double.NaN, double.NaN, 0);
        }

        double mean = defined.Average();
        double variance = defined.Length < 2 ? double.NaN : defined.Sum(value => (value - mean) * (value - mean)) / (defined.Length - 1);
        return new Estimate(mean, Math.Sqrt(factor(defined.Length) * variance), defined.Length);
    }
}
