using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Trains a model on a data set.</summary>
[Cmdlet(VerbsLifecycle.Start, "TrainingRun")]
[OutputType(typeof(TrainingRun))]
public sealed class StartTrainingRunCommand : TrainingRunCommand
{
    /// <summary>The model; it is changed in place.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Model")]
    [ModelTransformation]
    public Model InputObject { get; set; } = null!;

    /// <summary>A split with a training and perhaps a validation part, or a data set to train on.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNull]
    public object Data { get; set; } = null!;

    /// <summary>A data set to judge each epoch by, where -Data has none.</summary>
    [Parameter]
    public Dataset? Validation { get; set; }

    /// <summary>Passes over the training data.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1, int.MaxValue)]
    public int Epoch { get; set; } = 10;

    /// <summary>Samples a step.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1, int.MaxValue)]
    public int BatchSize { get; set; } = 32;

    /// <summary>What is minimised; by default cross-entropy for classes and the mean squared error for
    /// quantities.</summary>
    [Parameter]
    [ValidateSet("CrossEntropy", "MeanSquaredError")]
    public string? Loss { get; set; }

    /// <summary>How the parameters follow the gradients: torch.optim's rules.</summary>
    [Parameter]
    [ValidateSet("SGD", "Adam", "AdamW", "RMSprop", "Adagrad")]
    public string Optimizer { get; set; } = "Adam";

    /// <summary>The size of a step; the optimiser's default in torch if left out.</summary>
    [Parameter]
    [ValidateRange(0d, double.MaxValue)]
    public double? LearningRate { get; set; }

    /// <summary>The share of the last step that is kept (SGD, RMSprop).</summary>
    [Parameter]
    [ValidateRange(0d, 1d)]
    public double? Momentum { get; set; }

    /// <summary>Nesterov's momentum (SGD).</summary>
    [Parameter]
    public SwitchParameter Nesterov { get; set; }

    /// <summary>L2 in the gradient; for AdamW the share that each step takes off the weights (default 0.01).</summary>
    [Parameter]
    [ValidateRange(0d, double.MaxValue)]
    public double? WeightDecay { get; set; }

    /// <summary>Ends the run after so many epochs without improvement, and restores the best weights.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(0, int.MaxValue)]
    public int? EarlyStopping { get; set; }

    /// <summary>The least change of the monitored value that counts as an improvement.</summary>
    [Parameter]
    [ValidateRange(0d, double.MaxValue)]
    public double MinimumChange { get; set; }

    /// <summary>The value that early stopping looks at; by default the validation loss, or the training loss without
    /// validation.</summary>
    [Parameter]
    [ValidateSet("ValidationLoss", "ValidationAccuracy", "TrainingLoss", "TrainingAccuracy")]
    public string? Monitor { get; set; }

    /// <summary>Leaves the last weights in the model when early stopping ends the run.</summary>
    [Parameter]
    public SwitchParameter KeepLastWeight { get; set; }

    /// <summary>Scales gradients down to this norm, all of them together.</summary>
    [Parameter]
    [ValidateRange(double.Epsilon, double.MaxValue)]
    public double? ClipNorm { get; set; }

    /// <summary>Takes the samples in their order in every epoch.</summary>
    [Parameter]
    public SwitchParameter NoShuffle { get; set; }

    /// <summary>Leaves a last batch out that is not full.</summary>
    [Parameter]
    public SwitchParameter DropLast { get; set; }

    /// <summary>
    /// What torch.manual_seed would be given before the loop: it decides the batches and dropout. Without it the run
    /// goes on with the stream of New-Model's seed, as a script with one manual_seed at its top does.
    /// </summary>
    [Parameter]
    [SeedTransformation]
    public ulong? Seed { get; set; }

    /// <summary>A generator that takes the place of torch's default one: batches and dropout are drawn from it, and it
    /// moves on.</summary>
    [Parameter]
    public RandomGenerator? Generator { get; set; }

    /// <summary>Threads at most; without it those of Set-NormToolsOption. The result does not depend on it.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(0, 64)]
    [ArgumentCompleter(typeof(ThreadCompleter))]
    public int Thread { get; set; }

    /// <summary>Goes on from the file of -CheckpointPath.</summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        Streams.RefuseBoth(Generator, Seed);
        Dataset training = Dataset.ForTraining(Data);
        Dataset? validation = Validation ?? (TensorReader.Unwrap(Data) as DatasetSplit)?.Validation;
        TrainingOptions options = Options(training, validation);
        if (options.Loss == "CrossEntropy" && training.ClassNames is { Length: 1 } only)
        {
            throw Errors.OneClass(only[0]);
        }

        if (options.Loss == "CrossEntropy")
        {
            ClassAgreement.Check("The validation data", validation?.ClassNames, "the training data", training.ClassNames);
        }

        if (Resume && CheckpointPath is null)
        {
            throw Errors.Invalid("NothingToResume", "-Resume goes with -CheckpointPath, which names the file to go on from.");
        }

        if (Resume && Force)
        {
            throw Errors.Exclusive("Force", "Resume");
        }

        string? checkpoint = Checkpoint(_ => Resume);
        if (Resume && !File.Exists(checkpoint))
        {
            throw Errors.NoCheckpoint(checkpoint!);
        }

        using TrainingClaim claim = InputObject.Claim();
        var run = TrainingRun.Create(InputObject, options, training, validation);
        if (Resume)
        {
            Interruptible(() => run.Restore(checkpoint!));
        }

        foreach (string warning in NormalizationAudit.Warnings(InputObject, Math.Min(BatchSize, training.Count)))
        {
            WriteWarning(warning);
        }

        WriteVerbose(ModelPlan.Of(InputObject, Math.Min(BatchSize, training.Count), training: true).ToDisplayString());
        Drive(run, checkpoint, claim);
    });

    private TrainingOptions Options(Dataset training, Dataset? validation)
    {
        bool drawsSeed = Seed is null && Generator is null && !InputObject.IsSeeded;
        bool validates = validation is { Count: > 0 };
        string monitor = Monitor ?? (validates ? "ValidationLoss" : "TrainingLoss");
        if (!validates && monitor.StartsWith("Validation", StringComparison.Ordinal))
        {
            throw Errors.Invalid("NothingToMonitor", $"-Monitor {monitor} needs validation data: Split-Dataset -Validation, or -Validation.");
        }

        Require(EarlyStopping is not null || Monitor is null, "Monitor", "EarlyStopping");
        Require(EarlyStopping is not null || MinimumChange == 0, "MinimumChange", "EarlyStopping");
        Require(EarlyStopping is not null || !KeepLastWeight, "KeepLastWeight", "EarlyStopping");
        return new TrainingOptions
        {
            Loss = Loss ?? (training.IsClassification ? "CrossEntropy" : "MeanSquaredError"),
            Optimizer = Optimizer,
            OptimizerArguments = OptimizerArguments(),
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
            ClipNorm = ClipNorm,
        };
    }

    private OrderedDictionary OptimizerArguments()
    {
        Require(Momentum is null || Optimizer is "SGD" or "RMSprop", "Momentum", "Optimizer SGD or RMSprop");
        Require(!Nesterov || Optimizer == "SGD", "Nesterov", "Optimizer SGD");
        if (Nesterov && Momentum is not > 0)
        {
            throw Errors.Invalid("InvalidRunOptions", "-Nesterov looks ahead along the momentum: it needs a -Momentum above 0.");
        }

        var arguments = new OrderedDictionary();
        AddGiven(arguments, "lr", LearningRate);
        AddGiven(arguments, "momentum", Momentum);
        AddGiven(arguments, "weight_decay", WeightDecay);
        if (Nesterov)
        {
            arguments.Add("nesterov", true);
        }

        return arguments;
    }

    private static void AddGiven(OrderedDictionary arguments, string name, double? value)
    {
        if (value is not null)
        {
            arguments.Add(name, value.Value);
        }
    }

    private static void Require(bool condition, string parameter, string partner)
    {
        if (!condition)
        {
            throw Errors.Invalid("ParameterHasNoEffect", $"-{parameter} has an effect only with -{partner}.");
        }
    }
}
