namespace NormTools;

/// <summary>Follows the run of a trial, epoch by epoch, and may end it: the trial's script then goes on with what there is.</summary>
internal abstract class EpochWatch
{
    private bool begun;

    /// <summary>Is told of a run, once a trial.</summary>
    /// <param name="epochs">The epochs that it is to have.</param>
    /// <returns>The checkpoint that it goes on from; null for the beginning.</returns>
    /// <exception cref="NormToolsException">SecondRun: the epochs of two runs have no order.</exception>
    public string? Begin(long epochs)
    {
        if (begun)
        {
            throw Errors.SecondRun();
        }

        begun = true;
        return From(epochs);
    }

    /// <summary>Is told of an epoch.</summary>
    /// <returns>Why the run ends there; null to go on.</returns>
    public abstract string? EpochEnded(TrainingRun run);

    private protected abstract string? From(long epochs);
}
