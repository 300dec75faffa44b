using System.Globalization;
using System.Text.Json;

namespace NormTools.Core;

/// <summary>The arguments of one layer, loss, optimizer or the like, read from JSON. Every failure names it and the
/// argument.</summary>
/// <remarks>What its constructor reads is what it takes: <see cref="RefuseOthers"/> refuses the rest and lists what
/// there is.</remarks>
/// <param name="element">A JSON object.</param>
/// <param name="subject">What failures start with: "Layer 3 (Linear)".</param>
/// <param name="invalidId">The id of a failure over a value.</param>
/// <param name="unknownId">The id of a failure over an argument that does not exist.</param>
internal partial class Arguments(JsonElement element, string subject, string invalidId, string unknownId)
{
    private readonly List<string> known = [];
    private readonly Dictionary<string, string> settings = new(StringComparer.Ordinal);

    /// <summary>Whether the object has a "type", which is then no argument.</summary>
    public bool IsTyped { get; init; } = true;

    /// <summary>The value of each argument read, defaults filled in; one that is null has no entry.</summary>
    public IReadOnlyDictionary<string, string> Settings => settings;

    /// <summary>A nested JSON object or list, or null when it is absent: the caller checks that a required one is
    /// there.</summary>
    public JsonElement? Nested(string name, bool isRequired = false)
    {
        Declare(name, "object", null, isRequired: isRequired);
        if (!Find(name, out JsonElement value))
        {
            return null;
        }

        values[name] = value;
        return value;
    }

    public long Integer(string name, long? fallback, long least = 1)
    {
        Declare(
            name, "integer", fallback, least == long.MinValue ? double.NegativeInfinity : least,
            isRequired: fallback is null);
        return Note(
            name, Find(name, out JsonElement value) ? Whole(value, name, least) : fallback ?? (IsDeclaring ? least : throw Missing(name)));
    }

    /// <summary>A whole number, or null, which has a meaning of its own.</summary>
    public long? IntegerOrNull(string name, long? fallback, long least, long most)
    {
        Declare(name, "integer", fallback, least, most);
        known.Add(name);
        if (!element.TryGetProperty(name, out JsonElement value))
        {
            return Note(name, fallback);
        }

        long? number = value.ValueKind == JsonValueKind.Null ? null : Whole(value, name, least);
        return !(number > most)
            ? Note(name, number, fallback is not null)
            : throw Invalid(name, FormattableString.Invariant($"has to be between {least} and {most}, but ")
                + $"{value.GetRawText()} was given");
    }

    public double Number(
        string name, double fallback, double least = double.NegativeInfinity, double most = double.PositiveInfinity)
    {
        Declare(name, "number", fallback, least, most);
        return Note(name, Find(name, out JsonElement value) ? Real(value, name, least, most) : fallback);
    }

    /// <summary>A number that a 32-bit floating-point number holds.</summary>
    public float Single(string name, float fallback) =>
        (float)Number(name, fallback, -float.MaxValue, float.MaxValue);

    /// <summary>A number that has to be given.</summary>
    public double RequiredNumber(string name, double least, double most = double.PositiveInfinity)
    {
        Declare(name, "number", null, least, most, isRequired: true);
        return Note(name, Find(name, out JsonElement value) ? Real(value, name, least, most)
            : IsDeclaring ? double.Max(least, 1) : throw Missing(name));
    }

    /// <summary>A list of numbers, or one number for a list of one; null when absent, required or not.</summary>
    public double[]? Numbers(string name, double least, bool isRequired = false)
    {
        Declare(name, "numbers", null, least, isRequired: isRequired);
        if (!Find(name, out JsonElement value))
        {
            return null;
        }

        Note(name, value);
        double[] numbers = value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(item => Real(item, name, least, double.PositiveInfinity))]
            : [Real(value, name, least, double.PositiveInfinity)];
        return numbers.Length > 0 ? numbers : throw Invalid(name, "has to have at least one number");
    }

    /// <summary>A number, or null, which has a meaning of its own.</summary>
    public double? NumberOrNull(string name, double? fallback, double least, double most = double.PositiveInfinity)
    {
        Declare(name, "number", fallback, least, most);
        known.Add(name);
        if (!element.TryGetProperty(name, out JsonElement value))
        {
            return Note(name, fallback);
        }

        double? number = value.ValueKind == JsonValueKind.Null ? null : Real(value, name, least, most);
        return Note(name, number, fallback is not null);
    }

    /// <summary>A list of two numbers.</summary>
    public (double First, double Second) Pair(string name, double first, double second, double least, double most)
    {
        Declare(name, "pair", new[] { first, second }, least, most);
        if (!Find(name, out JsonElement value))
        {
            return Note(name, (first, second));
        }

        return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2
            ? Note(name, (Real(value[0], name, least, most), Real(value[1], name, least, most)))
            : throw Invalid(name, $"has to be a list of two numbers, but {value.GetRawText()} was given");
    }

    public bool Flag(string name, bool fallback)
    {
        Declare(name, "flag", fallback);
        if (!Find(name, out JsonElement value))
        {
            return Note(name, fallback);
        }

        return Note(name, value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Invalid(name, $"has to be true or false, but {value.GetRawText()} was given"),
        });
    }

    public string OneOf(string name, string fallback, params ReadOnlySpan<string> choices)
    {
        Declare(name, "choice", fallback, choices: choices.ToArray());
        if (!Find(name, out JsonElement value))
        {
            return Note(name, fallback);
        }

        string? text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return text is not null && choices.Contains(text)
            ? Note(name, text)
            : throw Invalid(name, $"has to be one of {string.Join(", ", choices.ToArray())}, but {value.GetRawText()} "
                + "was given");
    }

    /// <summary>Any text; required.</summary>
    public string Text(string name) => Find(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
        ? Note(name, value.GetString()!)
        : throw Missing(name);

    /// <summary>A seed: 0 when absent; a negative one is taken modulo 2^64, as in torch.</summary>
    public ulong? Seed(string name)
    {
        if (!Find(name, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out ulong seed))
        {
            return Note(name, seed);
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long negative)
            ? Note(name, unchecked((ulong)negative))
            : throw Invalid(name, $"has to be a whole number of 64 bits, but {value.GetRawText()} was given");
    }

    /// <summary>Whether an argument is a string, as padding may be ("same").</summary>
    public bool IsText(string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String;

    /// <exception cref="CoreException">An argument was given that is never read.</exception>
    public void RefuseOthers()
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!(IsTyped && property.Name == "type") && !known.Contains(property.Name))
            {
                string all = known.Count == 0 ? "It takes none." : $"It takes {string.Join(", ", known)}.";
                throw CoreException.Argument(
                    unknownId, $"{subject}: there is no argument \"{property.Name}\". {all}");
            }
        }
    }

    public CoreException Invalid(string name, string problem) =>
        CoreException.Argument(invalidId, $"{subject}: {name} {problem}.");

    private T Note<T>(string name, T value, bool hasDefault = false)
    {
        if (value is not null)
        {
            settings[name] = Convert.ToString(value, CultureInfo.InvariantCulture)!;
            if (value is not double number || double.IsFinite(number))
            {
                values[name] = value;
            }
        }
        else if (hasDefault)
        {
            values[name] = null; // given as null, which differs from left out
        }

        return value;
    }

    private void Note(string name, JsonElement value)
    {
        settings[name] = value.GetRawText();
        values[name] = value;
    }

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
            : throw Invalid(name, $"has to be at least {least.ToString(CultureInfo.InvariantCulture)}, but "
                + $"{value.GetRawText()} was given");
    }

    private double Real(JsonElement value, string name, double least, double most)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out double number)
            || !double.IsFinite(number))
        {
            throw Invalid(name, $"has to be a number, but {value.GetRawText()} was given");
        }

        if (number >= least && number <= most)
        {
            return number;
        }

        string range = double.IsFinite(least) && double.IsFinite(most)
            ? FormattableString.Invariant($"between {least} and {most}")
            : FormattableString.Invariant(
                $"{(double.IsFinite(least) ? "at least" : "at most")} {(double.IsFinite(least) ? least : most)}");
        throw Invalid(name, $"has to be {range}, but {value.GetRawText()} was given");
    }
}
