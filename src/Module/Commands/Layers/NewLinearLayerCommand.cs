using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A fully connected layer, y = x W^T + b.</summary>
[Cmdlet(VerbsCommon.New, "LinearLayer")]
[Alias("Linear")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewLinearLayerCommand : LayerCommand
{
    /// <summary>Outputs of the layer; the inputs follow from the layer before.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [WholeNumberTransformation]
    [ValidateRange(1L, int.MaxValue)]
    public long OutputFeature { get; set; }

    /// <summary>Leaves the bias out.</summary>
    [Parameter]
    public SwitchParameter NoBias { get; set; }

    protected override string Type => "Linear";

    protected override void Describe(OrderedDictionary arguments)
    {
        arguments.Add("out_features", OutputFeature);
        if (NoBias)
        {
            arguments.Add("bias", false);
        }
    }
}
