using System.Text.Json;

namespace NormTools.Core.Layers;

/// <summary>The arguments of one layer as a specification gives them. Every failure names the layer.</summary>
internal sealed class LayerArguments(JsonElement element, string path)
    : Arguments(element, $"Layer {path} ({TypeOf(element, path)})", "InvalidLayerArgument", "UnknownLayerArgument")
{
    /// <summary>The layer's place: "3", or "2.1" inside a container.</summary>
    public string Path { get; } = path;

    public string Type { get; } = TypeOf(element, path);

    /// <summary>The layers inside a container.</summary>
    /// <param name="name">The argument.</param>
    /// <param name="prefix">What their numbers have in front: "2.".</param>
    public LayerList Layers(string name, string prefix) => List(name, Nested(name), prefix);

    /// <inheritdoc cref="Layers"/>
    public LayerList? LayersOrNull(string name, string prefix) =>
        Nested(name) is JsonElement given ? List(name, given, prefix) : null;

    /// <summary>Several lists of layers, numbered 0.0, 0.1, ..., 1.0, ... behind the prefix.</summary>
    public LayerList[] LayerLists(string name, int least, string prefix) =>
        Nested(name) is JsonElement { ValueKind: JsonValueKind.Array } lists && lists.GetArrayLength() >= least
        ? [.. lists.EnumerateArray().Select((list, i) => List(name, list, $"{prefix}{i}."))]
        : throw Invalid(name, $"has to be a list of at least {least} lists of layers");

    private LayerList List(string name, JsonElement? list, string prefix) =>
        list is JsonElement { ValueKind: JsonValueKind.Array } layers && layers.GetArrayLength() > 0
        ? LayerCatalog.CreateAll(layers, prefix)
        : throw Invalid(name, "has to be a list of at least one layer");

    private static string TypeOf(JsonElement element, string path) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty("type", out JsonElement type)
        && type.ValueKind == JsonValueKind.String
            ? type.GetString()!
            : throw CoreException.Argument(
                "InvalidModelSpecification",
                $"Layer {path}: a layer is an object with its \"type\", for example {{\"type\":\"ReLU\"}}.");
}
