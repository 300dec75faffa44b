namespace NormTools;

/// <summary>What one way to normalise does to a tensor: its statistics before and after.</summary>
public sealed class NormalizationMeasure
{
    /// <summary>The way, as in "GroupNorm 4".</summary>
    public string Method { get; internal set; } = string.Empty;

    /// <summary>What one statistic averages over: N samples, C channels, positions L or H, W or D, H, W.</summary>
    public string Over { get; internal set; } = string.Empty;

    /// <summary>How many means and variances there are.</summary>
    public long StatisticCount { get; internal set; }

    /// <summary>The values that one of them rests on.</summary>
    public long ValueCount { get; internal set; }

    /// <summary>Smallest and largest mean of these sets of values before; null where there are no sets.</summary>
    public ValueRange? MeanBefore { get; internal set; }

    /// <summary>Smallest and largest standard deviation of these sets before; null where there are no sets.</summary>
    public ValueRange? DeviationBefore { get; internal set; }

    /// <summary>The means of the same sets after; null where the way cannot be gone.</summary>
    public ValueRange? MeanAfter { get; internal set; }

    /// <summary>The standard deviations of the same sets after; null where the way cannot be gone.</summary>
    public ValueRange? DeviationAfter { get; internal set; }

    /// <summary>The largest distance of a value from what batch normalisation makes of it.</summary>
    public double? DifferenceFromBatchNorm { get; internal set; }

    /// <summary>Whether what becomes of a sample depends on the other samples of its batch.</summary>
    public bool DependsOnBatch { get; internal set; }

    /// <summary>What there is to say against it here; null for nothing.</summary>
    public string? Note { get; internal set; }

    /// <summary>As a console of so many columns shows it.</summary>
    public string ToDisplayString(int width) => NormalizationDisplay.Render(this, width);

    /// <inheritdoc/>
    public override string ToString() => ToDisplayString(0);
}
