using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Layer normalisation over the last dimensions of each sample.</summary>
[Cmdlet(VerbsCommon.New, "LayerNormLayer")]
[Alias("LayerNorm")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewLayerNormLayerCommand : LayerCommand
{
    /// <summary>The last dimensions that are normalised over; all of the sample's if left out.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation]
    public long[]? NormalizedShape { get; set; }

    /// <summary>Added to the variance before the root.</summary>
    [Parameter]
    [Alias("Eps")]
    [ValidateRange(0d, 1d)]
    [NumberTransformation]
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Leaves weight and bias out.</summary>
    [Parameter]
    public SwitchParameter NoAffine { get; set; }

    /// <summary>Leaves the bias out.</summary>
    [Parameter]
    public SwitchParameter NoBias { get; set; }

    protected override string Type => "LayerNorm";

    protected override void Describe(OrderedDictionary arguments)
    {
        if (NormalizedShape is not null)
        {
            arguments.Add("normalized_shape", NormalizedShape);
        }

        arguments.Add("eps", Epsilon);
        arguments.Add("elementwise_affine", !NoAffine.IsPresent);
        arguments.Add("bias", !NoBias.IsPresent);
    }
}
