using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Trains a model on a data set.</summary>
[Cmdlet(VerbsLifecycle.Start, "TrainingRun")]
[OutputType(typeof(TrainingRun), typeof(TrainingJob))]
public sealed partial class StartTrainingRunCommand : TrainingOptionCommand
{
    private DataOrModel? given;

    /// <summary>The model, which is changed in place; where -Data is the model, what it is trained on.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Model")]
    [ModelTransformation(TakesData = true)]
    public object InputObject { get; set; } = null!;

    /// <summary>A split, with its training and validation parts, or a data set to train on. Or the model, of the data in the
    /// pipeline.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ModelTransformation(TakesData = true)]
    [ValidateNotNull]
    public object Data { get; set; } = null!;

    /// <summary>A data set to validate each epoch on, in place of that of -Data.</summary>
    [Parameter]
    public Dataset? Validation { get; set; }

    /// <summary>
    /// The seed, as for torch.manual_seed before the loop: it determines the batches and dropout. Without it the run
    /// continues the stream of New-Model's seed, as in a script with one manual_seed at its top.
    /// </summary>
    [Parameter]
    [SeedTransformation]
    [Alias("RandomState")]
    public ulong? Seed { get; set; }

    /// <summary>A generator that takes the place of torch's default one: batches and dropout are drawn from it, and it
    /// advances.</summary>
    [Parameter]
    public RandomGenerator? Generator { get; set; }

    /// <summary>The most threads; by default those of Set-NormToolsOption. The result does not depend on it.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(0, 64)]
    [ArgumentCompleter(typeof(ThreadCompleter))]
    public int Thread { get; set; }

    /// <summary>Goes on with the run of -Name, or from the file of -CheckpointPath.</summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>Called after each epoch with the epoch's record (also $_) and the run; $run.Stop() or break ends the run. Numbers in
    /// a hashtable that it returns become metrics of the epoch.</summary>
    [Parameter]
    public ScriptBlock? OnEpoch { get; set; }

    /// <summary>Called after each step with the step (also $_) and the run; break ends the run.</summary>
    [Parameter]
    public ScriptBlock? OnStep { get; set; }

    /// <summary>Whether more or less is better of a metric that -OnEpoch returns and -Monitor names.</summary>
    [Parameter]
    [ValidateSet("Maximum", "Minimum", "Max", "Min")]
    public string? MonitorMode { get; set; }

    /// <summary>Trains beside the prompt: a job comes back at once, and Receive-Job gives the run.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <summary>A file that the run's whole state is written to after each epoch, and when the run is
    /// interrupted.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CheckpointPath { get; set; }

    /// <summary>Replaces a run of the same -Name, or a checkpoint of another run that lies at -CheckpointPath.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    internal override bool CanBreakOffAnywhere => false; // the driver decides: scripts run between the steps

    private protected override string[] OwnOptions => new[] { nameof(Seed), nameof(Generator), nameof(Thread), nameof(MonitorMode) };

    private protected override bool KnowsBestEpoch => true;

    protected override void ProcessRecord() => (given ??= new DataOrModel(this, Train)).Take(InputObject, Data);

    protected override void EndProcessing() => given?.TakeRows(Data);

    private void Train(Model model, object data)
    {
        Streams.RefuseBoth(Generator, Seed);
        TakeOption();
        Dataset training = ModelData.ForTraining(model, data, WriteWarning);
        if (training.SetAsideFor is string purpose)
        {
            WriteWarning(Errors.TrainingOn(purpose));
        }

        Dataset? validation = Validation ?? (Unwrapped.Of(data) as DatasetSplit)?.Validation;
        validation = validation is null ? null : ModelInput.Prepare(training.ForModel(), validation, WriteWarning);
        TrainingOptions options = Options(model, training, validation);
        CheckTargets(model, options, training, validation);
        if (Resume && CheckpointPath is null && Name is null)
        {
            throw Errors.Invalid(
                "NothingToResume", "-Resume goes with -Name, the run to go on with, or with -CheckpointPath, the file to go on from.");
        }

        if (Resume && Force)
        {
            throw Errors.Exclusive("Force", "Resume");
        }

        RunDrive.RefuseScript(AsJob, OnEpoch, nameof(OnEpoch));
        RunDrive.RefuseScript(AsJob, OnStep, nameof(OnStep));
        using var drive = new RunDrive(model.Claim());
        RunFolder? folder = drive.Folder = Place();
        RunDriver driver = Driver();
        driver.Watch = AsJob || Resume ? null : TrialScope.Current?.Watch;
        string? checkpoint = driver.Checkpoint(_ => Resume, isRead: Resume, isNamed: Name is not null);
        if (Resume && folder is null && !File.Exists(checkpoint))
        {
            throw Errors.NoCheckpoint(checkpoint!);
        }

        string? rung = driver.Watch?.Begin(options.Epoch);
        string? trainedBefore = (string?)model.TrainedLoss?["type"];
        var run = TrainingRun.Create(model, options, training, validation);
        if (Resume)
        {
            GoOn(run, folder, checkpoint);
        }
        else if (rung is not null)
        {
            Interruptible(() => run.Restore(rung));
        }

        if (Loss is null && trainedBefore is not null && trainedBefore != options.Loss)
        {
            WriteWarning($"The model was trained with {trainedBefore} before, and goes on with {options.Loss}: -Loss {trainedBefore} keeps to it.");
        }

        foreach (string warning in Warnings(model, options, training))
        {
            WriteWarning(warning);
        }

        WriteVerbose(ModelPlan.Of(model, Math.Min(options.BatchSize, training.Count), training: true).ToDisplayString());
        drive.Go(this, driver, run, checkpoint, AsJob);
    }

    private protected override MonitorName ReadMonitor(bool validates)
    {
        if (MonitorMode is not null && Monitor is null && IsGiven(nameof(MonitorMode)))
        {
            throw Errors.NoEffect(nameof(MonitorMode), nameof(Monitor));
        }

        return MonitorName.Of(Monitor, Metric, validates, OnEpoch is not null, MonitorMode);
    }

    private RunDriver Driver() => new RunDriver(this, new RunScripts(this) { OnEpoch = OnEpoch, OnStep = OnStep })
    {
        CheckpointPath = CheckpointPath,
        Force = Force,
    };

    private TrainingOptions Options(Model model, Dataset training, Dataset? validation)
    {
        bool drawsSeed = Seed is null && Generator is null && !model.IsSeeded;
        TrainingOptions options = MakeOptions(model, training, validation);
        options.Seed = drawsSeed ? Seeds.Fresh() : Seed;
        options.SeedIsDrawn = drawsSeed;
        options.Generator = Generator;
        options.Thread = Thread > 0 ? Thread : TrialScope.Current?.Threads ?? 0;
        options.TakesScriptMetrics = OnEpoch is not null;
        return options;
    }
}
