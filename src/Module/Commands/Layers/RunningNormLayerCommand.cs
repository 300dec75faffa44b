using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>The parameters that batch and instance normalisation layers share.</summary>
public abstract class RunningNormLayerCommand : LayerCommand
{
    /// <summary>Added to the variance before the root.</summary>
    [Parameter]
    [Alias("Eps")]
    [ValidateRange(0d, 1d)]
    [NumberTransformation]
    [Argument("eps")]
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>The new batch's share in the running statistics; $null for the cumulative average.</summary>
    [Parameter]
    [AllowNull]
    [ValidateShareOrNull]
    [NumberTransformation]
    [Argument("momentum")]
    public double? Momentum { get; set; } = 0.1;
}
