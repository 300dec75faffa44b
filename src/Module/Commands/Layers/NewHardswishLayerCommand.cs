using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>x min(max(x + 3, 0), 6) / 6: an approximation of SiLU by two straight lines and a parabola.</summary>
[Cmdlet(VerbsCommon.New, "HardswishLayer")]
[Alias("Hardswish")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewHardswishLayerCommand : LayerCommand
{
    protected override string Type => "Hardswish";
}
