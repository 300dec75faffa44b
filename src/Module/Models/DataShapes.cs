using System.Collections.Specialized;

namespace NormTools;

/// <summary>What a model takes from the data that it is for.</summary>
internal static class DataShapes
{
    private const string Outputs = "out_features";

    /// <summary>Gives the last layer its outputs where it is a Linear without a number: the classes of the data, or its
    /// quantities.</summary>
    public static LayerSpecification[] Complete(LayerSpecification[] layers, Dataset data)
    {
        LayerSpecification? last = layers.LastOrDefault(layer => layer.Type == "Linear");
        if (last is null || last.Arguments.Contains(Outputs))
        {
            return layers;
        }

        long outputs = data.ClassNames?.Length ?? data.TargetWidth;
        if (outputs == 0)
        {
            throw Errors.NothingToPredict();
        }

        var arguments = new OrderedDictionary { { Outputs, outputs } };
        foreach (string name in last.Arguments.Keys)
        {
            arguments.Add(name, last.Arguments[name]);
        }

        var complete = new LayerSpecification(last.Type, arguments);
        return Array.ConvertAll(layers, layer => ReferenceEquals(layer, last) ? complete : layer);
    }
}
