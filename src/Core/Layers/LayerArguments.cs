using System.Text.Json;

namespace NormTools.Core.Layers;

/// <summary>The arguments of one layer as a specification gives them. Every failure names the layer.</summary>
internal sealed class LayerArguments(JsonElement element, string path)
    : Arguments(element, $"Layer {path} ({TypeOf(element, path)})", "InvalidLayerArgument", "UnknownLayerArgument")
{
    /// <summary>The layer's place: "3", or "2.1" inside a container.</summary>
    public string Path { get; } = path;

    public string Type { get; } = TypeOf(element, path);

    /// <summary>The list of layers inside a container.</summary>
    public JsonElement Layers() =>
        Nested("layers") is JsonElement { ValueKind: JsonValueKind.Array } layers && layers.GetArrayLength() > 0
        ? layers
        : throw Invalid("layers", "has to be a list of at least one layer");

    private static string TypeOf(JsonElement element, string path) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty("type", out JsonElement type)
        && type.ValueKind == JsonValueKind.String
            ? type.GetString()!
            : throw CoreException.Argument(
                "InvalidModelSpecification",
                $"Layer {path}: a layer is an object with its \"type\", for example {{\"type\":\"ReLU\"}}.");
}
