using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Learns a layer's weight as magnitudes and directions.</summary>
[Cmdlet(VerbsCommon.New, "WeightNormLayer")]
[Alias("WeightNorm")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewWeightNormLayerCommand : ParametrizationLayerCommand
{
    /// <summary>The dimension of the weight that has one norm for each index; $null (or -1) for one norm of
    /// everything.</summary>
    [Parameter]
    [Alias("Dim")]
    [AllowNull]
    [WholeNumberTransformation]
    [Argument("dim")]
    public int? Dimension { get; set; } = 0;

    protected override string Type => "WeightNorm";
}
