using System.Text.Json;
using NormTools.Core.Catalogs;

namespace NormTools.Core.Layers;

/// <summary>All layers by name. Each class adds itself: no other code asks for it by name.</summary>
internal static class LayerCatalog
{
    /// <summary>The layers with torch.nn's arguments and defaults.</summary>
    public static Catalog<Layer> All { get; } = new("layer", "UnknownLayer", LayerArguments.None);

    /// <summary>Called by the module initialiser of each class.</summary>
    public static void Add(string name, string meaning, Func<LayerArguments, Layer> make) =>
        All.Add(name, meaning, arguments => make((LayerArguments)arguments));

    /// <param name="element">The layer's specification.</param>
    /// <param name="path">The layer's path in the model.</param>
    /// <exception cref="CoreException">UnknownLayer, UnknownLayerArgument, InvalidLayerArgument.</exception>
    public static Layer Create(JsonElement element, string path)
    {
        LayerArguments arguments = new(element, path);
        if (All.Find(arguments.Type) is not CatalogEntry<Layer> entry)
        {
            throw CoreException.Argument(
                "UnknownLayer", $"Layer {path}: there is no layer \"{arguments.Type}\". There are "
                    + $"{string.Join(", ", All.Names)}.");
        }

        Layer layer = entry.Make(arguments);
        arguments.RefuseOthers();
        return layer;
    }

    /// <summary>The layers of a list, numbered after a prefix ("" or "2.").</summary>
    public static LayerList CreateAll(JsonElement list, string prefix) =>
        // Enumerated, as list[i] would walk through all elements before it.
        new([.. list.EnumerateArray().Select((element, i) => Create(element, $"{prefix}{i}"))]);
}
