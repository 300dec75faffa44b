using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <summary>Trains without a cmdlet: nothing is shown, kept or listed, and no stream of the session is drawn from.</summary>
internal static class QuietTraining
{
    /// <summary>Trains a model to the end of its run, or until something is no longer finite.</summary>
    /// <returns>The run, and whether it stayed finite.</returns>
    public static (TrainingRun Run, bool IsFinite) Train(Model model, TrainingOptions options, Dataset training, Dataset? validation)
    {
        var run = TrainingRun.Create(model, options, training, validation);
        model.TrainedLoss = options.LossSpecification;
        RunState state = RunState.Running;
        try
        {
            state = run.AdvanceToEnd();
        }
        finally
        {
            TrainingState ended = state == RunState.NotFinite ? TrainingState.NotFinite : TrainingState.Finished;
            StopFlag.Whole(() => run.Finish(ended, "It was a trial."));
        }

        return (run, state != RunState.NotFinite);
    }
}
