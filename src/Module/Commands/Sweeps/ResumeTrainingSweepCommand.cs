using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Goes on with the sweep of a folder, or adds trials to it.</summary>
[Cmdlet(VerbsLifecycle.Resume, "TrainingSweep", SupportsShouldProcess = true)]
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

    /// <summary>Does trials that failed again.</summary>
    [Parameter]
    public SwitchParameter Retry { get; set; }

    /// <summary>Goes on although the variables that the script takes by $using:, or the instruction level, are not those that the sweep began
    /// with.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>For jobs of a cluster: stops when there is a file of this name, and leaves to others what they can do without it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? StopPath { get; set; }

    protected override void ProcessRecord() => Guard(Path, () =>
    {
        Job = StopPath is null ? null : new SweepJob(Folder(StopPath));
        SweepEngineKind engine = ChosenEngine().Kind; // before anything is read
        SweepFolder folder = SweepFolder.Open(Folder(Path), out Dictionary<string, object?> document);
        SweepPlan plan = SweepPlan.Read(folder, document, SessionState, Add ?? 0);
        string[] others = SweepFingerprint.Others(plan.Script, document);
        if (others.Length > 0 && !Force)
        {
            throw Errors.SweepChanged(folder.Root, others);
        }

        bool isOtherLevel = !plan.Level.IsOwn;
        if (isOtherLevel && Force)
        {
            plan.Level = SweepLevel.Own;
        }
        else if (isOtherLevel && engine == SweepEngineKind.Local)
        {
            throw Errors.OtherLevel(folder.Root, plan.Level, SweepLevel.Own);
        }

        if (Add is not null)
        {
            plan.ThrowIfFull();
        }

        if (!ShouldProcess(folder.Root, Text.Count(plan.Trials, "trial") + (Retry ? ", those that failed again" : string.Empty)))
        {
            return;
        }

        if (Add is not null || others.Length > 0 || (isOtherLevel && Force))
        {
            folder.Write(plan);
        }

        if (Retry)
        {
            folder.Retry(plan);
        }

        Run(plan, folder);
    });
}
