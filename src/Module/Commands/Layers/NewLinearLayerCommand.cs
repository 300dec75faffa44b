using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A fully connected layer, y = x W^T + b.</summary>
[Cmdlet(VerbsCommon.New, "LinearLayer")]
[Alias("Linear")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewLinearLayerCommand : LayerCommand
{
    /// <summary>The number of outputs; that of inputs follows from the layer before. In New-Model -Data the last Linear
    /// may leave it out: it then comes from the data.</summary>
    [Parameter(Position = 0)]
    [WholeNumberTransformation]
    [ValidateRange(1L, int.MaxValue)]
    [Argument("out_features")]
    public long? OutputFeature { get; set; }

    /// <summary>Leaves the bias out.</summary>
    [Parameter]
    [Argument("bias", TurnsOff = true)]
    public SwitchParameter NoBias { get; set; }

    protected override string Type => "Linear";
}
