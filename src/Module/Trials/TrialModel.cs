using System.Management.Automation;

namespace NormTools;

/// <summary>Reads -Model of the cmdlets that train many models: what makes a new one each time.</summary>
internal static class TrialModel
{
    /// <summary>Makes models of layers; the input shape, and the outputs of a last layer without a number, are those of the
    /// data.</summary>
    public static Func<Dataset, ulong, Model> Of(LayerSpecification[] layers) => (data, seed) =>
        Model.Create(data.ModelInputShape(), DataShapes.Complete(layers, data), seed);

    /// <summary>The layers of a script block, or of a list.</summary>
    /// <exception cref="NormToolsException">It is something else, such as one model, which cannot be new every time.</exception>
    public static LayerSpecification[] Layers(object value)
    {
        object? basic = Unwrapped.Of(value);
        LayerSpecification[] layers = basic switch
        {
            ScriptBlock block => LayerReader.Run(block),
            LayerSpecification layer => new[] { layer },
            object[] list => LayerReader.Read(list),
            _ => throw Errors.NotLayersOfTrials(value),
        };
        return layers.Length > 0 ? layers : throw Errors.Invalid("NoLayers", "A model needs at least one layer; -Model gave none.");
    }
}
