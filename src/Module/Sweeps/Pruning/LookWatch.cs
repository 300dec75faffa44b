namespace NormTools;

/// <summary>Looks how many epochs the run of a script is to have, and does not let it begin.</summary>
internal sealed class LookWatch : PruningWatch
{
    /// <summary>The epochs; null where no run was about to begin.</summary>
    public long? Epochs { get; private set; }

    public override string? EpochEnded(TrainingRun run) => null;

    private protected override string? From(long epochs)
    {
        Epochs = epochs;
        throw Errors.OnlyLooking();
    }
}
