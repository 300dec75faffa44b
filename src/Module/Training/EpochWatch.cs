namespace NormTools;

/// <summary>Follows the runs of a trial, epoch by epoch, and may end one: the trial's script then goes on with what there is.</summary>
internal abstract class EpochWatch
{
    /// <summary>Is told of a run.</summary>
    /// <param name="epochs">The epochs that it is to have.</param>
    /// <returns>The checkpoint that it goes on from; null for the beginning.</returns>
    public abstract string? Begin(long epochs);

    /// <summary>Is told of an epoch.</summary>
    /// <returns>Why the run ends there; null to go on.</returns>
    public abstract string? EpochEnded(TrainingRun run);

    /// <summary>Is told that the run was stopped in the midst of it.</summary>
    public virtual void BrokenOff(TrainingRun run)
    {
    }
}
