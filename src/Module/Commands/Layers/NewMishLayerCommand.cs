using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>x tanh(ln(1 + exp(x))): smooth, and unbounded above.</summary>
[Cmdlet(VerbsCommon.New, "MishLayer")]
[Alias("Mish")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewMishLayerCommand : LayerCommand
{
    protected override string Type => "Mish";
}
