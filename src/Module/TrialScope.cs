namespace NormTools;

/// <summary>What a trial of a sweep gives to the cmdlets of its script, which run on its thread: seeds for what has none, and its share of the
/// processors.</summary>
internal sealed class TrialScope
{
    [ThreadStatic]
    private static TrialScope? current;

    private readonly ulong seed;
    private ulong drawn;

    private TrialScope(ulong seed, int threads, EpochWatch? watch)
    {
        this.seed = seed;
        Threads = threads;
        Watch = watch;
    }

    /// <summary>That of the trial that runs on this thread; null outside of trials.</summary>
    public static TrialScope? Current => current;

    /// <summary>The most threads of a run that names no number.</summary>
    public int Threads { get; }

    /// <summary>What follows the epochs of its run; null where nobody does.</summary>
    public EpochWatch? Watch { get; }

    /// <summary>The next seed: each is determined by the trial's own and by how many were drawn before.</summary>
    public ulong NextSeed() => MixedSeed.Of(seed, ++drawn) >> 32;

    /// <summary>Does work as that of a trial.</summary>
    public static T Use<T>(ulong seed, int threads, EpochWatch? watch, Func<T> work)
    {
        TrialScope? around = current;
        current = new TrialScope(seed, threads, watch);
        try
        {
            return work();
        }
        finally
        {
            current = around;
        }
    }
}
