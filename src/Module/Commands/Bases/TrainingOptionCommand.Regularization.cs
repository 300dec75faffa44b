using System.Collections;
using System.Management.Automation;

namespace NormTools.Commands;

/// <content>Which parameters are trained, and how they are regularised.</content>
public abstract partial class TrainingOptionCommand
{
    /// <summary>The options of another run: $run.Options, a table or JSON text; parameters that are given override
    /// them.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Option { get; set; }

    /// <summary>Different arguments for some parameters: hashtables with Name or LayerType (wildcards) and what
    /// differs.</summary>
    [Parameter]
    [ParameterGroupTransformation]
    [ValidateNotNullOrEmpty]
    public IDictionary[]? Group { get; set; }

    /// <summary>Parameters that are not trained: names, or names of layers; wildcards are allowed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Freeze { get; set; }

    /// <summary>Batch normalisations that -Freeze names keep their running statistics too, and normalise by them.</summary>
    [Parameter]
    public SwitchParameter FreezeStatistics { get; set; }

    /// <summary>What weight decay applies to: All parameters, as in torch, or Weight for those with two or more
    /// dimensions.</summary>
    [Parameter]
    [ValidateSet("All", "Weight")]
    public string DecayTarget { get; set; } = "All";

    /// <summary>The factor of the L1 penalty: L1 * sum |w| is added to the loss.</summary>
    [Parameter]
    [ValidateRange(0d, double.MaxValue)]
    [NumberTransformation]
    public double? L1 { get; set; }

    /// <summary>The factor of the L2 penalty: L2 * sum w^2 is added to the loss.</summary>
    [Parameter]
    [ValidateRange(0d, double.MaxValue)]
    [NumberTransformation]
    public double? L2 { get; set; }

    /// <summary>Applies -L1 not in the loss, but as a proximal step after each step, which makes weights exactly
    /// 0.</summary>
    [Parameter]
    public SwitchParameter Proximal { get; set; }

    /// <summary>The largest norm of the weights that lead into a unit, enforced after each step.</summary>
    [Parameter]
    [ValidateRange(double.Epsilon, double.MaxValue)]
    [NumberTransformation]
    public double? MaximumNorm { get; set; }

    /// <summary>Keeps a moving average of the weights, which is validated and is in the model at the end: the share of
    /// the old average that a step keeps, such as 0.999.</summary>
    [Parameter]
    [ValidateRange(0d, 1d)]
    [NumberTransformation]
    public double? AverageDecay { get; set; }

    /// <summary>The first epoch behind which the weights go into a mean (SWA), which is validated and what the model has at the
    /// end.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1, int.MaxValue)]
    public int? AverageFrom { get; set; }

    /// <summary>Epochs from one that goes into the mean to the next.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1, int.MaxValue)]
    public int AverageEvery { get; set; } = 1;

    /// <summary>Leaves a last batch out that is not full.</summary>
    [Parameter]
    public SwitchParameter DropLast { get; set; }

    /// <summary>Draws rows so that each class comes as often as the others.</summary>
    [Parameter]
    public SwitchParameter Oversample { get; set; }

    /// <summary>How the samples of training are changed each time they are read: a script block of augmentations, as
    /// { RandomFlip; RandomCrop 4 }, or their names.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AugmentationCompleter))]
    [ValidateNotNull]
    public object? Augment { get; set; }

    /// <summary>The number of batches whose gradients make one step, averaged over all their samples.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1, int.MaxValue)]
    public int Accumulate { get; set; } = 1;

    /// <summary>The seed of a separate generator for the order of the samples, as torch's DataLoader takes
    /// one.</summary>
    [Parameter]
    [SeedTransformation]
    public ulong? OrderSeed { get; set; }

    /// <summary>Draws from the stream at each validation, as PyTorch's DataLoader for validation data does.</summary>
    [Parameter]
    public SwitchParameter DrawForValidation { get; set; }

    /// <summary>Scales all gradients together down to this norm.</summary>
    [Parameter]
    [ValidateRange(double.Epsilon, double.MaxValue)]
    [NumberTransformation]
    public double? ClipNorm { get; set; }

    /// <summary>Clamps each gradient value to between minus this and this.</summary>
    [Parameter]
    [ValidateRange(double.Epsilon, double.MaxValue)]
    [NumberTransformation]
    public double? ClipValue { get; set; }

    /// <summary>The norm of -ClipNorm: 2, 1, or infinity for the largest value.</summary>
    [Parameter]
    [ValidateRange(1d, double.PositiveInfinity)]
    [NumberTransformation]
    public double? ClipNormType { get; set; }

    /// <summary>How many steps in a row may be skipped because clipped gradients are not finite, before the run
    /// ends.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(0, int.MaxValue)]
    public int? SkipLimit { get; set; }
}
