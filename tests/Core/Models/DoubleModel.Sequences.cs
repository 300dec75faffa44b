using System.Text.Json;

namespace NormTools.Core.Tests;

/// <remarks>Recurrent layers, and what goes over the steps of a sequence.</remarks>
internal sealed partial class DoubleModel
{
    private double[] Recurrent(double[] x, ref int[] shape, JsonElement layer, string path)
    {
        (int rows, int steps) = (shape[0], shape[1]);
        double p = Number(layer, "dropout", 0);
        int directions = Is(layer, "bidirectional") ? 2 : 1;
        int hidden = (int)Number(layer, "hidden_size", 0);
        int projected = (int)Number(layer, "proj_size", 0);
        int width = directions * (projected > 0 ? projected : hidden);
        Random.Generator generator = new(0);
        string type = layer.GetProperty("type").GetString()!;
        string plain = type.Replace("LayerNorm", string.Empty, StringComparison.Ordinal);
        string? Text(string name) => layer.TryGetProperty(name, out JsonElement text) ? text.GetString() : null;
        RecurrentDefinition definition = new(
            plain, hidden, (int)Number(layer, "num_layers", 1), directions, projected,
            Text("nonlinearity") == "relu",
            name => state.GetValueOrDefault($"{path}.{name}"),
            _ => p == 0 ? null : Draw())
        {
            Norm = plain == type ? null : new(
                Text("norm_over") == "gate", Text("state_norm") == "stored", Number(layer, "forget_bias", 0), Number(layer, "eps", 1e-5)),
        };
        (double[] y, _, _) = definition.Run(x, rows, steps);
        shape = [rows, steps, width];
        return y;

        double[] Draw()
        {
            float[] kept = new float[rows * steps * width];
            generator.Bernoulli(kept, 1 - p);
            return [.. kept.Select(value => value / (1 - p))];
        }
    }

    private static double[] OverSteps(double[] x, ref int[] shape, string type)
    {
        (int rows, int steps, int width) = (shape[0], shape[1], shape[2]);
        shape = [rows, width];
        return [.. Enumerable.Range(0, rows * width).Select(at =>
        {
            IEnumerable<double> values = Enumerable.Range(0, steps)
                .Select(step => x[((((at / width) * steps) + step) * width) + (at % width)]);
            return type switch { "LastStep" => values.Last(), "MeanStep" => values.Average(), _ => values.Max() };
        })];
    }

    private static double[] Permute(double[] x, ref int[] shape, JsonElement layer)
    {
        JsonElement given = layer.GetProperty("dims");
        int[] order = [0, .. given.ValueKind == JsonValueKind.Array
            ? given.EnumerateArray().Select(dim => dim.GetInt32())
            : [given.GetInt32()]];
        int[] old = shape;
        int[] renewed = [.. order.Select(axis => old[axis])];
        double[] y = new double[x.Length];
        for (int at = 0; at < y.Length; at++)
        {
            int from = 0;
            for (int axis = 0; axis < order.Length; axis++)
            {
                int step = old[(order[axis] + 1)..].Aggregate(1, (product, size) => product * size);
                from += Index(at, renewed, axis) * step;
            }

            y[at] = x[from];
        }

        shape = renewed;
        return y;
    }

    private static bool Is(JsonElement layer, string flag) =>
        layer.TryGetProperty(flag, out JsonElement given) && given.ValueKind == JsonValueKind.True;
}
