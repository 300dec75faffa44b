using System.Text.Json;
using NormTools.Core.Graph;
using NormTools.Core.Layers;

namespace NormTools.Core.Models;

/// <summary>What is known about a layer outside any model, as JSON.</summary>
internal static class LayerTraits
{
    /// <summary>Writes "normalizes", "family" and "state", as the export of the catalogs documents them.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="layer">A layer with every argument at its default.</param>
    public static void Write(Utf8JsonWriter json, Layer layer)
    {
        json.WriteBoolean("normalizes", layer is NormLayer);
        json.WriteString("family", layer.Family);
        json.WriteStartArray("state");
        foreach (StateEntry entry in Build(layer.Type).State)
        {
            json.WriteStartObject();
            json.WriteString("name", entry.Name[(layer.Path.Length + 1)..]);
            json.WriteString("role", entry.RoleName);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A layer with its defaults, built for the lowest input rank that it accepts.</summary>
    private static Layer Build(string type)
    {
        const int Size = 8;
        CoreException? refused = null;
        for (int rank = 1; rank <= 4; rank++)
        {
            Layer layer = LayerCatalog.All.Find(type)!.Sample;
            try
            {
                layer.Build([.. Enumerable.Repeat((long)Size, rank)]);
                return layer;
            }
            catch (CoreException failure)
            {
                refused = failure;
            }
        }

        throw refused!;
    }
}
