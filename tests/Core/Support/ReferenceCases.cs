using System.Globalization;
using System.Text.Json;

namespace NormTools.Core.Tests;

/// <summary>Reads the cases that PyTorch computed (tests/Reference/*.json, made by make_reference.py).</summary>
internal static class ReferenceCases
{
    public static JsonElement[] Load(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Reference", name + ".json");
        using FileStream file = File.OpenRead(path);
        return [.. JsonDocument.Parse(file).RootElement.EnumerateArray()];
    }

    public static long[] Shape(this JsonElement tensor) =>
        [.. tensor.GetProperty("shape").EnumerateArray().Select(v => v.GetInt64())];

    public static string DType(this JsonElement tensor) => tensor.GetProperty("dtype").GetString()!;

    public static float[] Floats(this JsonElement tensor) =>
        [.. tensor.GetProperty("data").EnumerateArray().Select(v => (float)Number(v))];

    public static double[] Doubles(this JsonElement tensor) =>
        [.. tensor.GetProperty("data").EnumerateArray().Select(Number)];

    public static long[] Integers(this JsonElement tensor) =>
        [.. tensor.GetProperty("data").EnumerateArray().Select(v => v.GetInt64())];

    public static bool IsNull(this JsonElement element) => element.ValueKind == JsonValueKind.Null;

    private static double Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => double.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => value.GetDouble(),
    };
}
