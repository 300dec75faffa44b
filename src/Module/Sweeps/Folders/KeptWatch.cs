using System.Diagnostics;

namespace NormTools;

/// <summary>Keeps the runs of a trial in its folder, so that another process can go on with them where this one ends.</summary>
internal sealed class KeptWatch : EpochWatch
{
    private const double SaveSeconds = 1; // between two checkpoints: a short epoch is not to wait for the disk each time
    private const double MostShare = 0.05; // of the time that checkpoints may take

    private readonly EpochWatch? inner;
    private readonly TrialKeeper keeper;
    private readonly int repeat;
    private readonly Stopwatch sinceSave = new Stopwatch();
    private string file = string.Empty;
    private int number; // of the script's runs so far
    private int known; // epochs of this one
    private long all;
    private double saveSeconds;
    private bool goesOn; // whether more epochs follow the last one that was seen

    /// <param name="inner">What may end the run; null where nothing does.</param>
    /// <param name="keeper">The trial's folder.</param>
    /// <param name="repeat">The repetition, from 0.</param>
    public KeptWatch(EpochWatch? inner, TrialKeeper keeper, int repeat)
    {
        this.inner = inner;
        this.keeper = keeper;
        this.repeat = repeat;
    }

    /// <summary>Whether a run went on from what another process left in the midst of it.</summary>
    public bool IsRestored { get; private set; }

    public override string? Begin(long epochs)
    {
        string? from = inner?.Begin(epochs);
        (number, known, all, goesOn) = (number + 1, 0, epochs, true);
        file = keeper.CheckpointOf(repeat, number);
        sinceSave.Restart();
        bool isThere = keeper.MayHaveCheckpoints && File.Exists(file);
        IsRestored |= isThere;
        return isThere ? file : from;
    }

    public override string? EpochEnded(TrainingRun run)
    {
        string? reason = inner?.EpochEnded(run);
        keeper.Metrics.Take(run, known, repeat + 1, number);
        known = run.EpochCount;
        keeper.HasComeOn = true;
        goesOn = reason is null && run.EpochCount < all && run.Progress.Ending == 0;
        if (goesOn && sinceSave.Elapsed.TotalSeconds >= Math.Max(SaveSeconds, saveSeconds / MostShare))
        {
            Save(run);
        }

        return reason;
    }

    // Of an epoch that nobody has looked at it is not known whether it was the last one: from it a run would go one too far.
    public override void BrokenOff(TrainingRun run)
    {
        if (goesOn && run.EpochCount == known)
        {
            Save(run);
        }
    }

    private void Save(TrainingRun run)
    {
        sinceSave.Restart();
        keeper.MayHaveCheckpoints = true;
        run.Save(file);
        keeper.Metrics.Flush();
        saveSeconds = sinceSave.Elapsed.TotalSeconds;
        sinceSave.Restart();
    }
}
