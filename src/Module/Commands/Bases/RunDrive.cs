using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A run that is about to be driven, with what is its own meanwhile: the claim on its model, its folder.</summary>
internal sealed class RunDrive : IDisposable
{
    private static readonly CmdletInfo Command = new CmdletInfo("Invoke-RunDrive", typeof(RunDriveCommand));

    private bool isHandedOver;

    public RunDrive(TrainingClaim claim) => Claim = claim;

    public TrainingClaim Claim { get; }

    /// <summary>The folder that keeps the run; null for a run without a name.</summary>
    public RunFolder? Folder { get; set; }

    /// <exception cref="NormToolsException">ScriptInJob: a block belongs to the prompt, which is busy with other commands meanwhile.</exception>
    public static void RefuseScript(bool asJob, ScriptBlock? script, string parameter)
    {
        if (asJob && script is not null)
        {
            throw Errors.ScriptInJob(parameter);
        }
    }

    /// <summary>Trains to the end and writes the run, or beside the prompt and writes a job.</summary>
    /// <param name="cmdlet">The cmdlet that was asked to.</param>
    /// <param name="driver">How the run is driven.</param>
    /// <param name="run">The run.</param>
    /// <param name="checkpoint">The file for its state; null for none.</param>
    /// <param name="asJob">Whether a job is wanted.</param>
    public void Go(NormToolsCommand cmdlet, RunDriver driver, TrainingRun run, string? checkpoint, bool asJob)
    {
        if (asJob)
        {
            cmdlet.WriteObject(StartJob(cmdlet, driver, run, checkpoint));
        }
        else
        {
            driver.Drive(run, checkpoint, Claim, Folder);
        }
    }

    private TrainingJob StartJob(NormToolsCommand cmdlet, RunDriver driver, TrainingRun run, string? checkpoint)
    {
        var call = new PendingDrive(new RunDrive(Claim) { Folder = Folder }, driver, run, checkpoint);
        var job = new TrainingJob(cmdlet.MyInvocation.Line.Trim(), Folder is null ? null : System.IO.Path.GetFileName(Folder.Folder), run, Command, call);
        isHandedOver = true; // to the job's thread
        cmdlet.JobRepository.Add(job);
        job.Start();
        return job;
    }

    public void Dispose()
    {
        if (!isHandedOver)
        {
            Folder?.Dispose();
            Claim.Dispose();
        }
    }

    /// <summary>What the job's thread does.</summary>
    internal sealed class PendingDrive : IDisposable
    {
        private readonly RunDrive drive;
        private readonly RunDriver driver;
        private readonly TrainingRun run;
        private readonly string? checkpoint;

        public PendingDrive(RunDrive drive, RunDriver driver, TrainingRun run, string? checkpoint)
        {
            this.drive = drive;
            this.driver = driver;
            this.run = run;
            this.checkpoint = checkpoint;
        }

        public void Do(NormToolsCommand command)
        {
            using (drive)
            {
                driver.For(command, "Stop-Job").Drive(run, checkpoint, drive.Claim, drive.Folder);
            }
        }

        public void Dispose() => drive.Dispose();
    }

    /// <summary>Drives a run in the runspace of a job. Scripts cannot call it: it is not exported.</summary>
    internal sealed class RunDriveCommand : NormToolsCommand
    {
        [Parameter(Mandatory = true, Position = 0)]
        public PendingDrive Drive { get; set; } = null!;

        internal override bool CanBreakOffAnywhere => false; // the driver decides

        protected override void EndProcessing() => Guard(null, () => Drive.Do(this));
    }
}
