using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Layer normalisation over the last dimensions of each sample.</summary>
[Cmdlet(VerbsCommon.New, "LayerNormLayer")]
[Alias("LayerNorm")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewLayerNormLayerCommand : LayerCommand
{
    /// <summary>The sizes of the last dimensions, which are normalised over; all dimensions of the sample if left
    /// out.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation(IsShape = true)]
    [Argument("normalized_shape")]
    public long[]? NormalizedShape { get; set; }

    /// <summary>Added to the variance before the root.</summary>
    [Parameter]
    [Alias("Eps")]
    [ValidateRange(0d, 1d)]
    [NumberTransformation]
    [Argument("eps")]
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Leaves weight and bias out.</summary>
    [Parameter]
    [Argument("elementwise_affine", TurnsOff = true)]
    public SwitchParameter NoAffine { get; set; }

    /// <summary>Leaves the bias out.</summary>
    [Parameter]
    [Argument("bias", TurnsOff = true)]
    public SwitchParameter NoBias { get; set; }

    protected override string Type => "LayerNorm";
}
