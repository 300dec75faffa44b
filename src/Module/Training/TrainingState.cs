namespace NormTools;

/// <summary>The state of a training run.</summary>
public enum TrainingState
{
    /// <summary>It is running.</summary>
    Running,

    /// <summary>All epochs are done.</summary>
    Finished,

    /// <summary>The monitored value stopped improving.</summary>
    StoppedEarly,

    /// <summary>The script of -OnEpoch, or $run.Stop(), ended it.</summary>
    StoppedByScript,

    /// <summary>Ctrl+C or an error interrupted it; Resume-TrainingRun resumes it.</summary>
    Interrupted,

    /// <summary>The loss, the gradients or a running variance were no longer finite.</summary>
    NotFinite,
}
