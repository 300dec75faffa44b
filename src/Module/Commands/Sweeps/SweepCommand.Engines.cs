using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace NormTools.Commands;

/// <content>Who does the trials.</content>
public abstract partial class SweepCommand
{
    /// <summary>Who does the trials: this process, other machines over SSH, or the jobs of a Slurm cluster; what the other parameters say without
    /// it.</summary>
    [Parameter]
    [NameListTransformation]
    public SweepEngineKind? Engine { get; set; }

    /// <summary>Machines that do the trials, which PowerShell reaches over SSH: node1, user@node2, node3:2222.</summary>
    [Parameter]
    [Alias("HostName", "Cn")]
    [ValidateNotNullOrEmpty]
    public string[]? ComputerName { get; set; }

    /// <summary>Open sessions of other machines that do the trials, as New-PSSession gives them; they stay open.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public PSSession[]? Session { get; set; }

    /// <summary>Options for sbatch, as '--partition=cpu', '--time=10'.</summary>
    [Parameter]
    [ValidateNotNull]
    public string[]? ArgumentList { get; set; }

    /// <summary>The engine that the parameters say.</summary>
    /// <exception cref="NormToolsException">They do not go together.</exception>
    private protected EngineChoice ChosenEngine() => new EngineChoice(Engine, ComputerName, Session, ArgumentList, Worker);
}
