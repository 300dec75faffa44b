using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A parametrization: the weight of the layer inside is computed from other parameters, which are
/// learnt.</summary>
public abstract class ParametrizationLayerCommand : NormToolsCommand
{
    /// <summary>The layer inside, written as in New-Model: one Linear or convolution layer.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public ScriptBlock Layer { get; set; } = null!;

    /// <summary>The parametrization's name in torch.nn.utils.parametrizations, in our spelling.</summary>
    protected abstract string Type { get; }

    protected override void ProcessRecord() => GuardTerminating(Layer, () =>
    {
        LayerSpecification[] layers = LayerReader.Run(Layer);
        if (layers.Length != 1 || !Catalog.Layers.Find(layers[0].Type).Takes(LayerSpecification.ParametrizationName))
        {
            throw Errors.NotOneWeight(Type, Array.ConvertAll(layers, layer => layer.ToString()));
        }

        if (layers[0].Parametrization is OrderedDictionary other)
        {
            throw Errors.TwoParametrizations(Type, (string)other["type"]!);
        }

        OrderedDictionary parametrization = BoundArguments.Of(this, Catalog.Parametrizations.Find(Type));
        parametrization.Insert(0, "type", Type);
        WriteObject(layers[0].With(parametrization));
    });
}
