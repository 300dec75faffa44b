using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace NormTools;

/// <summary>A training run that goes on beside the prompt, as a job of PowerShell: Receive-Job gives the run, Stop-Job ends it so that it
/// can be resumed.</summary>
public sealed class TrainingJob : Job
{
    private static readonly string Script = "param($command, $drive) & $command $drive";

    private readonly Runspace runspace;
    private readonly PowerShell shell;
    private readonly IDisposable drive;

    /// <param name="line">What started it.</param>
    /// <param name="name">The job's name; null for the usual one.</param>
    /// <param name="run">The run.</param>
    /// <param name="command">The internal cmdlet that drives it.</param>
    /// <param name="drive">Its argument, which is disposed of when the job has ended.</param>
    internal TrainingJob(string line, string? name, TrainingRun run, CommandInfo command, IDisposable drive)
        : base(line, name)
    {
        Run = run;
        this.drive = drive;
        PSJobTypeName = nameof(TrainingJob);
        runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        shell = PowerShell.Create();
        shell.Runspace = runspace;
        shell.Streams.Error = Error;
        shell.Streams.Warning = Warning;
        shell.Streams.Verbose = Verbose;
        shell.Streams.Information = Information;
        shell.Streams.Progress = Progress;
        Progress.DataAdded += (_, _) => KeepLatest();
        shell.AddScript(Script).AddArgument(command).AddArgument(drive);
        shell.InvocationStateChanged += (_, changed) => Follow(changed.InvocationStateInfo);
    }

    /// <summary>The run, as it is while it trains.</summary>
    public TrainingRun Run { get; }

    /// <inheritdoc/>
    public override bool HasMoreData => Output.Count + Error.Count + Warning.Count + Verbose.Count + Information.Count > 0;

    /// <inheritdoc/>
    public override string Location => "localhost";

    /// <summary>How far it is.</summary>
    public override string StatusMessage => Run.ToString();

    /// <summary>Ends the run as Ctrl+C does: Resume-TrainingRun goes on from there.</summary>
    public override void StopJob()
    {
        if (!IsFinished())
        {
            SetJobState(JobState.Stopping);
            shell.Stop();
        }
    }

    internal void Start()
    {
        SetJobState(JobState.Running);
        PSBeginTime = DateTime.Now;
        runspace.Open();
        var input = new PSDataCollection<PSObject>();
        input.Complete();
        shell.BeginInvoke(input, Output);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            StopJob();
            shell.Dispose();
            runspace.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool IsFinished() => JobStateInfo.State is JobState.Completed or JobState.Failed or JobState.Stopped;

    private void Follow(PSInvocationStateInfo info)
    {
        if (info.State is not (PSInvocationState.Completed or PSInvocationState.Failed or PSInvocationState.Stopped))
        {
            return;
        }

        PSEndTime = DateTime.Now;
        drive.Dispose(); // it may not have come to begin
        if (info.State == PSInvocationState.Failed && info.Reason is IContainsErrorRecord failure)
        {
            Error.Add(failure.ErrorRecord);
        }

        if (info.State == PSInvocationState.Stopped && Run.EpochCount + (int)Run.Progress.Step > 0)
        {
            Output.Add(PSObject.AsPSObject(Run)); // to be resumed
        }

        SetJobState(info.State switch
        {
            PSInvocationState.Completed => JobState.Completed,
            PSInvocationState.Stopped => JobState.Stopped,
            _ => JobState.Failed,
        });
    }

    // Whoever asks wants to know how far it is, not how far it was.
    private void KeepLatest()
    {
        while (Progress.Count > 1)
        {
            Progress.RemoveAt(0);
        }
    }
}
