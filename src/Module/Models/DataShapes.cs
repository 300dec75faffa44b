using System.Collections.Specialized;

namespace NormTools;

/// <summary>What New-Model -Data takes from the data.</summary>
internal static class DataShapes
{
    /// <summary>Completes the last layer that takes a number of outputs, if that was left out, with the number of the
    /// data's classes or quantities.</summary>
    public static LayerSpecification[] Complete(LayerSpecification[] layers, Dataset data)
    {
        LayerSpecification? last = layers.LastOrDefault(layer => Catalog.Layers.Find(layer.Type).OutputCount is not null);
        if (last is null || Catalog.Layers.Find(last.Type).OutputCount is not { Name: string count }
            || last.Arguments.Contains(count))
        {
            return layers;
        }

        long outputs = data.ClassNames?.Length ?? data.TargetWidth;
        if (outputs == 0)
        {
            throw Errors.NothingToPredict();
        }

        var arguments = new OrderedDictionary { { count, outputs } };
        foreach (string name in last.Arguments.Keys)
        {
            arguments.Add(name, last.Arguments[name]);
        }

        var complete = new LayerSpecification(last.Type, arguments);
        return Array.ConvertAll(layers, layer => ReferenceEquals(layer, last) ? complete : layer);
    }
}
