using System.Text.Json;

namespace NormTools.Core.Preprocessing;

/// <summary>The arguments of one step in a document. Every failure names the step.</summary>
internal sealed class StepArguments(JsonElement element, int number)
    : Arguments(
        element,
        $"Step {number} ({TypeOf(element, number)})",
        "InvalidStepArgument",
        "UnknownStepArgument")
{
    /// <summary>The entry with what a fitted step has learnt.</summary>
    public const string LearntName = "learnt";

    public JsonElement Element { get; } = element;

    public string Type { get; } = TypeOf(element, number);

    public string Subject { get; } = $"Step {number} ({TypeOf(element, number)})";

    /// <summary>What the step has learnt; null where it is not fitted.</summary>
    public Learnt? Learnt => Nested(LearntName) is JsonElement learnt ? new Learnt(learnt, Subject) : null;

    /// <summary>A list of texts, or null.</summary>
    public string[]? Texts(string name)
    {
        if (Nested(name) is not JsonElement value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Array
            && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            && value.GetArrayLength() > 0
                ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
                : throw Invalid(name, "has to be a list of texts");
    }

    private static string TypeOf(JsonElement element, int number) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty("type", out JsonElement type)
        && type.ValueKind == JsonValueKind.String
            ? type.GetString()!
            : throw CoreException.Argument(
                "InvalidPreprocessor",
                $"Step {number}: a step is an object with its \"type\", for example {{\"type\":\"Standardize\"}}.");
}

/// <summary>What a step has learnt, as in its document.</summary>
/// <remarks>A document may come from anywhere, so everything read is checked.</remarks>
internal sealed class Learnt(JsonElement element, string subject)
{
    public string[] Texts(string name) => [.. List(name).Select(item => item.ValueKind == JsonValueKind.String
        ? item.GetString()!
        : throw Invalid(name, "texts"))];

    /// <summary>A list of finite numbers.</summary>
    /// <param name="name">The entry.</param>
    /// <param name="count">How many there must be; null for any.</param>
    public double[] Numbers(string name, int? count = null)
    {
        double[] numbers = [.. List(name).Select(item => Number(item) ?? throw Invalid(name, "numbers"))];
        return count is null || numbers.Length == count
            ? numbers
            : throw CoreException.Read(
                "InvalidPreprocessor",
                $"{subject}: {name} has {numbers.Length} numbers, where {count} are wanted.");
    }

    public bool Flag(string name) => element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    /// <summary>Whether an entry is there.</summary>
    public bool Has(string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out _);

    /// <summary>A list of objects.</summary>
    public Learnt[] Objects(string name) => [.. List(name).Select(item => item.ValueKind == JsonValueKind.Object
        ? new Learnt(item, subject)
        : throw Invalid(name, "objects"))];

    public string Text(string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw Invalid(name, "a text");

    /// <summary>A list whose items are finite numbers or texts.</summary>
    public object[] Values(string name) => [.. List(name).Select(item => item.ValueKind == JsonValueKind.String
        ? item.GetString()!
        : Number(item) ?? (object?)null ?? throw Invalid(name, "numbers or texts"))];

    public CoreException Invalid(string name, string wanted) => CoreException.Read(
        "InvalidPreprocessor", $"{subject}: what was learnt has no {name} that holds {wanted}.");

    private static double? Number(JsonElement item) =>
        item.ValueKind == JsonValueKind.Number && item.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : null;

    private JsonElement.ArrayEnumerator List(string name) => element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : throw Invalid(name, "a list");
}

/// <summary>Helpers for writing documents.</summary>
internal static class DocumentWriter
{
    public static void WriteTexts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    public static void WriteNumbers(this Utf8JsonWriter json, string name, IEnumerable<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (double number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    /// <summary>Numbers and texts as they are.</summary>
    public static void WriteValues(this Utf8JsonWriter json, string name, IEnumerable<object> values)
    {
        json.WriteStartArray(name);
        foreach (object value in values)
        {
            if (value is string text)
            {
                json.WriteStringValue(text);
            }
            else
            {
                json.WriteNumberValue((double)value);
            }
        }

        json.WriteEndArray();
    }
}
