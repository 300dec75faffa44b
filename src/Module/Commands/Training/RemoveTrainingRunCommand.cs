using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Takes runs away: their folders, and their places in Get-TrainingRun.</summary>
[Cmdlet(VerbsCommon.Remove, "TrainingRun", SupportsShouldProcess = true, DefaultParameterSetName = "Name")]
public sealed class RemoveTrainingRunCommand : NormToolsCommand
{
    /// <summary>The names of the runs.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Name")]
    [ArgumentCompleter(typeof(RunNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = null!;

    /// <summary>The store; without it the usual one.</summary>
    [Parameter(ParameterSetName = "Name")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The run: from Get-TrainingRun.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    [Alias("Run")]
    [ObjectItself]
    public TrainingRun InputObject { get; set; } = null!;

    protected override void ProcessRecord()
    {
        if (ParameterSetName == "InputObject")
        {
            Guard(InputObject, () => Remove(InputObject.Path, InputObject.Name ?? InputObject.ToString(), InputObject));
            return;
        }

        Guard(Name, () =>
        {
            string store = RunStore.Folder(Path, SessionState.Path);
            RunStore.ThrowIfMissing(store);
            foreach (string name in RunStore.Choose(store, Name, Array.Empty<string>(), (name, failure) => WriteError(failure.ToErrorRecord(name))))
            {
                Guard(name, () => Remove(System.IO.Path.Combine(store, name), name, null));
            }
        });
    }

    private void Remove(string? folder, string name, TrainingRun? run)
    {
        if (run?.State == TrainingState.Running)
        {
            throw Errors.RunInUse(name);
        }

        if (!ShouldProcess(folder ?? name, "Remove training run"))
        {
            return;
        }

        if (folder is not null)
        {
            RunFolder.Delete(folder);
        }

        TrainingRuns.Remove(run, folder);
    }
}
