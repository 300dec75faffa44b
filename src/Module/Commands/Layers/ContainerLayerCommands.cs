using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A layer made of layers.</summary>
public abstract class ContainerLayerCommand : LayerCommand
{
    /// <summary>The layers inside, written as in New-Model.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public ScriptBlock Layer { get; set; } = null!;

    protected override void Describe(OrderedDictionary arguments) => arguments.Add("layers", LayerReader.Run(Layer));
}

/// <summary>Layers in a row, as one layer.</summary>
[Cmdlet(VerbsCommon.New, "SequentialLayer")]
[Alias("Sequential")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewSequentialLayerCommand : ContainerLayerCommand
{
    protected override string Type => "Sequential";
}

/// <summary>y = x + f(x), where f is the layers inside (He et al. 2015).</summary>
[Cmdlet(VerbsCommon.New, "ResidualLayer")]
[Alias("Residual")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewResidualLayerCommand : ContainerLayerCommand
{
    protected override string Type => "Residual";
}
