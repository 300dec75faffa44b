using System.Text.Json;

namespace NormTools.Core.Layers;

/// <summary>The arguments of one layer in a specification. Every failure names the layer.</summary>
internal class LayerArguments(JsonElement element, string path)
    : Arguments(element, $"Layer {path} ({TypeOf(element, path)})", "InvalidLayerArgument", "UnknownLayerArgument")
{
    private const string Passing = """[{"type":"Identity"}]""";

    /// <summary>The layer's path: "3", or "2.1" inside a container.</summary>
    public string Path { get; } = path;

    public string Type { get; } = TypeOf(element, path);

    /// <summary>No arguments, for a layer that is only described.</summary>
    public static LayerArguments None(string type) => new(Json($"{{\"type\":\"{type}\"}}"), "0") { IsDeclaring = true };

    /// <summary>The arguments of a layer that is a part of another one.</summary>
    /// <param name="path">The path of the other layer.</param>
    /// <param name="json">The type and the arguments.</param>
    public static LayerArguments Of(string path, string json) => new(Json(json), path);

    /// <summary>The layers inside a container.</summary>
    /// <param name="name">The argument.</param>
    /// <param name="prefix">The prefix of their numbers: "2.".</param>
    public LayerList Layers(string name, string prefix)
    {
        Declare(name, "layers", null, isRequired: true);
        return List(name, IsDeclaring ? Json(Passing) : Nested(name), prefix);
    }

    /// <inheritdoc cref="Layers"/>
    public LayerList? LayersOrNull(string name, string prefix)
    {
        Declare(name, "layers", null);
        return Nested(name) is JsonElement given ? List(name, given, prefix) : null;
    }

    /// <summary>Several lists of layers, numbered 0.0, 0.1, ..., 1.0, ... after the prefix.</summary>
    public LayerList[] LayerLists(string name, int least, string prefix)
    {
        Declare(name, "branches", null, isRequired: true);
        JsonElement? given = IsDeclaring ? Json($"[{string.Join(',', Enumerable.Repeat(Passing, least))}]") : Nested(name);
        return given is JsonElement { ValueKind: JsonValueKind.Array } lists && lists.GetArrayLength() >= least
            ? [.. lists.EnumerateArray().Select((list, i) => List(name, list, $"{prefix}{i}."))]
            : throw Invalid(name, $"has to be a list of at least {least} lists of layers");
    }

    /// <summary>The layer's number of outputs, which is required.</summary>
    public long OutputCount(string name)
    {
        Declare(new(name, "integer", null, 1, double.PositiveInfinity, [], IsRequired: true) { IsOutputCount = true });
        return Integer(name, null);
    }

    /// <summary>Zero padding: sizes, "valid" (none) or "same" (as much as keeps the size).</summary>
    public (long[] Sizes, bool IsSame) Padding(string name, int rank)
    {
        string[] words = ["same", "valid"];
        Declare(new(name, "integers", 0L, 0, double.PositiveInfinity, words, IsRequired: false)
        {
            Meanings = ["the output is as large as the input", "none"],
        });
        return IsText(name)
            ? (new long[rank], OneOf(name, "valid", words) == "same")
            : (SizesOr(name, 0, least: 0, rank), false);
    }

    /// <summary>The parametrization of the layer's weight: an object with a "type" and its arguments; null where the
    /// weight itself is learnt.</summary>
    public JsonElement? Parametrization(string name)
    {
        Declare(name, "parametrization", null);
        return Nested(name);
    }

    protected static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

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
