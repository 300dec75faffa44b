using System.Text.Json;
using NormTools.Contract;

namespace NormTools.Core.Models;

/// <summary>Reads the JSON of a model: the shape of a sample and the list of layers.</summary>
internal static class ModelSpecification
{
    /// <exception cref="CoreException">InvalidModelSpecification.</exception>
    public static (long[] InputShape, JsonElement Layers) Parse(string specification)
    {
        JsonElement root;
        try
        {
            root = JsonDocument.Parse(specification, new() { MaxDepth = Nesting.MostLevels }).RootElement;
        }
        catch (JsonException failure) when (failure.Message.Contains("depth", StringComparison.Ordinal))
        {
            throw Invalid(Nesting.Refusal);
        }
        catch (JsonException failure)
        {
            throw Invalid($"The model's specification is not JSON: {failure.Message}");
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Invalid("The model's specification has to be an object with \"input_shape\" and \"layers\".");
        }

        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Name is not ("input_shape" or "layers"))
            {
                throw Invalid($"A model's specification has \"input_shape\" and \"layers\", but not "
                    + $"\"{property.Name}\".");
            }
        }

        if (!root.TryGetProperty("layers", out JsonElement layers)
            || layers.ValueKind != JsonValueKind.Array
            || layers.GetArrayLength() == 0)
        {
            throw Invalid("The model's \"layers\" have to be a list of at least one layer.");
        }

        return (ParseShape(root), layers);
    }

    private static long[] ParseShape(JsonElement root)
    {
        const int MostDimensions = 4;
        if (!root.TryGetProperty("input_shape", out JsonElement shape)
            || shape.ValueKind != JsonValueKind.Array
            || shape.GetArrayLength() is 0 or > MostDimensions)
        {
            throw Invalid($"The model's \"input_shape\" has to be a list of 1 to {MostDimensions} sizes, without the "
                + "batch.");
        }

        long[] sizes = new long[shape.GetArrayLength()];
        for (int i = 0; i < sizes.Length; i++)
        {
            if (shape[i].ValueKind != JsonValueKind.Number || !shape[i].TryGetInt64(out sizes[i]) || sizes[i] < 1)
            {
                throw Invalid($"The model's \"input_shape\" has to have whole numbers from 1, but "
                    + $"{shape[i].GetRawText()} was given.");
            }
        }

        return sizes;
    }

    private static CoreException Invalid(string message) =>
        CoreException.Argument("InvalidModelSpecification", message);
}
