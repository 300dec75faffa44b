using System.Collections;
using System.Collections.Specialized;

namespace NormTools;

/// <summary>Changes of a model's specification: layers put in or out, other widths.</summary>
internal static class LayerEdits
{
    /// <summary>Whether the layers follow one another, so that those of the list are all.</summary>
    public static bool AreInLine(IReadOnlyList<object?> layers) => !layers.Any(HoldsLayers);

    /// <summary>Whether a layer of this type looks rows of a table up by the numbers that come in.</summary>
    public static bool IsEmbedding(string type) => type.StartsWith("Embedding", StringComparison.Ordinal);

    /// <summary>The hidden layers with weights: all but the last.</summary>
    public static int Hidden(IReadOnlyList<object?> layers) => Math.Max(0, layers.Count(layer => HasOutputs(layer)) - 1);

    public static bool Has(IReadOnlyList<object?> layers, string part) => layers.Any(layer => TypeOf(layer).IndexOf(part, StringComparison.Ordinal) >= 0);

    public static bool EndsWith(IReadOnlyList<object?> layers, params string[] types) => layers.Count > 1 && types.Contains(TypeOf(layers[layers.Count - 1]));

    /// <summary>A layer behind each activation, as far as another layer with weights follows.</summary>
    public static IReadOnlyList<object?> AfterActivation(IReadOnlyList<object?> layers, OrderedDictionary added) =>
        With(layers, (layer, place) => IsActivation(layer) && place < Last(layers), added, behind: true);

    /// <summary>A layer behind each hidden layer with weights, before its activation.</summary>
    public static IReadOnlyList<object?> AfterWeights(IReadOnlyList<object?> layers, OrderedDictionary added) =>
        With(layers, (layer, place) => HasOutputs(layer) && place < Last(layers), added, behind: true);

    /// <summary>The hidden layers so many times as wide, but no narrower than four.</summary>
    public static IReadOnlyList<object?> Wider(IReadOnlyList<object?> layers, double factor) => layers.Select((layer, place) =>
    {
        string width = TypeOf(layer) == "Linear" ? "out_features" : "out_channels";
        return place >= Last(layers) || !HasOutputs(layer) || Table(layer) is not { } table || !table.Contains(width)
            ? place > 0 ? Without(layer, TypeOf(layer) == "Linear" ? "in_features" : "in_channels") : layer
            : Set(Without(layer, place > 0 ? (TypeOf(layer) == "Linear" ? "in_features" : "in_channels") : string.Empty), width, Math.Max(4, (long)(Convert.ToDouble(table[width]) * factor)));
    }).ToArray();

    /// <summary>A further hidden layer with ReLU before the last one.</summary>
    public static IReadOnlyList<object?> Deeper(IReadOnlyList<object?> layers, long width)
    {
        var list = layers.ToList();
        list.InsertRange(Last(layers), new object?[] { Layer("Linear", ("out_features", width)), Layer("ReLU") });
        return list;
    }

    /// <summary>The last layer with weights, and what stands behind it.</summary>
    public static IReadOnlyList<object?> Linear(IReadOnlyList<object?> layers) =>
        layers.Skip(Last(layers)).Select((layer, place) => place == 0 ? Without(layer, "in_features") : layer).ToArray();

    /// <summary>One type of layer in place of another, without its arguments.</summary>
    public static IReadOnlyList<object?> Exchanged(IReadOnlyList<object?> layers, string from, string to) =>
        layers.Select(layer => TypeOf(layer) == from ? Layer(to) : layer).ToArray();

    public static IReadOnlyList<object?> WithoutType(IReadOnlyList<object?> layers, string part) =>
        layers.Where(layer => TypeOf(layer).IndexOf(part, StringComparison.Ordinal) < 0).ToArray();

    /// <summary>Each kind of dropout with half of its share.</summary>
    public static IReadOnlyList<object?> WithHalfDropout(IReadOnlyList<object?> layers) => layers
        .Select(layer => TypeOf(layer).IndexOf("Dropout", StringComparison.Ordinal) >= 0 && Table(layer)?["p"] is object share ? Set(layer, "p", Convert.ToDouble(share) / 2) : layer).ToArray();

    public static OrderedDictionary Layer(string type, params (string Name, object Value)[] arguments)
    {
        var layer = new OrderedDictionary { { "type", type } };
        foreach ((string name, object value) in arguments)
        {
            layer.Add(name, value);
        }

        return layer;
    }

    private static IReadOnlyList<object?> With(IReadOnlyList<object?> layers, Func<object?, int, bool> isPlace, OrderedDictionary added, bool behind) =>
        layers.SelectMany((layer, place) => !isPlace(layer, place) ? new[] { layer } : behind ? new[] { layer, added } : new[] { added, layer }).ToArray();

    private static int Last(IReadOnlyList<object?> layers) => layers.Select((layer, place) => HasOutputs(layer) ? place : -1).DefaultIfEmpty(-1).Max();

    private static bool HasOutputs(object? layer) => Catalog.Layers.Find(TypeOf(layer)).OutputCount is not null;

    // Of what the core knows a gain of, all but the layers with weights and the one that changes nothing.
    private static bool IsActivation(object? layer) =>
        TypeOf(layer) != "Identity" && !HasOutputs(layer) && NonlinearityName.Find(TypeOf(layer)) is not null;

    private static bool HoldsLayers(object? layer) =>
        Table(layer)?.Values.Cast<object?>().Any(value => value is IEnumerable list and not string && list.Cast<object?>().Any(HoldsType)) == true;

    // A layer, or a branch of layers.
    private static bool HoldsType(object? value) => TypeOf(value).Length > 0
        || (value is IEnumerable list and not (string or IDictionary) && list.Cast<object?>().Any(item => TypeOf(item).Length > 0));

    private static string TypeOf(object? layer) => Table(layer)?["type"] as string ?? string.Empty;

    private static IDictionary? Table(object? layer) => layer as IDictionary;

    private static object? Set(object? layer, string name, object value)
    {
        OrderedDictionary copy = Copy(layer, string.Empty);
        copy[name] = value;
        return copy;
    }

    private static object? Without(object? layer, string name) => Copy(layer, name);

    private static OrderedDictionary Copy(object? layer, string without)
    {
        var copy = new OrderedDictionary();
        foreach (DictionaryEntry entry in Table(layer)!)
        {
            if ((string)entry.Key != without)
            {
                copy.Add(entry.Key, entry.Value);
            }
        }

        return copy;
    }
}
