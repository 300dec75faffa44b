namespace NormTools;

/// <summary>
/// How features are brought to mean 0 and standard deviation 1: (value - mean) / deviation, a column each; the pixels
/// of an image's channel have one mean and one deviation together.
/// </summary>
public sealed class Standardization
{
    internal Standardization(double[] mean, double[] deviation)
    {
        Mean = mean;
        Deviation = deviation;
    }

    /// <summary>The mean of each feature over the rows that it was fitted on.</summary>
    public double[] Mean { get; }

    /// <summary>
    /// The standard deviation of each feature (divided by the number of rows); 1 for a feature that never changes.
    /// </summary>
    public double[] Deviation { get; }

    /// <summary>Whether a feature never changes (or, with a deviation of just 1, seems not to).</summary>
    internal bool IsConstant(int feature) => Deviation[feature] == 1;

    // The features of a channel lie side by side; their variance together is that within them and that between their
    // means.
    internal static Standardization Of(double[] mean, double[] deviation, int channels)
    {
        int width = mean.Length / Math.Max(channels, 1);
        for (int channel = 0; channel < channels; channel++)
        {
            int start = channel * width;
            IEnumerable<int> members = Enumerable.Range(start, width);
            double center = members.Average(i => mean[i]);
            double variance = members.Average(i => (deviation[i] * deviation[i]) + ((mean[i] - center) * (mean[i] - center)));
            foreach (int i in members)
            {
                mean[i] = center;
                deviation[i] = variance == 0 ? 1 : Math.Sqrt(variance);
            }
        }

        return new Standardization(mean, deviation);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Text.Count(Mean.Length, "feature")} to mean 0 and standard deviation 1";
}
