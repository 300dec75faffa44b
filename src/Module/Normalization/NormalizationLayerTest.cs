namespace NormTools;

/// <summary>What Test-ModelNormalization finds about one normalisation layer of a model.</summary>
public sealed class NormalizationLayerTest
{
    /// <summary>The layer's name, as in the state's names.</summary>
    public string Name { get; internal set; } = string.Empty;

    /// <summary>The layer's type.</summary>
    public string Type { get; internal set; } = string.Empty;

    /// <summary>The number of means (and variances) in one batch.</summary>
    public long StatisticCount { get; internal set; }

    /// <summary>The number of values that each of them rests on.</summary>
    public long ValueCount { get; internal set; }

    /// <summary>The same for the last batch of an epoch if it is smaller; null if all batches are full.</summary>
    public long? LastBatchValueCount { get; internal set; }

    /// <summary>The batches that the running statistics have seen; null where there are none.</summary>
    public long? BatchesTracked { get; internal set; }

    /// <summary>The share of the data in the running statistics, the rest being their initial values: 1 - (1 -
    /// momentum)^batches.</summary>
    public double? WarmUp { get; internal set; }

    /// <summary>The same after one more epoch.</summary>
    public double? WarmUpAfterEpoch { get; internal set; }

    /// <summary>The epsilon that is added to a variance.</summary>
    public double Epsilon { get; internal set; }

    /// <summary>The smallest variance (for RMSNorm, mean square) in the batch that was examined.</summary>
    public double? SmallestVariance { get; internal set; }

    /// <summary>The share of the statistics in which eps is more than 1 % of the variance.</summary>
    public double? EpsilonShare { get; internal set; }

    /// <summary>
    /// How far evaluation is from training: the root mean square of the differences of the normalised values of one
    /// batch, in standard deviations; null where evaluation works as training does.
    /// </summary>
    public double? TrainEvalGap { get; internal set; }

    /// <summary>Warnings; empty if there are none.</summary>
    public string[] Warning { get; internal set; } = Array.Empty<string>();

    /// <summary>As the console shows it.</summary>
    public override string ToString() => NormalizationDisplay.Render(this);
}
