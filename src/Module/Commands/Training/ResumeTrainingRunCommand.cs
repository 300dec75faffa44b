using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Goes on with a run: one that was broken off, as if it had not been, or one that has ended, to more epochs.</summary>
[Cmdlet(VerbsLifecycle.Resume, "TrainingRun")]
[OutputType(typeof(TrainingRun), typeof(TrainingJob))]
public sealed class ResumeTrainingRunCommand : NormToolsCommand
{
    /// <summary>The run or its name: from Get-TrainingRun, or the LastRun of its model.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Run", "Name")]
    [ArgumentCompleter(typeof(RunNameCompleter))]
    [RunTransformation]
    public TrainingRun InputObject { get; set; } = null!;

    /// <summary>The epoch to go on to, of those done and those to come.</summary>
    [Parameter]
    [Alias("Epochs")]
    [WholeNumberTransformation]
    [ValidateRange(1, int.MaxValue)]
    public int? Epoch { get; set; }

    /// <summary>The data that the run was trained on, where this session has them no longer.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Data { get; set; }

    /// <summary>The data that judged its epochs, where -Data has none.</summary>
    [Parameter]
    public Dataset? Validation { get; set; }

    /// <summary>Called after each epoch with the epoch's record (also $_) and the run; $run.Stop() or break ends the run. Numbers in
    /// a hashtable that it returns become metrics of the epoch.</summary>
    [Parameter]
    public ScriptBlock? OnEpoch { get; set; }

    /// <summary>Called after each step with the step (also $_) and the run; break ends the run.</summary>
    [Parameter]
    public ScriptBlock? OnStep { get; set; }

    /// <summary>Trains beside the prompt: a job comes back at once, and Receive-Job gives the run.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <summary>A file that the run's whole state is written to after each epoch, and when the run is
    /// interrupted.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CheckpointPath { get; set; }

    /// <summary>Replaces a checkpoint of another run that lies at -CheckpointPath.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    internal override bool CanBreakOffAnywhere => false; // the driver decides: scripts run between the steps

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        TrainingRun before = InputObject;
        before.ThrowIfNotFound();
        if (before.State is not (TrainingState.Interrupted or TrainingState.Running) && (Epoch is null || Epoch <= before.EpochCount))
        {
            throw before.State == TrainingState.NotFinite ? Errors.RunNotFinite(before) : Errors.NotMoreEpochs(before, Epoch);
        }

        RunDrive.RefuseScript(AsJob, OnEpoch, nameof(OnEpoch));
        RunDrive.RefuseScript(AsJob, OnStep, nameof(OnStep));
        using var drive = new RunDrive(before.Model.Claim());
        if (before.State == TrainingState.Running)
        {
            throw Errors.RunInUse(before.Name ?? before.ToString());
        }

        RunFolder? folder = drive.Folder = before.Path is null ? null : RunFolder.Open(before.Path);
        folder?.ThrowIfChanged(before);
        if (RunDocument.LevelWarning(before.Path) is string warning)
        {
            WriteWarning(warning);
        }

        if (before.Options.HasScriptMonitor && OnEpoch is null)
        {
            throw Errors.MonitorNeedsScript(before);
        }

        var driver = new RunDriver(this, new RunScripts(this) { OnEpoch = OnEpoch, OnStep = OnStep })
        {
            CheckpointPath = CheckpointPath,
            Force = Force,
        };
        string? checkpoint = driver.Checkpoint(file => file == before.Checkpoint);
        bool isAtHand = before.IsAtHand && (Epoch is null || Epoch == before.Options.Epoch);
        if (isAtHand && (Data ?? Validation) is not null)
        {
            throw Errors.Invalid("ParameterHasNoEffect", "The run still has its data: -Data and -Validation are for one that has not.");
        }

        drive.Go(this, driver, isAtHand ? before : Successor(before, folder), checkpoint, AsJob);
    });

    // A run that goes on where the other stands: with more epochs, in another session, or both.
    private TrainingRun Successor(TrainingRun before, RunFolder? folder)
    {
        if (Epoch < before.EpochCount || before.State == TrainingState.NotFinite)
        {
            throw Errors.NotMoreEpochs(before, Epoch);
        }

        if (folder is null && !before.HasState)
        {
            throw Errors.StateNotKept(before);
        }

        Dataset training = Data is null ? before.TrainingData ?? throw Errors.RunNeedsData(before)
            : ModelData.ForTraining(before.Model, Data, WriteWarning);
        Dataset? validation = Validation ?? (Data is null ? before.ValidationData : (Unwrapped.Of(Data) as DatasetSplit)?.Validation);
        training = ModelInput.Prepare(before.Model, training, WriteWarning);
        validation = validation is null ? null : ModelInput.Prepare(training.ForModel(), validation, WriteWarning);
        TrainingOptions options = before.Options.GoingOn(Epoch);
        options.TakesScriptMetrics = OnEpoch is not null;
        TrainingRun run = TrainingRun.Create(before.Model, options, training, validation);
        run.BeganWith(before.Started);
        try
        {
            Interruptible(() =>
            {
                if (before.HasState)
                {
                    run.Restore(before);
                }
                else
                {
                    run.Restore(folder!.Checkpoint);
                }
            });
        }
        catch (NormToolsException failure) when (failure.Id == "StateNotKept")
        {
            throw Errors.StateNotKept(before);
        }

        return run;
    }
}
