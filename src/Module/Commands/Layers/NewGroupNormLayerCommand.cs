using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Group normalisation: groups of channels of each sample.</summary>
[Cmdlet(VerbsCommon.New, "GroupNormLayer")]
[Alias("GroupNorm")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewGroupNormLayerCommand : LayerCommand
{
    /// <summary>The number of groups; the number of channels has to be a multiple of it.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Groups", "NumGroups")]
    [WholeNumberTransformation]
    [ValidateRange(1L, int.MaxValue)]
    [Argument("num_groups")]
    public long Group { get; set; }

    /// <summary>Added to the variance before the root.</summary>
    [Parameter]
    [Alias("Eps")]
    [ValidateRange(0d, 1d)]
    [NumberTransformation]
    [Argument("eps")]
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Leaves weight and bias out.</summary>
    [Parameter]
    [Argument("affine", TurnsOff = true)]
    public SwitchParameter NoAffine { get; set; }

    protected override string Type => "GroupNorm";
}
