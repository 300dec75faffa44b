namespace NormTools;

/// <summary>What there is to know of one normalisation of a model before it is trained, or between trainings.</summary>
public sealed class NormalizationLayerTest
{
    /// <summary>The layer's name, as in the state's names.</summary>
    public string Name { get; internal set; } = string.Empty;

    /// <summary>The layer's type.</summary>
    public string Type { get; internal set; } = string.Empty;

    /// <summary>The means and variances of one batch.</summary>
    public long StatisticCount { get; internal set; }

    /// <summary>The values that each rests on.</summary>
    public long ValueCount { get; internal set; }

    /// <summary>The same in the last batch of an epoch, where that is not full; null where all are.</summary>
    public long? LastBatchValueCount { get; internal set; }

    /// <summary>The batches that the running statistics have seen; null where there are none.</summary>
    public long? BatchesTracked { get; internal set; }

    /// <summary>The share of the truth that the running statistics hold: 1 - (1 - momentum)^batches.</summary>
    public double? WarmUp { get; internal set; }

    /// <summary>The same behind one more epoch.</summary>
    public double? WarmUpAfterEpoch { get; internal set; }

    /// <summary>What is added to a variance.</summary>
    public double Epsilon { get; internal set; }

    /// <summary>The smallest variance (for RMSNorm, mean square) in the batch that was looked at.</summary>
    public double? SmallestVariance { get; internal set; }

    /// <summary>The share of the statistics in which eps is more than 1 % of the variance.</summary>
    public double? EpsilonShare { get; internal set; }

    /// <summary>
    /// How far evaluation is from training: the root mean square of the differences of the normalised values of one
    /// batch, in standard deviations; null where both are one.
    /// </summary>
    public double? TrainEvalGap { get; internal set; }

    /// <summary>What is to be minded; empty for nothing.</summary>
    public string[] Warning { get; internal set; } = Array.Empty<string>();

    /// <summary>As the console shows it.</summary>
    public override string ToString() => NormalizationDisplay.Render(this);
}
