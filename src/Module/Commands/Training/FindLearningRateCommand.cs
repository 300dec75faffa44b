using System.Collections;
using System.Management.Automation;
using NormTools.Contract;

namespace NormTools.Commands;

/// <summary>Tries learning rates from small to large on copies of a model, and says where the loss falls.</summary>
[Cmdlet(VerbsCommon.Find, "LearningRate")]
[OutputType(typeof(LearningRateSearch))]
public sealed class FindLearningRateCommand : NormToolsCommand
{
    /// <summary>The model; it is not changed.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Model")]
    [ModelTransformation]
    public Model InputObject { get; set; } = null!;

    /// <summary>A split (its training part) or a data set.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNull]
    public object Data { get; set; } = null!;

    /// <summary>The first rate.</summary>
    [Parameter]
    [ValidateRange(double.Epsilon, double.MaxValue)]
    [NumberTransformation]
    public double Minimum { get; set; } = 1e-7;

    /// <summary>The last rate.</summary>
    [Parameter]
    [ValidateRange(double.Epsilon, double.MaxValue)]
    [NumberTransformation]
    public double Maximum { get; set; } = 10;

    /// <summary>How many rates are tried, each for one batch.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(20, 100000)]
    public int Step { get; set; } = 100;

    /// <summary>The number of samples in a batch.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1, int.MaxValue)]
    public int BatchSize { get; set; } = 32;

    /// <summary>The loss, as for Start-TrainingRun.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LossCompleter))]
    public string? Loss { get; set; }

    /// <summary>Arguments of the loss.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LossArgumentCompleter))]
    public IDictionary? LossArgument { get; set; }

    /// <summary>How much each class counts, as for Start-TrainingRun.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ClassWeightCompleter))]
    [ValidateNotNull]
    public object? ClassWeight { get; set; }

    /// <summary>The optimiser.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(OptimizerCompleter))]
    public string Optimizer { get; set; } = "Adam";

    /// <summary>Arguments of the optimiser.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(OptimizerArgumentCompleter))]
    public IDictionary? OptimizerArgument { get; set; }

    /// <summary>How the samples are changed, as for Start-TrainingRun.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AugmentationCompleter))]
    [ValidateNotNull]
    public object? Augment { get; set; }

    /// <summary>Seeds for the order of the batches; the curves of several seeds are averaged.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation(IsList = true)]
    [Alias("RandomState")]
    public ulong[] Seed { get; set; } = { 0 };

    /// <summary>The most threads; by default those of Set-NormToolsOption.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(0, 64)]
    [ArgumentCompleter(typeof(ThreadCompleter))]
    public int Thread { get; set; }

    internal override bool CanBreakOffAnywhere => false; // each slice is one step, which is not interrupted

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        if (!(Minimum < Maximum))
        {
            throw Errors.Invalid("InvalidRange", $"-Minimum has to be less than -Maximum, but {Minimum} and {Maximum} were given.");
        }

        if (Catalog.Optimizers.Find(Optimizer).TakesWholeData)
        {
            throw Errors.Invalid("NoRateToFind", $"{Optimizer} chooses the length of its steps itself: there is no learning rate to find.");
        }

        Dataset training = ModelData.ForTraining(InputObject, Data, WriteWarning);
        object[]? augmentations = AugmentationSpecification.From(Augment, WriteWarning);
        double[] rates = Enumerable.Range(0, Step)
            .Select(i => Minimum * Math.Pow(Maximum / Minimum, i / (double)(Step - 1))).ToArray();
        double[][] curves = Seed.Select(seed => Curve(training, rates, seed, augmentations)).ToArray();
        WriteObject(new LearningRateSearch(rates, curves));
    });

    /// <summary>The loss of each step on a copy of the model; it ends early if the loss diverges.</summary>
    private double[] Curve(Dataset training, double[] rates, ulong seed, object[]? augmentations)
    {
        using Model copy = InputObject.Clone();
        long batch = Math.Min(BatchSize, Math.Max(training.Count, 1));
        long steps = Math.Max(1, (training.Count + batch - 1) / batch);
        var options = new TrainingOptions
        {
            LossSpecification = LossSpecification.From(
                LossSpecification.Item(Loss, training), LossArgument, ClassWeight, null, training, copy.OutputCount),
            MetricSpecifications = Array.Empty<object>(),
            OptimizerSpecification = OptimizerSpecification.From(Optimizer, OptimizerArgument, null, null, null, false),
            ScheduleSpecification = Catalog.Schedules.Specify("Table", new Hashtable { ["rates"] = rates, ["unit"] = "step" }),
            Epoch = checked((int)((Step + steps - 1) / steps)),
            BatchSize = BatchSize,
            Shuffle = true,
            Seed = seed,
            Thread = Thread,
            Monitor = "TrainingLoss",
            AugmentationSpecifications = augmentations,
        };
        var run = TrainingRun.Create(copy, options, training, null);
        var losses = new List<double>();
        var smooth = new SmoothedLoss();
        RunState state = RunState.Running;
        while (losses.Count < rates.Length && state is RunState.Running or RunState.EpochFinished)
        {
            if (IsStopping)
            {
                throw new PipelineStoppedException();
            }

            try
            {
                state = Interruptible(() => run.Advance(0));
            }
            catch (NormToolsException failure) when (failure.Category == ErrorCategory.InvalidResult)
            {
                break; // something became infinite
            }

            double loss = run.Progress.StepLoss;
            if (state == RunState.NotFinite || smooth.Add(loss))
            {
                break;
            }

            losses.Add(loss);
        }

        run.Finish(TrainingState.Finished, "The rates have been tried.");
        return losses.ToArray();
    }
}
