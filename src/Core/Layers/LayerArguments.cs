using System.Globalization;
using System.Text.Json;

namespace NormTools.Core.Layers;

/// <summary>The arguments of one layer as a specification gives them. Every failure names the layer.</summary>
/// <remarks>What a layer asks for is what it takes: <see cref="RefuseOthers"/> turns down the rest and lists what there is.</remarks>
internal sealed class LayerArguments
{
    private readonly JsonElement element;
    private readonly List<string> known = ["type"];

    public LayerArguments(JsonElement element, string path)
    {
        Path = path;
        this.element = element;
        if (element.ValueKind != JsonValueKind.Object
            || !element.TryGetProperty("type", out JsonElement type)
            || type.ValueKind != JsonValueKind.String)
        {
            throw CoreException.Argument(
                "InvalidModelSpecification", $"Layer {path}: a layer is an object with its \"type\", for example {{\"type\":\"ReLU\"}}.");
        }

        Type = type.GetString()!;
    }

    /// <summary>The layer's place: "3", or "2.1" inside a container.</summary>
    public string Path { get; }

    public string Type { get; }

    public JsonElement Layers()
    {
        known.Add("layers");
        return element.TryGetProperty("layers", out JsonElement layers) && layers.ValueKind == JsonValueKind.Array && layers.GetArrayLength() > 0
            ? layers
            : throw Invalid("layers", "has to be a list of at least one layer");
    }

    public long Integer(string name, long? fallback, long least = 1)
    {
        if (!Find(name, out JsonElement value))
        {
            return fallback ?? throw Missing(name);
        }

        return Whole(value, name, least);
    }

    public double Number(string name, double fallback, double least = double.NegativeInfinity, double most = double.PositiveInfinity) =>
        Find(name, out JsonElement value) ? Real(value, name, least, most) : fallback;

    /// <summary>A number whose null has a meaning of its own.</summary>
    public double? NumberOrNull(string name, double? fallback, double least, double most = double.PositiveInfinity)
    {
        known.Add(name);
        if (!element.TryGetProperty(name, out JsonElement value))
        {
            return fallback;
        }

        return value.ValueKind == JsonValueKind.Null ? null : Real(value, name, least, most);
    }

    public bool Flag(string name, bool fallback)
    {
        if (!Find(name, out JsonElement value))
        {
            return fallback;
        }

        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Invalid(name, $"has to be true or false, but {value.GetRawText()} was given"),
        };
    }

    public string Choice(string name, string fallback, params ReadOnlySpan<string> choices)
    {
        if (!Find(name, out JsonElement value))
        {
            return fallback;
        }

        string? text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return text is not null && choices.Contains(text)
            ? text
            : throw Invalid(name, $"has to be one of {string.Join(", ", choices.ToArray())}, but {value.GetRawText()} was given");
    }

    /// <summary>Whether an argument is a text, as padding may be ("same").</summary>
    public bool IsText(string name) => element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String;

    /// <summary>Some sizes: a list, or one number for a list of one; null when absent.</summary>
    public long[]? Sizes(string name, long least = 1)
    {
        if (!Find(name, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            return [Whole(value, name, least)];
        }

        long[] sizes = new long[value.GetArrayLength()];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = Whole(value[i], name, least);
        }

        return sizes.Length > 0 ? sizes : throw Invalid(name, "has to have at least one number");
    }

    /// <summary>As <see cref="Sizes"/>, one number for each of <paramref name="count"/> dimensions.</summary>
    public long[]? Sizes(string name, int count, long least)
    {
        long[]? sizes = Sizes(name, least);
        if (sizes is { Length: 1 } && count > 1)
        {
            sizes = [.. Enumerable.Repeat(sizes[0], count)];
        }

        return sizes is null || sizes.Length == count
            ? sizes
            : throw Invalid(name, $"has to be one number or {count} numbers, but {sizes.Length} were given");
    }

    /// <exception cref="CoreException">There are arguments that nobody asked for.</exception>
    public void RefuseOthers()
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                known.Remove("type");
                string all = known.Count == 0 ? "It takes none." : $"It takes {string.Join(", ", known)}.";
                throw CoreException.Argument(
                    "UnknownLayerArgument", $"Layer {Path} ({Type}): there is no argument \"{property.Name}\". {all}");
            }
        }
    }

    public CoreException Invalid(string name, string problem) =>
        CoreException.Argument("InvalidLayerArgument", $"Layer {Path} ({Type}): {name} {problem}.");

    private CoreException Missing(string name) => Invalid(name, "is required");

    private bool Find(string name, out JsonElement value)
    {
        known.Add(name);
        return element.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }

    private long Whole(JsonElement value, string name, long least)
    {
        // 64.0 is 64: scripts compute sizes in floating point.
        if (value.ValueKind != JsonValueKind.Number
            || !value.TryGetDouble(out double number)
            || number != Math.Floor(number)
            || Math.Abs(number) > int.MaxValue)
        {
            throw Invalid(name, $"has to be a whole number, but {value.GetRawText()} was given");
        }

        return number >= least
            ? (long)number
            : throw Invalid(name, $"has to be at least {least.ToString(CultureInfo.InvariantCulture)}, but {value.GetRawText()} was given");
    }

    private double Real(JsonElement value, string name, double least, double most)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out double number) || !double.IsFinite(number))
        {
            throw Invalid(name, $"has to be a number, but {value.GetRawText()} was given");
        }

        if (number >= least && number <= most)
        {
            return number;
        }

        string range = double.IsFinite(least) && double.IsFinite(most)
            ? FormattableString.Invariant($"between {least} and {most}")
            : FormattableString.Invariant($"{(double.IsFinite(least) ? "at least" : "at most")} {(double.IsFinite(least) ? least : most)}");
        throw Invalid(name, $"has to be {range}, but {value.GetRawText()} was given");
    }
}
