using NormTools.Contract;

namespace NormTools;

/// <summary>A step of a training run, as a script of -OnStep sees it.</summary>
public sealed class TrainingStep
{
    internal TrainingStep(in RunProgress progress)
    {
        Epoch = progress.Epoch;
        Step = progress.Step;
        TotalStep = ((progress.Epoch - 1) * progress.StepsPerEpoch) + progress.Step;
        Loss = progress.StepLoss;
        LearningRate = progress.LearningRate;
        GradientNorm = double.IsNaN(progress.GradientNorm) ? (double?)null : progress.GradientNorm;
    }

    /// <summary>The epoch, from 1.</summary>
    public long Epoch { get; }

    /// <summary>The step within the epoch, from 1.</summary>
    public long Step { get; }

    /// <summary>The step within the run, from 1.</summary>
    public long TotalStep { get; }

    /// <summary>The loss of its batch before the step, penalties included.</summary>
    public double Loss { get; }

    /// <summary>The learning rate of the step.</summary>
    public double LearningRate { get; }

    /// <summary>The norm of all gradients together, penalties included, before clipping; null for a batch whose gradients are only
    /// accumulated.</summary>
    public double? GradientNorm { get; }

    /// <summary>The step as a line of text.</summary>
    public override string ToString() => FormattableString.Invariant($"Epoch {Epoch}, step {Step}: loss {Text.Loss(Loss)}, learning rate {LearningRate:G3}")
        + (GradientNorm is double norm ? FormattableString.Invariant($", gradient norm {norm:G4}") : string.Empty);
}
