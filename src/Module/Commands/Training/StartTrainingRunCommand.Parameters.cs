using System.Collections;
using System.Management.Automation;

namespace NormTools.Commands;

/// <content>Which parameters are trained, and how they are held.</content>
public sealed partial class StartTrainingRunCommand
{
    private ICollection<string> taken = Array.Empty<string>(); // the parameters that -Option gave values

    /// <summary>The options of another run, as $run.Options, a table or JSON text; parameters that are given win.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Option { get; set; }

    /// <summary>Other arguments for some parameters: hashtables with Name or LayerType (wildcards) and what differs.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public IDictionary[]? Group { get; set; }

    /// <summary>Parameters that stay as they are: names, or names of layers, with wildcards.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Freeze { get; set; }

    /// <summary>Batch normalisations that -Freeze names keep their running statistics too, and normalise by them.</summary>
    [Parameter]
    public SwitchParameter FreezeStatistics { get; set; }

    /// <summary>What decays: All parameters as in torch, or Weight for those of two dimensions and more.</summary>
    [Parameter]
    [ValidateSet("All", "Weight")]
    public string DecayTarget { get; set; } = "All";

    /// <summary>What the sum of the weights' sizes costs: L1 sum |w| is added to the loss.</summary>
    [Parameter]
    [ValidateRange(0d, double.MaxValue)]
    [NumberTransformation]
    public double? L1 { get; set; }

    /// <summary>What the sum of the weights' squares costs: L2 sum w^2 is added to the loss.</summary>
    [Parameter]
    [ValidateRange(0d, double.MaxValue)]
    [NumberTransformation]
    public double? L2 { get; set; }

    /// <summary>Takes -L1 out of the loss, and draws the weights by it towards 0 behind each step instead: zeros come
    /// out.</summary>
    [Parameter]
    public SwitchParameter Proximal { get; set; }

    /// <summary>The largest norm of the weights that lead into a unit, held behind each step.</summary>
    [Parameter]
    [ValidateRange(double.Epsilon, double.MaxValue)]
    [NumberTransformation]
    public double? MaximumNorm { get; set; }

    /// <summary>Keeps an average of the weights, which is validated and what the model has at the end; the share of the old
    /// average that a step keeps, as 0.999.</summary>
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

    /// <summary>Batches whose gradients make one step, divided by all their samples.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1, int.MaxValue)]
    public int Accumulate { get; set; } = 1;

    /// <summary>The seed of a generator of its own for the order of the samples, as torch's DataLoader takes one.</summary>
    [Parameter]
    [SeedTransformation]
    public ulong? OrderSeed { get; set; }

    /// <summary>Takes from the stream at each validation what PyTorch's loader of validation data takes.</summary>
    [Parameter]
    public SwitchParameter DrawForValidation { get; set; }

    /// <summary>Scales gradients down to this norm, all of them together.</summary>
    [Parameter]
    [ValidateRange(double.Epsilon, double.MaxValue)]
    [NumberTransformation]
    public double? ClipNorm { get; set; }

    /// <summary>Clamps each value of the gradients between this and its negative.</summary>
    [Parameter]
    [ValidateRange(double.Epsilon, double.MaxValue)]
    [NumberTransformation]
    public double? ClipValue { get; set; }

    /// <summary>The norm of -ClipNorm: 2, 1, or infinity for the largest value.</summary>
    [Parameter]
    [ValidateRange(1d, double.PositiveInfinity)]
    [NumberTransformation]
    public double? ClipNormType { get; set; }

    /// <summary>Steps in a row that may be left out because clipped gradients are not finite, before the run ends.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(0, int.MaxValue)]
    public int? SkipLimit { get; set; }

    /// <summary>Parameters that were given although what they belong to was not.</summary>
    private void Refuse(bool isMissing, string partner, params string[] parameters)
    {
        string? given = parameters.FirstOrDefault(name => MyInvocation.BoundParameters.TryGetValue(name, out object? value)
            && value is not null and not SwitchParameter { IsPresent: false });
        if (isMissing && given is not null)
        {
            throw Errors.NoEffect(given, partner);
        }
    }
}
