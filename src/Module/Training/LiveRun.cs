namespace NormTools;

/// <summary>A run that somebody else trains: in this process, whose object changes by itself, or in another one, whose folder does.</summary>
internal sealed class LiveRun
{
    private const int MostFailures = 20;

    private readonly string? folder; // null for a run of this process
    private int failures;

    public LiveRun(TrainingRun run)
    {
        Run = run;
        folder = run.HasState ? null : run.Path;
    }

    /// <summary>How the run stood when it was last looked at.</summary>
    public TrainingRun Run { get; private set; }

    public bool IsRunning => Run.State == TrainingState.Running;

    /// <summary>Looks again.</summary>
    /// <exception cref="NormToolsException">Its folder cannot be read any more.</exception>
    public void Look()
    {
        if (folder is null || !IsRunning)
        {
            return;
        }

        try
        {
            Run = TrainingRun.FromFolder(folder);
            failures = 0;
        }
        catch (NormToolsException) when (++failures < MostFailures)
        {
            // It is just being written: the next look finds it whole.
        }
    }
}
