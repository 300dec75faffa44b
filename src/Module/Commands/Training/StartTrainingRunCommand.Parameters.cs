using System.Collections;
using System.Management.Automation;

namespace NormTools.Commands;

/// <content>Which parameters are trained, and how they are held.</content>
public sealed partial class StartTrainingRunCommand
{
    /// <summary>Other arguments for some parameters: hashtables with Name or LayerType (wildcards) and what differs.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public IDictionary[]? Group { get; set; }

    /// <summary>Parameters that stay as they are: names, or names of layers, with wildcards.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Freeze { get; set; }

    /// <summary>What decays: All parameters as in torch, or Weight for those of two dimensions and more.</summary>
    [Parameter]
    [ValidateSet("All", "Weight")]
    public string DecayTarget { get; set; } = "All";

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
}
