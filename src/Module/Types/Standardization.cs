namespace NormTools;

/// <summary>
/// How features are brought to mean 0 and standard deviation 1: (value - mean) / deviation, a column each.
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

    /// <inheritdoc/>
    public override string ToString() => $"{Mean.Length} features to mean 0 and standard deviation 1";
}
