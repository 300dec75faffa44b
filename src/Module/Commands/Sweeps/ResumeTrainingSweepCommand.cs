using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Goes on with the sweep of a folder, or adds trials to it.</summary>
[Cmdlet(VerbsLifecycle.Resume, "TrainingSweep")]
[OutputType(typeof(SweepTrial))]
public sealed class ResumeTrainingSweepCommand : SweepCommand
{
    /// <summary>The sweep's folder.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>How many trials to add; a grid has all of its own.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1, SweepPlan.MostTrials)]
    public int? Add { get; set; }

    protected override void ProcessRecord() => Guard(Path, () =>
    {
        SweepFolder folder = SweepFolder.Open(Folder(Path), out Dictionary<string, object?> document);
        SweepPlan plan = SweepPlan.Read(folder, document, SessionState, Add ?? 0);
        if (Add is not null)
        {
            plan.ThrowIfFull();
            folder.Write(plan);
        }

        Run(plan, folder);
    });
}
