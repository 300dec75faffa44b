using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Root-mean-square normalisation over the last dimensions of each sample.</summary>
[Cmdlet(VerbsCommon.New, "RmsNormLayer")]
[Alias("RMSNorm")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewRmsNormLayerCommand : LayerCommand
{
    /// <summary>The sizes of the last dimensions, which are normalised over; all dimensions of the sample if left
    /// out.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation(IsShape = true)]
    [Argument("normalized_shape")]
    public long[]? NormalizedShape { get; set; }

    /// <summary>Added to the mean square before the root; the machine epsilon of Float32 if left out.</summary>
    [Parameter]
    [Alias("Eps")]
    [ValidateRange(0d, 1d)]
    [NumberTransformation]
    [Argument("eps")]
    public double? Epsilon { get; set; }

    /// <summary>Leaves the weight out.</summary>
    [Parameter]
    [Argument("elementwise_affine", TurnsOff = true)]
    public SwitchParameter NoAffine { get; set; }

    protected override string Type => "RMSNorm";
}
