using System.Text.Json;

namespace NormTools.Core.Layers;

/// <summary>All layers by their names. Each class adds itself: nothing else asks for it by name.</summary>
internal static class LayerCatalog
{
    private static readonly SortedDictionary<string, Func<LayerArguments, Layer>> Makers = new(StringComparer.Ordinal);

    public static IEnumerable<string> Names => Makers.Keys;

    /// <summary>Called by the initialiser of each class.</summary>
    public static void Add(string name, Func<LayerArguments, Layer> make) => Makers.Add(name, make);

    /// <param name="element">The layer's specification.</param>
    /// <param name="path">The layer's place in the model.</param>
    /// <exception cref="CoreException">UnknownLayer, UnknownLayerArgument, InvalidLayerArgument.</exception>
    public static Layer Create(JsonElement element, string path)
    {
        LayerArguments arguments = new(element, path);
        if (!Makers.TryGetValue(arguments.Type, out Func<LayerArguments, Layer>? make))
        {
            throw CoreException.Argument(
                "UnknownLayer", $"Layer {path}: there is no layer \"{arguments.Type}\". There are "
                    + $"{string.Join(", ", Names)}.");
        }

        Layer layer = make(arguments);
        arguments.RefuseOthers();
        return layer;
    }

    /// <summary>The layers of a list, numbered below a prefix ("" or "2.").</summary>
    public static LayerList CreateAll(JsonElement list, string prefix)
    {
        Layer[] layers = new Layer[list.GetArrayLength()];
        for (int i = 0; i < layers.Length; i++)
        {
            layers[i] = Create(list[i], $"{prefix}{i}");
        }

        return new LayerList(layers);
    }
}
