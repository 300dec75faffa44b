namespace NormTools.Core.Augmentations;

/// <summary>What augmentations need to know about the training data.</summary>
/// <param name="shape">The shape of a sample.</param>
/// <param name="range">The least and the largest value that a sample can have, as stored.</param>
/// <param name="deviations">The standard deviation of each value over the training rows, as stored.</param>
/// <param name="rareRows">The rows of rare classes, with so many neighbours each.</param>
internal sealed class AugmentedData(
    long[] shape, Func<(float Low, float High)> range, Func<float[]> deviations, Func<int, RareRows> rareRows)
{
    private readonly Lazy<(float Low, float High)> range = new(range);
    private readonly Lazy<float[]> deviations = new(deviations);

    /// <summary>Whether a sample is an image: [channels, height, width].</summary>
    public bool IsImage => shape.Length == 3;

    /// <summary>Whether a sample is the row of a table: [columns].</summary>
    public bool IsTable => shape.Length == 1;

    /// <summary>The number of values in a sample.</summary>
    public int Count => (int)shape.Aggregate(1L, (product, size) => product * size);

    public int Channels => (int)shape[0];

    public int Height => (int)shape[1];

    public int Width => (int)shape[2];

    public string Shape => $"[{string.Join(", ", shape)}]";

    public (float Low, float High) Range => range.Value;

    public float[] Deviations => deviations.Value;

    /// <summary>The training rows of rare classes, with so many neighbours each.</summary>
    /// <exception cref="CoreException">AugmentationDoesNotFit: a class has too few rows.</exception>
    public RareRows RareRows(int neighbours) => rareRows(neighbours);
}
