namespace NormTools;

/// <summary>What one normalisation method does to a tensor: its statistics before and after.</summary>
public sealed class NormalizationMeasure
{
    /// <summary>The method, as in "GroupNorm 4".</summary>
    public string Method { get; internal set; } = string.Empty;

    /// <summary>What one statistic averages over: N samples, C channels, positions L or H, W or D, H, W.</summary>
    public string Over { get; internal set; } = string.Empty;

    /// <summary>How many means and variances there are.</summary>
    public long StatisticCount { get; internal set; }

    /// <summary>The number of values that one of them rests on.</summary>
    public long ValueCount { get; internal set; }

    /// <summary>Smallest and largest mean of these sets of values before; null if the method cannot be
    /// applied.</summary>
    public ValueRange? MeanBefore { get; internal set; }

    /// <summary>Smallest and largest standard deviation of these sets before; null if the method cannot be
    /// applied.</summary>
    public ValueRange? DeviationBefore { get; internal set; }

    /// <summary>Smallest and largest mean of the same sets after; null if the method cannot be applied.</summary>
    public ValueRange? MeanAfter { get; internal set; }

    /// <summary>Smallest and largest standard deviation of the same sets after; null if the method cannot be
    /// applied.</summary>
    public ValueRange? DeviationAfter { get; internal set; }

    /// <summary>The largest difference between a value and the result of batch normalisation for it.</summary>
    public double? DifferenceFromBatchNorm { get; internal set; }

    /// <summary>Whether the result for a sample depends on the other samples of its batch.</summary>
    public bool DependsOnBatch { get; internal set; }

    /// <summary>A reservation about the method for this tensor, or the reason why it cannot be applied; null for
    /// none.</summary>
    public string? Note { get; internal set; }

    /// <summary>The text for a console of the given width.</summary>
    public string ToDisplayString(int width) => NormalizationDisplay.Render(this, width);

    /// <inheritdoc/>
    public override string ToString() => ToDisplayString(0);
}
