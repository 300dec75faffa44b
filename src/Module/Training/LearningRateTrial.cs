namespace NormTools;

/// <summary>One step of a search for a learning rate.</summary>
public sealed class LearningRateTrial
{
    internal LearningRateTrial(int step, double learningRate, double loss, double smoothed) =>
        (Step, LearningRate, Loss, Smoothed) = (step, learningRate, loss, smoothed);

    /// <summary>The number of the step, from 1.</summary>
    public int Step { get; }

    /// <summary>The rate of the step.</summary>
    public double LearningRate { get; }

    /// <summary>The loss of the step's batch, before the step.</summary>
    public double Loss { get; }

    /// <summary>The moving average of the losses so far.</summary>
    public double Smoothed { get; }
}
