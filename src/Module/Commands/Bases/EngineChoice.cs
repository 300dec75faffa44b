using System.Management.Automation.Runspaces;

namespace NormTools.Commands;

/// <summary>Who does the trials, as the parameters of a cmdlet say.</summary>
internal sealed class EngineChoice
{
    private readonly string[]? computerNames, arguments;
    private readonly PSSession[]? sessions;
    private readonly int workers;

    /// <param name="engine">-Engine.</param>
    /// <param name="computerNames">-ComputerName.</param>
    /// <param name="sessions">-Session.</param>
    /// <param name="arguments">-ArgumentList.</param>
    /// <param name="workers">-Worker.</param>
    /// <exception cref="NormToolsException">They do not go together.</exception>
    public EngineChoice(SweepEngineKind? engine, string[]? computerNames, PSSession[]? sessions, string[]? arguments, int workers)
    {
        (this.computerNames, this.sessions, this.arguments, this.workers) = (computerNames, sessions, arguments, workers);
        string? machines = computerNames is not null ? "ComputerName" : sessions is not null ? "Session" : null;
        Kind = engine ?? (machines is null ? SweepEngineKind.Local : SweepEngineKind.Ssh);
        if (machines is not null && Kind != SweepEngineKind.Ssh)
        {
            throw Errors.Exclusive(machines, $"Engine {Kind}");
        }

        if (machines is null && Kind == SweepEngineKind.Ssh)
        {
            throw Errors.MachinesWanted();
        }

        if (arguments is not null && Kind != SweepEngineKind.Slurm)
        {
            throw Errors.NoEffect("ArgumentList", "Engine Slurm");
        }

        if (Kind == SweepEngineKind.Slurm)
        {
            SlurmProgram.ThrowIfMissing("sbatch");
        }
    }

    /// <summary>The engine.</summary>
    public SweepEngineKind Kind { get; }

    /// <exception cref="NormToolsException">FolderWanted: the engine gives trials away, and there is no folder.</exception>
    public void ThrowWithoutFolder(string? path)
    {
        if (Kind != SweepEngineKind.Local && path is null)
        {
            throw Errors.FolderWanted(Kind);
        }
    }

    /// <summary>Makes it.</summary>
    /// <param name="trials">How many trials there are.</param>
    /// <param name="home">$PSHOME.</param>
    public SweepEngine Make(int trials, string home) => Kind switch
    {
        SweepEngineKind.Ssh => new SshEngine(computerNames ?? Array.Empty<string>(), sessions ?? Array.Empty<PSSession>(), workers),
        SweepEngineKind.Slurm => new SlurmEngine(arguments ?? Array.Empty<string>(), workers, SlurmScript.PowerShell(home)),
        _ => new LocalEngine(workers, trials),
    };
}
