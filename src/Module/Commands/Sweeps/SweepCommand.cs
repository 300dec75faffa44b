using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>The base of the cmdlets that run a sweep.</summary>
public abstract partial class SweepCommand : NormToolsCommand
{
    private const double ShownSeconds = 0.1;

    /// <summary>The most trials at a time, on each machine; by default as many as it has threads. The result does not depend on it.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(0, 64)]
    [ArgumentCompleter(typeof(ThreadCompleter))]
    public int Worker { get; set; }

    internal override bool CanBreakOffAnywhere => false; // what is done is kept, then it stops

    private protected void Run(SweepPlan plan, SweepFolder? folder)
    {
        DateTime began = DateTime.UtcNow;
        double shown = double.NegativeInfinity;
        int before = -1;
        var progress = new ProgressRecord(0, MyInvocation.MyCommand.Name, "Running");
        if (folder is not null && ChosenEngine() != SweepEngineKind.Local)
        {
            KeptValues.Write(folder.Root, plan.Script);
        }

        SweepEngine engine = Make(plan);
        using var runner = new SweepRunner(plan, folder, engine, Location)
        {
            Warn = WriteWarning,
            IsStopping = () => IsStopping || Job?.Look() == true,
            IsJob = Job is not null,
        };
        runner.Progress = (done, best, status) =>
        {
            double seconds = (DateTime.UtcNow - began).TotalSeconds;
            before = before < 0 ? done : before; // those that a folder had
            if (IsStopping || seconds - shown < ShownSeconds)
            {
                return;
            }

            shown = seconds;
            progress.StatusDescription = FormattableString.Invariant($"{done} of {Text.Count(plan.Trials, "trial")}") + (status is null ? string.Empty : $" ({status})")
                + (best is null ? string.Empty : FormattableString.Invariant($", best {best.Score:G4} ({best})"));
            progress.PercentComplete = (int)(100L * done / plan.Trials);
            progress.SecondsRemaining = done > before ? (int)Math.Ceiling(seconds / (done - before) * (plan.Trials - done)) : -1;
            WriteProgress(progress);
        };
        try
        {
            SweepTrial[]? trials = runner.Run();
            Job?.Clear();
            progress.RecordType = ProgressRecordType.Completed;
            WriteProgress(progress);
            if (trials is not null)
            {
                WriteObject(trials, enumerateCollection: true);
            }
        }
        catch (PipelineStoppedException) when (!IsStopping && Job is not null)
        {
            if (folder is not null && Enumerable.Range(0, plan.Trials).All(folder.HasResult))
            {
                Job.Clear();
                return;
            }

            WriteWarning(runner.HasComeOn ? Errors.JobStopped(Job.Path) : throw Errors.JobStuck(Job.Path, DateTime.UtcNow - began));
        }
        catch (PipelineStoppedException) when (folder is not null)
        {
            // Ctrl+C has closed the cmdlet's own streams; the console is there still.
            Host?.UI?.WriteLine($"Stopped. {(engine.Stopped() is string words ? words + " " : string.Empty)}To go on: Resume-TrainingSweep {RunStore.Quote(folder.Root)}");
            throw;
        }
    }

    /// <summary>What the process is a job of; null where it is none.</summary>
    private protected SweepJob? Job { get; set; }

    private protected string Location => SessionState.Path.CurrentFileSystemLocation.ProviderPath;

    private protected string Folder(string path) => RunStore.Folder(path, SessionState.Path);
}
