using System.Collections;
using System.Collections.Specialized;

namespace NormTools;

/// <summary>What New-Model -Data takes from the data.</summary>
internal static class DataShapes
{
    private const string TableRows = "num_embeddings";
    private const int Deepest = 128;

    /// <summary>Completes the last layer that takes a number of outputs, if that was left out, with the number of the
    /// data's classes or quantities.</summary>
    public static LayerSpecification[] Complete(LayerSpecification[] layers, Dataset data) => Outputs(Tables(layers, data.Preprocessor?.VocabularySize), data);

    /// <summary>Gives tables of embeddings that have no number of rows as many as the vocabulary of texts has, those inside other layers as
    /// well.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="rows">Rows of a table; null where nothing says how many.</param>
    /// <exception cref="NormToolsException">A table has no number of rows, and nothing says how many.</exception>
    public static LayerSpecification[] Tables(LayerSpecification[] layers, int? rows) =>
        Tables(layers, rows, new Dictionary<LayerSpecification, LayerSpecification>(), 0);

    // What a script may have put into a layer, null or layers beyond all bounds, is refused where layers are written.
    private static LayerSpecification[] Tables(LayerSpecification[] layers, int? rows, Dictionary<LayerSpecification, LayerSpecification> done, int depth) =>
        depth == Deepest ? layers : Array.ConvertAll(layers, layer => layer is null ? layer!
            : done.TryGetValue(layer, out LayerSpecification known) ? known
            : done[layer] = Table(layer, rows, done, depth + 1));

    private static LayerSpecification Table(LayerSpecification layer, int? rows, Dictionary<LayerSpecification, LayerSpecification> done, int depth)
    {
        done[layer] = layer; // it may contain itself
        bool isTable = Catalog.Layers.Find(layer.Type).Takes(TableRows) && !layer.Arguments.Contains(TableRows);
        bool isBox = layer.Arguments.Values.Cast<object?>().Any(value => value is LayerSpecification[] or LayerSpecification[][]);
        if (!isTable && !isBox)
        {
            return layer;
        }

        var arguments = new OrderedDictionary();
        if (isTable)
        {
            arguments.Add(TableRows, rows ?? throw Errors.NoVocabulary(layer.Type));
        }

        foreach (DictionaryEntry argument in layer.Arguments)
        {
            arguments.Add(argument.Key, argument.Value switch
            {
                LayerSpecification[] inside => Tables(inside, rows, done, depth),
                LayerSpecification[][] branches => Array.ConvertAll(branches, branch => Tables(branch, rows, done, depth)),
                var other => other,
            });
        }

        return new LayerSpecification(layer.Type, arguments);
    }

    private static LayerSpecification[] Outputs(LayerSpecification[] layers, Dataset data)
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
