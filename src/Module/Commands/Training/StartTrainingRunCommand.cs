using System.Collections;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Trains a model on a data set.</summary>
[Cmdlet(VerbsLifecycle.Start, "TrainingRun")]
[OutputType(typeof(TrainingRun))]
public sealed partial class StartTrainingRunCommand : TrainingRunCommand
{
    /// <summary>The model; it is changed in place.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Model")]
    [ModelTransformation]
    public Model InputObject { get; set; } = null!;

    /// <summary>A split, with its training and validation parts, or a data set to train on.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNull]
    public object Data { get; set; } = null!;

    /// <summary>A data set to validate each epoch on, in place of that of -Data.</summary>
    [Parameter]
    public Dataset? Validation { get; set; }

    /// <summary>The number of passes over the training data.</summary>
    [Parameter]
    [Alias("Epochs")]
    [WholeNumberTransformation]
    [ValidateRange(1, int.MaxValue)]
    public int Epoch { get; set; } = 10;

    /// <summary>The number of samples in a batch.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1, int.MaxValue)]
    public int BatchSize { get; set; } = 32;

    /// <summary>The loss; by default cross-entropy for classes and the mean squared error for quantities.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LossCompleter))]
    public string? Loss { get; set; }

    /// <summary>Arguments of the loss under torch's names, such as @{ label_smoothing = 0.1 }.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LossArgumentCompleter))]
    public IDictionary? LossArgument { get; set; }

    /// <summary>The weight of each class: Balanced, a hashtable from classes to weights, or a weight for each
    /// class.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ClassWeightCompleter))]
    [ValidateNotNull]
    public object? ClassWeight { get; set; }

    /// <summary>The share of each target that is spread over all classes (CrossEntropy).</summary>
    [Parameter]
    [ValidateRange(0d, 1d)]
    [NumberTransformation]
    public double? LabelSmoothing { get; set; }

    /// <summary>The metrics to measure in each epoch besides the loss; by default the accuracy for classes.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(MetricCompleter))]
    [AllowEmptyCollection]
    public object[]? Metric { get; set; }

    /// <summary>The optimiser, by its name in torch.optim.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(OptimizerCompleter))]
    public string Optimizer { get; set; } = "Adam";

    /// <summary>Arguments of the optimiser under torch's names, such as @{ betas = 0.9, 0.99 }.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(OptimizerArgumentCompleter))]
    public IDictionary? OptimizerArgument { get; set; }

    /// <summary>The schedule of the learning rate: its name in torch.optim.lr_scheduler, or a script block {
    /// param($epoch, $step) ... } that returns the rate.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    [ValidateNotNull]
    public object? Schedule { get; set; }

    /// <summary>Arguments of the schedule under torch's names, such as @{ T_max = 50 }.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ScheduleArgumentCompleter))]
    public IDictionary? ScheduleArgument { get; set; }

    /// <summary>The learning rate; the optimiser's default in torch if left out.</summary>
    [Parameter]
    [ValidateRange(0d, double.MaxValue)]
    [NumberTransformation]
    public double? LearningRate { get; set; }

    /// <summary>The share of the last step that is kept (SGD, RMSprop).</summary>
    [Parameter]
    [ValidateRange(0d, 1d)]
    [NumberTransformation]
    public double? Momentum { get; set; }

    /// <summary>Nesterov's momentum (SGD).</summary>
    [Parameter]
    public SwitchParameter Nesterov { get; set; }

    /// <summary>L2 penalty in the gradient; for AdamW decoupled decay, default 0.01.</summary>
    [Parameter]
    [ValidateRange(0d, double.MaxValue)]
    [NumberTransformation]
    public double? WeightDecay { get; set; }

    /// <summary>Ends the run after this many epochs without improvement, and restores the best weights.</summary>
    [Parameter]
    [Alias("Patience")]
    [WholeNumberTransformation(Meaning = "The number of epochs to wait, as in -EarlyStopping 5,")]
    [ValidateRange(0, int.MaxValue)]
    public int? EarlyStopping { get; set; }

    /// <summary>The smallest change of the monitored value that counts as an improvement.</summary>
    [Parameter]
    [ValidateRange(0d, double.MaxValue)]
    [NumberTransformation]
    public double MinimumChange { get; set; }

    /// <summary>The value that early stopping compares; by default the validation loss, or the training loss without
    /// validation data.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(MonitorCompleter))]
    public string? Monitor { get; set; }

    /// <summary>Keeps the last weights in the model instead of restoring the best ones.</summary>
    [Parameter]
    public SwitchParameter KeepLastWeight { get; set; }

    /// <summary>The first epoch that early stopping counts.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1, int.MaxValue)]
    public int StartEpoch { get; set; } = 1;

    /// <summary>Improvements reset the wait of early stopping only once the monitored value passes this one.</summary>
    [Parameter]
    [NumberTransformation]
    public double? Baseline { get; set; }

    /// <summary>Takes the samples in order in every epoch.</summary>
    [Parameter]
    public SwitchParameter NoShuffle { get; set; }

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

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        Streams.RefuseBoth(Generator, Seed);
        if (Option is not null)
        {
            taken = RunOptionTable.Apply(Option, this, nameof(InputObject), nameof(Data), nameof(Validation), nameof(Option), nameof(Resume), nameof(Name), nameof(Path));
        }

        Dataset training = ModelData.ForTraining(InputObject, Data, WriteWarning);
        Dataset? validation = Validation ?? (Unwrapped.Of(Data) as DatasetSplit)?.Validation;
        validation = validation is null ? null : ModelInput.Prepare(training.ForModel(), validation, WriteWarning);
        TrainingOptions options = Options(training, validation);
        bool isOfClasses = Catalog.Losses.Find(options.Loss).IsOfClasses;
        if (isOfClasses && training.ClassNames is { Length: 1 } only)
        {
            throw Errors.OneClass(only[0]);
        }

        if (isOfClasses)
        {
            ClassAgreement.Check("The validation data", validation?.ClassNames, "the training data", training.ClassNames);
        }

        if (Resume && CheckpointPath is null && Name is null)
        {
            throw Errors.Invalid(
                "NothingToResume", "-Resume goes with -Name, the run to go on with, or with -CheckpointPath, the file to go on from.");
        }

        if (Resume && Force)
        {
            throw Errors.Exclusive("Force", "Resume");
        }

        using TrainingClaim claim = InputObject.Claim();
        using RunFolder? folder = Place();
        string? checkpoint = Checkpoint(_ => Resume, isRead: Resume, isNamed: Name is not null);
        if (Resume && folder is null && !File.Exists(checkpoint))
        {
            throw Errors.NoCheckpoint(checkpoint!);
        }

        var run = TrainingRun.Create(InputObject, options, training, validation);
        if (Resume)
        {
            GoOn(run, folder, checkpoint);
        }

        foreach (string warning in OutputCheck.Warnings(InputObject, options.LossSpecification)
            .Concat(NormalizationAudit.Warnings(InputObject, Math.Min(BatchSize, training.Count)))
            .Concat(RunWarnings.Of(InputObject, training, options.AugmentationSpecifications is not null)))
        {
            WriteWarning(warning);
        }

        WriteVerbose(ModelPlan.Of(InputObject, Math.Min(BatchSize, training.Count), training: true).ToDisplayString());
        Drive(run, checkpoint, claim, folder);
    });

    private TrainingOptions Options(Dataset training, Dataset? validation)
    {
        bool drawsSeed = Seed is null && Generator is null && !InputObject.IsSeeded;
        bool validates = validation is { Count: > 0 };
        string monitor = MonitorName.Of(Monitor, Metric, validates);
        Refuse(EarlyStopping is null, "EarlyStopping", nameof(Monitor), nameof(MinimumChange),
            nameof(KeepLastWeight), nameof(StartEpoch), nameof(Baseline));
        Refuse(Freeze is null && Group is null, "Freeze", nameof(FreezeStatistics));
        Refuse(AverageFrom is null, "AverageFrom", nameof(AverageEvery));
        Refuse(L1 is null && Group is null, "L1", nameof(Proximal));
        Refuse(!validates, "Validation", nameof(DrawForValidation));
        Refuse(ClipNorm is null, "ClipNorm", nameof(ClipNormType));
        Refuse(ClipNorm is null && ClipValue is null, "ClipNorm or -ClipValue", nameof(SkipLimit));
        if (!MyInvocation.BoundParameters.ContainsKey(nameof(BatchSize)) && !taken.Contains(nameof(BatchSize)) && Catalog.Optimizers.Find(Optimizer).TakesWholeData)
        {
            BatchSize = (int)Math.Max(1, training.Count);
        }

        Refuse(Schedule is null, "Schedule", nameof(ScheduleArgument));
        return new TrainingOptions
        {
            LossSpecification = LossSpecification.From(
                LossSpecification.Item(Loss, training), LossArgument, ClassWeight, LabelSmoothing, training, InputObject.OutputCount),
            MetricSpecifications = Metric?.Select(Catalog.Metrics.Specify).ToArray(),
            OptimizerSpecification = OptimizerSpecification.From(
                Optimizer, OptimizerArgument, LearningRate, Momentum, WeightDecay, Nesterov),
            ScheduleSpecification = ScheduleSpecification.From(Schedule, ScheduleArgument, Epoch, BatchSize, DropLast, training.Count),
            Epoch = Epoch,
            BatchSize = BatchSize,
            Shuffle = !NoShuffle,
            DropLast = DropLast,
            Seed = drawsSeed ? Seeds.Fresh() : Seed,
            SeedIsDrawn = drawsSeed,
            Generator = Generator,
            Thread = Thread,
            EarlyStopping = EarlyStopping,
            MinimumChange = MinimumChange,
            Monitor = monitor,
            RestoresBest = EarlyStopping is not null && !KeepLastWeight,
            StartEpoch = StartEpoch,
            Baseline = Baseline,
            ClipNorm = ClipNorm,
            ClipValue = ClipValue,
            ClipNormType = ClipNormType ?? 2,
            SkipLimit = SkipLimit ?? 10,
            GroupSpecifications = Group?.Select(group => GroupSpecification.From(Optimizer, group)).ToArray(),
            Frozen = Freeze,
            DecayTarget = DecayTarget,
            L1 = L1 ?? 0,
            L2 = L2 ?? 0,
            Proximal = Proximal,
            MaximumNorm = MaximumNorm,
            AverageDecay = AverageDecay,
            Accumulate = Accumulate,
            AverageFrom = AverageFrom,
            AverageEvery = AverageEvery,
            Oversample = Oversample,
            FreezeStatistics = FreezeStatistics,
            AugmentationSpecifications = AugmentationSpecification.From(Augment, WriteWarning),
            OrderSeed = OrderSeed,
            DrawForValidation = DrawForValidation,
        };
    }
}
