using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Reads the trials of a sweep's folder that are done.</summary>
[Cmdlet(VerbsData.Import, "TrainingSweep")]
[OutputType(typeof(SweepTrial))]
public sealed class ImportTrainingSweepCommand : NormToolsCommand
{
    /// <summary>The sweep's folder.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    protected override void ProcessRecord() => Guard(Path, () =>
    {
        SweepFolder folder = SweepFolder.Open(RunStore.Folder(Path, SessionState.Path), out Dictionary<string, object?> document);
        SweepTrial[] trials = folder.Results(document);
        if (trials.Length == 0)
        {
            WriteWarning(Errors.NoTrialDone(folder.Root));
        }

        WriteObject(trials, enumerateCollection: true);
    });
}
