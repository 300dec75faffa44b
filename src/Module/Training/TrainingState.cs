namespace NormTools;

/// <summary>How a training run stands.</summary>
public enum TrainingState
{
    /// <summary>It is under way.</summary>
    Running,

    /// <summary>All epochs are done.</summary>
    Finished,

    /// <summary>The monitored value stopped improving.</summary>
    StoppedEarly,

    /// <summary>The script of -OnEpoch ended it.</summary>
    StoppedByScript,

    /// <summary>Ctrl+C, or an error in a script, broke it off; Resume-TrainingRun goes on.</summary>
    Interrupted,

    /// <summary>The loss was no longer a finite number.</summary>
    NotFinite,
}
