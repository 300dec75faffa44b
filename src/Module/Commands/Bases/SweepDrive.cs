using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Runs a sweep for a cmdlet: progress, warnings, and its end by Ctrl+C or as a job.</summary>
internal sealed class SweepDrive
{
    private const double ShownSeconds = 0.1;

    private readonly NormToolsCommand command;
    private readonly SweepPlan plan;
    private readonly SweepFolder? folder;
    private readonly DateTime began = DateTime.UtcNow;
    private readonly ProgressRecord progress;
    private double shown = double.NegativeInfinity;
    private int before = -1; // those that a folder had

    /// <param name="command">The cmdlet.</param>
    /// <param name="plan">What is to be done.</param>
    /// <param name="folder">Where results are kept; null for the memory alone.</param>
    public SweepDrive(NormToolsCommand command, SweepPlan plan, SweepFolder? folder)
    {
        this.command = command;
        this.plan = plan;
        this.folder = folder;
        progress = new ProgressRecord(0, command.MyInvocation.MyCommand.Name, "Running");
    }

    /// <summary>What the process is a job of; null where it is none.</summary>
    public SweepJob? Job { get; set; }

    /// <summary>Takes warnings.</summary>
    public Action<string>? Warn { get; set; }

    /// <summary>How the user goes on after Ctrl+C.</summary>
    public string Again { get; set; } = string.Empty;

    /// <summary>Runs what is not done yet.</summary>
    /// <returns>All trials; null where others do what is left.</returns>
    /// <exception cref="PipelineStoppedException">It was stopped.</exception>
    public SweepTrial[]? Run(SweepEngine engine, string location)
    {
        using var runner = new SweepRunner(plan, folder, engine, location)
        {
            Warn = Warn ?? command.WriteWarning,
            IsStopping = () => command.IsStopping || Job?.Look() == true,
            IsJob = Job is not null,
            Progress = Show,
        };
        try
        {
            SweepTrial[]? trials = runner.Run();
            Job?.Clear();
            progress.RecordType = ProgressRecordType.Completed;
            command.WriteProgress(progress);
            return trials;
        }
        catch (PipelineStoppedException) when (!command.IsStopping && Job is not null)
        {
            if (folder is not null && Enumerable.Range(0, plan.Trials).All(folder.HasResult))
            {
                Job.Clear();
                return null;
            }

            command.WriteWarning(runner.HasComeOn ? Errors.JobStopped(Job.Path) : throw Errors.JobStuck(Job.Path, DateTime.UtcNow - began));
            return null;
        }
        catch (PipelineStoppedException) when (folder is not null)
        {
            // Ctrl+C has closed the cmdlet's own streams; the console is there still.
            command.Host?.UI?.WriteLine($"Stopped. {(engine.Stopped() is string words ? words + " " : string.Empty)}To go on: {Again}");
            throw;
        }
    }

    private void Show(int done, SweepTrial? best, string? status)
    {
        double seconds = (DateTime.UtcNow - began).TotalSeconds;
        before = before < 0 ? done : before;
        if (command.IsStopping || seconds - shown < ShownSeconds)
        {
            return;
        }

        shown = seconds;
        progress.StatusDescription = FormattableString.Invariant($"{done} of {Text.Count(plan.Trials, "trial")}") + (status is null ? string.Empty : $" ({status})")
            + (best is null ? string.Empty : FormattableString.Invariant($", best {best.Score:G4} ({best})"));
        progress.PercentComplete = (int)(100L * done / plan.Trials);
        progress.SecondsRemaining = done > before ? (int)Math.Ceiling(seconds / (done - before) * (plan.Trials - done)) : -1;
        command.WriteProgress(progress);
    }
}
