using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <summary>Trains without a cmdlet: nothing is shown, kept or listed, and no stream of the session is drawn from.</summary>
internal static class QuietTraining
{
    private const double SliceMilliseconds = 50; // so that Ctrl+C takes effect within a fifth of a second

    /// <summary>Trains a model to the end of its run, or until something is no longer finite.</summary>
    /// <returns>The run, and whether it stayed finite.</returns>
    public static (TrainingRun Run, bool IsFinite) Train(Model model, TrainingOptions options, Dataset training, Dataset? validation)
    {
        var run = TrainingRun.Create(model, options, training, validation);
        RunState state = RunState.Running;
        try
        {
            while (state is RunState.Running or RunState.EpochFinished)
            {
                StopFlag.ThrowIfRaised();
                state = run.Advance(SliceMilliseconds);
            }
        }
        finally
        {
            TrainingState ended = state == RunState.NotFinite ? TrainingState.NotFinite : TrainingState.Finished;
            StopFlag.Whole(() => run.Finish(ended, "It was a trial."));
        }

        return (run, state != RunState.NotFinite);
    }
}
