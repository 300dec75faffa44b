using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Gets training runs: those of the session, with the ones that were broken off, and those of a store.</summary>
[Cmdlet(VerbsCommon.Get, "TrainingRun")]
[OutputType(typeof(TrainingRun))]
public sealed class GetTrainingRunCommand : NormToolsCommand
{
    /// <summary>Only runs of these names.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(RunNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>The store; without it the usual one, and the runs of the session.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Only runs in these states.</summary>
    [Parameter]
    [NameListTransformation]
    public TrainingState[]? State { get; set; }

    /// <summary>Only this many of the latest runs.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [WholeNumberTransformation]
    public int Last { get; set; } = int.MaxValue;

    protected override void EndProcessing() => Guard(Path, () =>
    {
        TrainingRun[] runs = RunLookup.Find(SessionState.Path, Path, Name, (name, failure) => WriteError(failure.ToErrorRecord(name)))
            .Where(run => State is null || State.Contains(run.State)).ToArray();
        runs = runs.Skip(Math.Max(0, runs.Length - Last)).ToArray();
        foreach (TrainingRun run in runs)
        {
            run.IsShownInList(runs.Length > 1);
            WriteObject(run);
        }
    });
}
