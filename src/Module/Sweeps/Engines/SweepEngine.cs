using System.Collections.Concurrent;

namespace NormTools;

/// <summary>Who does the trials of a sweep.</summary>
public enum SweepEngineKind
{
    /// <summary>Sessions in this process.</summary>
    Local,

    /// <summary>Other machines, over PowerShell's remoting by SSH, or in sessions that the user has opened.</summary>
    Ssh,

    /// <summary>The jobs of a Slurm cluster.</summary>
    Slurm,
}

/// <summary>Does the trials of a sweep: through workers that this session hands trials to, or by processes that take them from the folder
/// themselves, while this session looks on. All keep them in the same folder, so that each goes on with what another began.</summary>
internal abstract class SweepEngine : IDisposable
{
    /// <summary>How many trials this session hands out at a time; 0 where the engine's processes take them from the folder. It is known once it has
    /// begun.</summary>
    public abstract int Lanes { get; }

    /// <summary>Begins to work. It is called once, on the cmdlet's thread, before any lane.</summary>
    /// <exception cref="NormToolsException">It cannot.</exception>
    /// <exception cref="System.Management.Automation.PipelineStoppedException">It was stopped.</exception>
    public virtual void Begin(SweepWork work)
    {
    }

    /// <summary>The worker of a lane, which is called from the lane's own thread.</summary>
    public abstract ISweepWorker Worker(int lane);

    /// <summary>Is called again and again on the cmdlet's thread while trials are open, every 20 ms.</summary>
    /// <returns>Who is at work, to be shown; null for nothing.</returns>
    /// <exception cref="NormToolsException">Nobody is any more, and nobody will be.</exception>
    public virtual string? Look() => null;

    /// <summary>The failure where all lanes have ended and trials are open.</summary>
    public virtual NormToolsException Ended() => throw new InvalidOperationException();

    /// <summary>Ends the work elsewhere, as at Ctrl+C; what is done stays in the folder. It returns soon.</summary>
    public virtual void Stop()
    {
    }

    /// <summary>What became of the work elsewhere when it was stopped; null for nothing to tell.</summary>
    public virtual string? Stopped() => null;

    /// <summary>Ends what the engine has opened, also behind the last trial.</summary>
    public virtual void Dispose()
    {
    }
}

/// <summary>What an engine has to do, and with what.</summary>
internal sealed class SweepWork
{
    public SweepWork(SweepPlan plan, SweepFolder? folder, SweepCheckpoints checkpoints, string location, ConcurrentQueue<string> warnings)
    {
        Plan = plan;
        Folder = folder;
        Checkpoints = checkpoints;
        Location = location;
        Warnings = warnings;
    }

    public SweepPlan Plan { get; }

    /// <summary>Where results are kept; null for the memory alone.</summary>
    public SweepFolder? Folder { get; }

    /// <summary>Where runs are kept between rungs.</summary>
    public SweepCheckpoints Checkpoints { get; }

    /// <summary>The current folder of the scripts.</summary>
    public string Location { get; }

    /// <summary>Takes what is to be warned of, from any thread; each text is told once.</summary>
    public ConcurrentQueue<string> Warnings { get; }

    /// <summary>Whether the user wants to stop; for the cmdlet's thread.</summary>
    public Func<bool> IsStopping { get; set; } = () => false;

    /// <summary>Shows who is at work where <see cref="SweepEngine.Begin"/> takes long; for the cmdlet's thread.</summary>
    public Action<string> Tell { get; set; } = _ => { };
}
