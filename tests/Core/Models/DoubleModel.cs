using System.Text.Json;
using NormTools.Core.Graph;
using NormTools.Core.Models;

namespace NormTools.Core.Tests;

/// <summary>A model computed plainly in double precision from its specification: what the layers are held
/// against.</summary>
/// <remarks>Training mode; one dropout draws from the stream of seed 0. A value is [rows, ...shape], row-major.</remarks>
internal sealed partial class DoubleModel
{
    private readonly JsonElement specification;
    private readonly Dictionary<string, double[]> state = [];

    public DoubleModel(Model model)
    {
        specification = JsonDocument.Parse(model.Specification).RootElement;
        foreach (StateEntry entry in model.State.Where(entry => entry.Type == DType.Float32))
        {
            state[entry.Name] = [.. entry.Span.ToArray().Select(value => (double)value)];
        }
    }

    /// <summary>The parameters by their names; finite differences change them.</summary>
    public IReadOnlyDictionary<string, double[]> State => state;

    public double[] Forward(double[] x, int rows)
    {
        int[] shape = [rows, .. specification.GetProperty("input_shape").EnumerateArray().Select(size =>
            size.GetInt32())];
        return All(x, ref shape, specification.GetProperty("layers"), string.Empty);
    }

    private double[] All(double[] x, ref int[] shape, JsonElement layers, string prefix)
    {
        int index = 0;
        foreach (JsonElement layer in layers.EnumerateArray())
        {
            x = One(x, ref shape, layer, $"{prefix}{index++}");
        }

        return x;
    }

    private double[] One(double[] x, ref int[] shape, JsonElement layer, string path)
    {
        string type = layer.GetProperty("type").GetString()!;
        if (LayerDefinition.Find(type) is Func<LayerInput, double[]> definition)
        {
            LayerInput input = new(x, shape, layer, name => state.GetValueOrDefault($"{path}.{name}"));
            double[] y = definition(input);
            shape = input.Shape;
            return y;
        }

        if (type.StartsWith("Conv", StringComparison.Ordinal))
        {
            return Convolve(x, ref shape, layer, path, type.Contains("Transpose", StringComparison.Ordinal));
        }

        if (type.EndsWith("Pool", StringComparison.Ordinal))
        {
            return Pool(x, ref shape, layer, type);
        }

        switch (type)
        {
            case "Linear":
                return Linear(x, ref shape, layer, path);
            case "RNN" or "LSTM" or "GRU" or "LayerNormLSTM" or "LayerNormGRU":
                return Recurrent(x, ref shape, layer, path);
            case "LastStep" or "MeanStep" or "MaxStep":
                return OverSteps(x, ref shape, type);
            case "Permute":
                return Permute(x, ref shape, layer);
            case "Flatten":
                shape = [shape[0], x.Length / shape[0]];
                return x;
            case "Unflatten":
                shape = [shape[0], .. layer.GetProperty("unflattened_size").EnumerateArray().Select(size =>
                    size.GetInt32())];
                return x;
            case "Sequential":
                return All(x, ref shape, layer.GetProperty("layers"), $"{path}.");
            case "Identity":
                return x;
            case "Residual":
                int[] skippedShape = shape;
                double[] skipped = layer.TryGetProperty("shortcut", out JsonElement shortcut)
                    ? All(x, ref skippedShape, shortcut, $"{path}.shortcut.")
                    : x;
                return [.. skipped.Zip(All(x, ref shape, layer.GetProperty("layers"), $"{path}."), (one, other) =>
                    one + other)];
            case "Branch":
                return Branch(x, ref shape, layer, path);
            case "ReLU":
                return Map(x, v => Math.Max(v, 0));
            case "Tanh":
                return Map(x, Math.Tanh);
            case "Sigmoid":
                return Map(x, v => 1 / (1 + Math.Exp(-v)));
            case "SiLU":
                return Map(x, v => v / (1 + Math.Exp(-v)));
            case "GELU":
                bool tanh = layer.TryGetProperty("approximate", out JsonElement way) && way.GetString() == "tanh";
                return Map(x, tanh ? GeluTanh : v => v * (1 + Erf(v / Math.Sqrt(2))) / 2);
            case "Softmax":
            case "LogSoftmax":
                return Softmax(x, shape, (int)Number(layer, "dim", -1),
                    layer.GetProperty("type").GetString() == "LogSoftmax");
            case "BatchNorm":
                return Normalize(x, shape, path, (_, channel, _) => channel, (_, channel, _) =>
                    channel, Number(layer, "eps", 1e-5), true);
            case "InstanceNorm":
                int channels = shape[1];
                return Normalize(
                    x, shape, path, (row, channel, _) => (row * channels) + channel, (_, channel, _) =>
                        channel, Number(layer, "eps", 1e-5), true);
            case "GroupNorm":
                int groups = (int)Number(layer, "num_groups", 1);
                int size = shape[1] / groups;
                return Normalize(
                    x, shape, path, (row, channel, _) => (row * groups) + (channel / size), (_, channel, _) => channel,
                    Number(layer, "eps", 1e-5), true);
            case "LocalResponseNorm":
                return LocalResponse(x, shape, layer);
            case "LayerNorm":
            case "RMSNorm":
                int width = layer.TryGetProperty("normalized_shape", out JsonElement given)
                    ? given.ValueKind == JsonValueKind.Array
                    ? given.EnumerateArray().Aggregate(1, (p, s) => p * s.GetInt32()) : given.GetInt32()
                    : x.Length / shape[0];
                bool centers = layer.GetProperty("type").GetString() == "LayerNorm";
                return Normalize(
                    x, shape, path, (_, _, at) => at / width, (_, _, at) => at % width,
                    Number(layer, "eps", centers ? 1e-5 : 1.1920928955078125e-07), centers);
            default:
                throw new NotSupportedException($"No test class has added a definition of {type} (LayerDefinition.Add).");
        }
    }

    private double[] Branch(double[] x, ref int[] shape, JsonElement layer, string path)
    {
        List<(double[] Values, int[] Shape)> outputs = [];
        foreach (JsonElement branch in layer.GetProperty("branches").EnumerateArray())
        {
            int[] own = shape;
            double[] values = All(x, ref own, branch, $"{path}.{outputs.Count}.");
            outputs.Add((values, own));
        }

        shape = [.. outputs[0].Shape];
        string join = layer.TryGetProperty("join", out JsonElement given) ? given.GetString()! : "Concat";
        if (join != "Concat")
        {
            return [.. Enumerable.Range(0, outputs[0].Values.Length).Select(at => outputs
                .Select(output => output.Values[at])
                .Aggregate((one, other) => join == "Add" ? one + other : one * other))];
        }

        int dim = (int)Number(layer, "dim", 1);
        dim = dim < 0 ? dim + shape.Length : dim;
        int outer = shape[..dim].Aggregate(1, (product, size) => product * size);
        shape[dim] = outputs.Sum(output => output.Shape[dim]);
        return [.. Enumerable.Range(0, outer).SelectMany(block => outputs.SelectMany(output =>
        {
            int length = output.Values.Length / outer;
            return output.Values[(block * length)..((block + 1) * length)];
        }))];
    }

    private double[] Linear(double[] x, ref int[] shape, JsonElement layer, string path)
    {
        int inputs = shape[^1];
        int outputs = layer.GetProperty("out_features").GetInt32();
        double[] weight = Weight(layer, path, [outputs, inputs]);
        double[]? bias = state.GetValueOrDefault($"{path}.bias");
        int rows = x.Length / inputs;
        double[] y = new double[rows * outputs];
        for (int row = 0; row < rows; row++)
        {
            for (int o = 0; o < outputs; o++)
            {
                double sum = bias?[o] ?? 0;
                for (int i = 0; i < inputs; i++)
                {
                    sum += x[(row * inputs) + i] * weight[(o * inputs) + i];
                }

                y[(row * outputs) + o] = sum;
            }
        }

        shape = [.. shape[..^1], outputs];
        return y;
    }

    // group and parameter give the number of the statistic and of the weight that a value (row, channel, place) belongs
    // to.
    private double[] Normalize(
        double[] x, int[] shape, string path, Func<int, int, int, int> group, Func<int, int, int, int> parameter,
        double eps, bool centers)
    {
        int inner = x.Length / shape[0] / shape[1];
        var place = Enumerable.Range(0, x.Length)
            .Select(at => (Group: group(at / inner / shape[1], at / inner % shape[1], at),
            Weight: parameter(at / inner / shape[1], at / inner % shape[1], at)))
            .ToArray();
        var members = Enumerable.Range(0, x.Length).ToLookup(at => place[at].Group);
        double[]? weight = state.GetValueOrDefault($"{path}.weight");
        double[]? bias = state.GetValueOrDefault($"{path}.bias");
        double[] y = new double[x.Length];
        foreach (IGrouping<int, int> set in members)
        {
            double mean = centers ? set.Average(at => x[at]) : 0;
            double variance = set.Average(at => (x[at] - mean) * (x[at] - mean));
            foreach (int at in set)
            {
                y[at] = ((x[at] - mean) / Math.Sqrt(variance + eps) * (weight?[place[at].Weight] ?? 1))
                    + (bias?[place[at].Weight] ?? 0);
            }
        }

        return y;
    }

    private static double[] Softmax(double[] x, int[] shape, int dim, bool logarithm)
    {
        dim = dim < 0 ? dim + shape.Length : dim;
        int size = shape[dim];
        int inner = shape[(dim + 1)..].Aggregate(1, (product, s) => product * s);
        double[] y = new double[x.Length];
        for (int at = 0; at < x.Length; at++)
        {
            int start = at - (at / inner % size * inner);
            double sum = Enumerable.Range(0, size).Sum(i => Math.Exp(x[start + (i * inner)]));
            y[at] = logarithm ? x[at] - Math.Log(sum) : Math.Exp(x[at]) / sum;
        }

        return y;
    }

    private static double GeluTanh(double v) =>
        v * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (v + (0.044715 * v * v * v)))) / 2;

    /// <summary>erf by its Taylor series; good to 1e-10 for arguments up to 4.</summary>
    public static double Erf(double x)
    {
        double term = x;
        double sum = x;
        for (int n = 1; n < 200 && Math.Abs(term) > 1e-20; n++)
        {
            term *= -x * x / n;
            sum += term / ((2 * n) + 1);
        }

        return Math.Abs(x) > 5 ? Math.Sign(x) : 2 / Math.Sqrt(Math.PI) * sum;
    }

    private static double[] Map(double[] x, Func<double, double> function) => [.. x.Select(function)];

    private static double Number(JsonElement layer, string name, double fallback) =>
        layer.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : fallback;
}
