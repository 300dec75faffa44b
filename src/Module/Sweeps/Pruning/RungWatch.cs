namespace NormTools;

/// <summary>Carries a run from where the rung before ended to the end of this one.</summary>
internal sealed class RungWatch : PruningWatch
{
    private readonly long? pause;
    private readonly string? from, to;
    private long all;

    /// <param name="pause">The epoch after which the rung ends; null for the last one, which ends with the run.</param>
    /// <param name="from">The checkpoint that it goes on from; null for the beginning.</param>
    /// <param name="to">Where it is written to.</param>
    public RungWatch(long? pause, string? from, string? to)
    {
        this.pause = pause;
        this.from = from;
        this.to = to;
    }

    /// <summary>Whether the run has not come to its own end.</summary>
    public bool IsPaused { get; private set; }

    public override string? EpochEnded(TrainingRun run)
    {
        if (pause is null || run.EpochCount < pause || run.EpochCount >= all)
        {
            return null;
        }

        run.Save(to!);
        IsPaused = true;
        return FormattableString.Invariant($"The sweep compares the trials after epoch {run.EpochCount}.");
    }

    private protected override string? From(long epochs)
    {
        all = epochs;
        return from;
    }
}
