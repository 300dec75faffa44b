using NormTools.Contract;

namespace NormTools;

/// <summary>What is kept of one epoch of a training run.</summary>
public sealed class TrainingEpoch
{
    internal TrainingEpoch(in EpochRecord record)
    {
        Epoch = record.Epoch;
        TrainingLoss = record.TrainingLoss;
        TrainingAccuracy = Known(record.TrainingAccuracy);
        ValidationLoss = Known(record.ValidationLoss);
        ValidationAccuracy = Known(record.ValidationAccuracy);
        LearningRate = record.LearningRate;
        Duration = TimeSpan.FromSeconds(record.Seconds);
    }

    /// <summary>From 1.</summary>
    public long Epoch { get; }

    /// <summary>The mean over the epoch's batches, weighted by their size, each taken before its step.</summary>
    public double TrainingLoss { get; }

    /// <summary>The share of right predictions in the same passes, 0 to 1; null for a regression.</summary>
    public double? TrainingAccuracy { get; }

    /// <summary>The mean over the validation data behind the epoch; null without such data.</summary>
    public double? ValidationLoss { get; }

    /// <summary>The share of right predictions on the validation data; null without such data or for a
    /// regression.</summary>
    public double? ValidationAccuracy { get; }

    /// <summary>The learning rate of the epoch's last step.</summary>
    public double LearningRate { get; }

    /// <summary>The time the epoch took, validation included.</summary>
    public TimeSpan Duration { get; }

    /// <summary>The epoch as a line of text.</summary>
    public override string ToString()
    {
        string text = FormattableString.Invariant($"Epoch {Epoch}: training loss {Text.Loss(TrainingLoss)}");
        text += TrainingAccuracy is null ? string.Empty : FormattableString.Invariant($", accuracy {TrainingAccuracy:0.0 %}");
        text += ValidationLoss is null ? string.Empty : $"; validation loss {Text.Loss(ValidationLoss.Value)}";
        text += ValidationAccuracy is null ? string.Empty : FormattableString.Invariant($", accuracy {ValidationAccuracy:0.0 %}");
        return text + FormattableString.Invariant($"; {Duration.TotalSeconds:0.00} s");
    }

    private static double? Known(double value) => double.IsNaN(value) ? (double?)null : value;
}
