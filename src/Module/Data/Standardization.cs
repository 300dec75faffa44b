namespace NormTools;

/// <summary>
/// Scales features to mean 0 and standard deviation 1: (value - mean) / deviation, by column. All pixels of an image
/// channel share one mean and one deviation.
/// </summary>
public sealed class Standardization
{
    private readonly bool[] constant;
    private double[]? least;
    private double[]? largest;

    private Standardization(double[] mean, double[] deviation, bool[] constant)
    {
        Mean = mean;
        Deviation = deviation;
        this.constant = constant;
    }

    /// <summary>The mean of each feature over the rows that it was fitted on.</summary>
    public double[] Mean { get; }

    /// <summary>
    /// The standard deviation of each feature (dividing by the number of rows); 1 for a feature that is constant.
    /// </summary>
    public double[] Deviation { get; }

    /// <summary>The smallest and the largest value of each feature of a table in the rows that it was fitted on; null of images.</summary>
    internal (double[] Least, double[] Largest)? Seen
    {
        get => least is null ? null : (least, largest!);
        set => (least, largest) = value is var (smallest, greatest) ? (smallest, greatest) : (null, null);
    }

    /// <summary>Whether a feature was constant in the rows that it was fitted on.</summary>
    internal bool IsConstant(int feature) => constant[feature];

    // The features of a channel are contiguous; their total variance is that within the features plus that of their
    // means.
    internal static Standardization Of(double[] mean, double[] deviation, int channels)
    {
        int width = mean.Length / Math.Max(channels, 1);
        var constant = new bool[mean.Length];
        for (int channel = 0; channel < channels; channel++)
        {
            int start = channel * width;
            IEnumerable<int> members = Enumerable.Range(start, width);
            double center = members.Average(i => mean[i]);
            double variance = members.Average(i => (deviation[i] * deviation[i]) + ((mean[i] - center) * (mean[i] - center)));
            foreach (int i in members)
            {
                mean[i] = center;
                constant[i] = variance == 0;
                deviation[i] = constant[i] ? 1 : Math.Sqrt(variance);
            }
        }

        return new Standardization(mean, deviation, constant);
    }

    /// <exception cref="FormatException">The lists differ in length, or a deviation is 0.</exception>
    internal static Standardization FromFile(double[] mean, double[] deviation, (double[] Least, double[] Largest)? seen) =>
        mean.Length == deviation.Length && deviation.All(value => value != 0)
            && (seen is not var (least, largest) || (least.Length == mean.Length && largest.Length == mean.Length))
            ? new Standardization(mean, deviation, new bool[mean.Length]) { Seen = seen }
            : throw new FormatException("mean and deviation have to be equally long, least and most as well, and no deviation 0.");

    /// <inheritdoc/>
    public override string ToString() => $"{Text.Count(Mean.Length, "feature")} to mean 0 and standard deviation 1";
}
