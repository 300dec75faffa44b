using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <summary>Trains without a cmdlet: nothing is shown, kept or listed, and no stream of the session is drawn from.</summary>
internal static class QuietTraining
{
    /// <summary>Trains a model to the end of its run, or until something is no longer finite.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Of the run.</param>
    /// <param name="training">Its rows.</param>
    /// <param name="validation">The rows that judge its epochs; null for none.</param>
    /// <param name="slice">Called some times a second; what it throws ends the training.</param>
    /// <returns>The run, and whether it stayed finite.</returns>
    public static (TrainingRun Run, bool IsFinite) Train(Model model, TrainingOptions options, Dataset training, Dataset? validation, Action? slice = null)
    {
        var run = TrainingRun.Create(model, options, training, validation);
        model.TrainedLoss = options.LossSpecification;
        RunState state = RunState.Running;
        try
        {
            state = run.AdvanceToEnd(slice);
        }
        finally
        {
            TrainingState ended = state == RunState.NotFinite ? TrainingState.NotFinite : TrainingState.Finished;
            StopFlag.Whole(() => run.Finish(ended, "It was a trial."));
        }

        return (run, state != RunState.NotFinite);
    }
}
