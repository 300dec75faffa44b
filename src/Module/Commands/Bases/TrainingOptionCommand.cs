using System.Collections;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>The base of the cmdlets that train by options: what Start-TrainingRun and the cmdlets that train many models share.</summary>
public abstract partial class TrainingOptionCommand : NormToolsCommand
{
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
    [Alias("LR")]
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
}
