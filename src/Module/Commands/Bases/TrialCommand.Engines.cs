using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace NormTools.Commands;

/// <content>Who trains the models where this process does not do it by itself.</content>
public abstract partial class TrialCommand
{
    // Of the call itself, not of its models.
    private static readonly string[] OfCall =
        { nameof(Option), nameof(Thread), nameof(Path), nameof(Worker), nameof(Engine), nameof(ComputerName), nameof(Session), nameof(ArgumentList), nameof(Only) };

    /// <summary>A folder that each model's result is kept in: the same call goes on with it after Ctrl+C or in another session, and other
    /// processes take part.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>With -Path: the most models at a time, on each machine; by default as many as it has threads. The result does not depend on
    /// it.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(0, 64)]
    [ArgumentCompleter(typeof(ThreadCompleter))]
    public int Worker { get; set; }

    /// <summary>Who trains the models: this process, other machines over SSH, or the jobs of a Slurm cluster; what the other parameters say
    /// without it.</summary>
    [Parameter]
    [NameListTransformation]
    public SweepEngineKind? Engine { get; set; }

    /// <summary>Machines that train the models, which PowerShell reaches over SSH: node1, user@node2, node3:2222.</summary>
    [Parameter]
    [Alias("HostName", "Cn")]
    [ValidateNotNullOrEmpty]
    public string[]? ComputerName { get; set; }

    /// <summary>Open sessions of other machines that train the models, as New-PSSession gives them; they stay open.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public PSSession[]? Session { get; set; }

    /// <summary>Options for sbatch, as '--partition=cpu', '--time=10'.</summary>
    [Parameter]
    [ValidateNotNull]
    public string[]? ArgumentList { get; set; }

    /// <summary>For a trial of a folder: trains the model of this number alone, from 1, and gives its result to the folder.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1, int.MaxValue)]
    public int? Only { get; set; }

    /// <summary>Parameters that the models do not depend on.</summary>
    private protected virtual string[] OfJudgement => Array.Empty<string>();

    /// <summary>Whether a model belongs to this call; the others of a trial are never made.</summary>
    /// <param name="first">The number of the first of some models, from 0.</param>
    /// <param name="count">How many they are.</param>
    private protected bool IsWanted(int first, int count) => Only is null || (Only > first && Only <= first + count);

    private bool IsElsewhere(out EngineChoice choice)
    {
        choice = new EngineChoice(Engine, ComputerName, Session, ArgumentList, Worker);
        choice.ThrowWithoutFolder(Path);
        if (Path is null && MyInvocation.BoundParameters.ContainsKey(nameof(Worker)))
        {
            throw Errors.NoEffect(nameof(Worker), nameof(Path));
        }

        if (Path is not null && MyInvocation.BoundParameters.ContainsKey(nameof(Thread)))
        {
            throw Errors.Exclusive(nameof(Thread), nameof(Path));
        }

        return Path is not null;
    }

    private NormToolsException?[] RunElsewhere(EngineChoice choice, IReadOnlyList<ITrialResult> results, bool falls)
    {
        string name = MyInvocation.MyCommand.Name;
        SweepPlan plan = TrialSweep.Plan(name, Arguments(), SessionState, results.Count, falls);
        SweepFolder folder = TrialSweep.Folder(RunStore.Folder(Path!, SessionState.Path), plan);
        SweepTrial[] trials = new SweepDrive(this, plan, folder) { Warn = Notice, Again = $"the same command, with -Path {RunStore.Quote(folder.Root)}." }
            .Run(choice.Make(plan.Trials, (string)GetVariableValue("PSHOME")), SessionState.Path.CurrentFileSystemLocation.ProviderPath)!;
        return trials.Select((trial, i) => trial.Outcome.Report is { } report ? SweepFolder.Guard(trial.Path!, () => TrialReport.Read(report, results[i]))
            : new NormToolsException("TrialFailed", ErrorCategory.OperationStopped, trial.Error ?? string.Empty)).ToArray();
    }

    // What was given, at the prompt or by -Option.
    private Dictionary<string, object?> Arguments() => GetType().GetProperties()
        .Where(property => property.IsDefined(typeof(ParameterAttribute)) && !OfCall.Contains(property.Name) && !OfJudgement.Contains(property.Name) && IsGiven(property.Name))
        .OrderBy(property => property.Name, StringComparer.Ordinal).ToDictionary(property => property.Name, property => (object?)property.GetValue(this), StringComparer.Ordinal);

    // In a trial of a folder: one model, whose result goes there.
    private TrialReport Report(Trial trial, ITrialResult result)
    {
        trial.Prepare(TrialScope.Current?.Threads ?? Math.Max(Thread, 1), null, Notice);
        trial.Train();
        return TrialReport.Of(result, trial.Failure);
    }
}
