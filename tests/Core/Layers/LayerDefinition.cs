using System.Text.Json;

namespace NormTools.Core.Tests;

/// <summary>What a definition is given: a layer's input in training, [rows, ...shape], its specification and its
/// state.</summary>
internal sealed class LayerInput(double[] values, int[] shape, JsonElement layer, Func<string, double[]?> state)
{
    public double[] Values { get; } = values;

    /// <summary>The shape of the input; a definition whose output has another one sets that.</summary>
    public int[] Shape { get; set; } = shape;

    /// <summary>An argument, or its default.</summary>
    public double Number(string name, double fallback) =>
        layer.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : fallback;

    /// <summary>A flag, or its default.</summary>
    public bool Is(string name, bool fallback) =>
        layer.TryGetProperty(name, out JsonElement value) ? value.GetBoolean() : fallback;

    public string? Text(string name) => layer.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    /// <summary>A parameter such as "weight", row-major; null where the layer has none of that name.</summary>
    public double[]? State(string name) => state(name);
}

/// <summary>What layers compute, written out plainly in double precision. A test class adds the definition of its layer and
/// the cases in which <see cref="LayerGradientTests"/> holds outputs and gradients against it.</summary>
internal static class LayerDefinition
{
    private static readonly SortedDictionary<string, Func<LayerInput, double[]>> Added = new(StringComparer.Ordinal);

    /// <summary>Layers such as "ELU:alpha=1.7" to hold against their definitions, with whether they are of
    /// channels.</summary>
    public static List<(string Layer, bool IsOfChannels)> Cases { get; } = [];

    /// <summary>Whole models to hold against their definitions: the shape of a sample, and layers.</summary>
    public static List<(string Shape, string Layers)> Models { get; } = [];

    /// <summary>The same for a layer that cannot stand between others, as its inputs are numbers of rows.</summary>
    /// <inheritdoc cref="Add"/>
    public static void AddOfIndices(string type, Func<LayerInput, double[]> formula, params (string Shape, string Layers)[] models)
    {
        Added.Add(type, formula);
        Models.AddRange(models);
    }

    /// <summary>Called by the module initialiser of a layer's test class.</summary>
    /// <param name="type">The layer's name in the catalog.</param>
    /// <param name="formula">The output, as long as the input unless it sets the shape.</param>
    /// <param name="cases">The layer with its arguments, for samples of 12 values: "ELU", "ELU:alpha=1.7".</param>
    public static void Add(string type, Func<LayerInput, double[]> formula, params string[] cases)
    {
        Added.Add(type, formula);
        Cases.AddRange(cases.Select(layer => (layer, false)));
    }

    /// <summary>The same for samples of 4 channels of 3 x 6 values.</summary>
    /// <inheritdoc cref="Add"/>
    public static void AddOfChannels(string type, Func<LayerInput, double[]> formula, params string[] cases)
    {
        Added.Add(type, formula);
        Cases.AddRange(cases.Select(layer => (layer, true)));
    }

    /// <summary>The definition of a layer that a test class has added, or null.</summary>
    public static Func<LayerInput, double[]>? Find(string type) => Added.GetValueOrDefault(type);
}
