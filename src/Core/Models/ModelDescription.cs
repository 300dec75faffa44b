using System.Text;
using System.Text.Json;
using NormTools.Core.Graph;
using NormTools.Core.Layers;

namespace NormTools.Core.Models;

/// <summary>Models and plans as JSON, in the forms that the exports document.</summary>
internal static class ModelDescription
{
    public static string Of(Model model) => Write(json =>
    {
        WriteShape(json, "input_shape", model.InputShape);
        WriteShape(json, "output_shape", model.OutputShape);
        json.WriteBoolean("gives_probabilities", model.Root.GivesProbabilities(false));
        json.WriteNumber("parameters", CountParameters(model.State));
        json.WriteBoolean("needs_whole_batch", model.NeedsWholeBatch);
        json.WriteString("specification", model.Specification);
        json.WriteStartArray("layers");
        foreach (Layer layer in model.Layers)
        {
            json.WriteStartObject();
            json.WriteString("name", layer.Path);
            json.WriteString("type", layer.Type);
            json.WriteString("description", layer.Describe());
            json.WriteString("summary", layer.Summary);
            WriteShape(json, "output_shape", layer.OutputShape);
            json.WriteNumber("parameters", CountParameters(layer.State));
            json.WriteNumber("branches", layer.Branches);
            json.WriteNumber("heads", layer is MultiheadAttentionLayer attention ? attention.Heads : 0);
            if (layer is NormLayer norm)
            {
                WriteScope(json, "normalization", norm.Scope);
            }

            if (layer is RecurrentLayer { InnerNorm: NormScope inner })
            {
                WriteScope(json, "inner_normalization", inner);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteState(json, model);
        json.WriteStartObject("metadata");
        foreach ((string key, string value) in model.Metadata)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    });

    public static string Of(Model model, Plan plan) => Write(json =>
    {
        json.WriteNumber("rows", plan.Rows);
        json.WriteBoolean("training", plan.Purpose == PlanPurpose.Training);
        json.WriteNumber("arena_bytes", plan.ArenaBytes);
        json.WriteNumber("buffer_bytes", plan.UnsharedBytes);
        json.WriteNumber("parameter_bytes", model.ParameterBytes);
        json.WriteNumber("state_bytes", model.StateBytes);
        json.WriteStartArray("steps");
        foreach (Operation operation in plan.Operations)
        {
            WriteOperation(json, operation, plan.Rows);
        }

        json.WriteEndArray();
    });

    private static long CountParameters(IEnumerable<StateEntry> state) =>
        state.Where(entry => entry.IsParameter).Sum(entry => (long)entry.Count);

    private static string Write(Action<Utf8JsonWriter> content)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void WriteScope(Utf8JsonWriter json, string name, NormScope scope)
    {
        json.WriteStartObject(name);
        json.WriteBoolean("over_batch", scope.OverBatch);
        json.WriteNumber("values", scope.ValuesOfSample);
        json.WriteNumber("eps", scope.Eps);
        json.WriteBoolean("centers", scope.Centers);
        json.WriteBoolean("tracks", scope.Tracks);
        json.WritePropertyName("momentum");
        if (scope.Momentum is double momentum)
        {
            json.WriteNumberValue(momentum);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteEndObject();
    }

    private static void WriteState(Utf8JsonWriter json, Model model)
    {
        HashSet<StateEntry> inside = [.. model.Layers.SelectMany(layer => layer.BranchWeights)];
        HashSet<StateEntry> ends = [.. model.Layers.SelectMany(layer => layer.BranchEnds)];
        json.WriteStartArray("state");
        foreach ((Layer layer, StateEntry entry) in
            model.Layers.SelectMany(layer => layer.State.Select(entry => (layer, entry))))
        {
            json.WriteStartObject();
            json.WriteString("name", entry.Name);
            json.WriteString("layer", layer.Path);
            WriteShape(json, "shape", entry.Shape);
            json.WriteString("dtype", entry.Type == DType.Int64 ? "int64" : "float32");
            json.WriteString("kind", entry.IsParameter ? "parameter" : "buffer");
            json.WriteString("role", entry.RoleName);
            if (entry.FanIn is double fanIn && entry.FanOut is double fanOut)
            {
                json.WriteNumber("fan_in", fanIn);
                json.WriteNumber("fan_out", fanOut);
            }

            if (entry.DefaultBound is double bound)
            {
                json.WriteNumber("default_bound", bound);
            }

            if (entry.DefaultDeviation is double deviation)
            {
                json.WriteNumber("default_deviation", deviation);
            }

            if (entry.ZeroRow is int row)
            {
                json.WriteNumber("zero_row", row);
            }

            WritePlace(json, entry, inside.Contains(entry), ends.Contains(entry));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // What tells some initialisers from others.
    private static void WritePlace(Utf8JsonWriter json, StateEntry entry, bool isInBranch, bool endsBranch)
    {
        if (entry.Parts > 1)
        {
            json.WriteNumber("parts", entry.Parts);
            json.WriteNumber("weighing_parts", entry.WeighingParts);
        }

        if (entry.IsRecurrent)
        {
            json.WriteBoolean("recurrent", true);
        }

        if (entry.ForgetPart is int forgets)
        {
            json.WriteNumber("forget_part", forgets);
        }

        if (isInBranch)
        {
            json.WriteBoolean("ends_branch", endsBranch);
        }
    }

    private static void WriteOperation(Utf8JsonWriter json, Operation operation, long rows)
    {
        Storage output = operation.Output.Data!;
        Storage? gradient = operation.Output.GradientStorage;
        json.WriteStartObject();
        json.WriteString("name", operation.Name);
        json.WriteString("operation", operation.Kind);
        json.WriteStartArray("fused");
        foreach (string fused in operation.Fused)
        {
            json.WriteStringValue(fused);
        }

        json.WriteEndArray();
        json.WriteBoolean("in_place", output == operation.Input.Value.Data);
        json.WriteNumber("output_width", operation.Output.Width);
        json.WriteNumber("output_offset", output.Offset);
        json.WriteNumber("output_bytes", output.Bytes(rows));
        json.WriteNumber("gradient_offset", gradient?.Offset ?? -1);
        json.WriteNumber("gradient_bytes", gradient?.Bytes(rows) ?? 0);
        json.WriteNumber("saved_bytes", operation.Extra.Sum(extra => extra.Storage.Bytes(rows)));
        json.WriteEndObject();
    }

    private static void WriteShape(Utf8JsonWriter json, string name, long[] shape)
    {
        json.WriteStartArray(name);
        foreach (long size in shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
    }
}
