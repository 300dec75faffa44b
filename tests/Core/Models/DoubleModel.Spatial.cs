using System.Text.Json;

namespace NormTools.Core.Tests;

/// <remarks>Convolutions and poolings by their definitions, over positions of any rank.</remarks>
internal sealed partial class DoubleModel
{
    private double[] Convolve(double[] x, ref int[] shape, JsonElement layer, string path, bool transposed)
    {
        int[] input = shape[2..];
        int rank = input.Length;
        int[] kernel = Sizes(layer, "kernel_size", rank, 1);
        int[] stride = Sizes(layer, "stride", rank, 1);
        int[] dilation = Sizes(layer, "dilation", rank, 1);
        int[] extra = Sizes(layer, "output_padding", rank, 0);
        bool same = layer.TryGetProperty("padding", out JsonElement given) && given.ValueKind == JsonValueKind.String
            && given.GetString() == "same";
        int[] padding = same
            ? [.. Enumerable.Range(0, rank).Select(i => (kernel[i] - 1) * dilation[i] / 2)]
            : given.ValueKind == JsonValueKind.String ? new int[rank] : Sizes(layer, "padding", rank, 0);
        int groups = (int)Number(layer, "groups", 1);
        int inputs = shape[1];
        int outputs = layer.GetProperty("out_channels").GetInt32();
        int[] output = [.. Enumerable.Range(0, rank).Select(i => transposed
            ? ((input[i] - 1) * stride[i]) - (2 * padding[i]) + ((kernel[i] - 1) * dilation[i]) + extra[i] + 1
            : same ? input[i] : ((input[i] + (2 * padding[i]) - ((kernel[i] - 1) * dilation[i]) - 1) / stride[i]) + 1)];
        int[] sizes = transposed ? [shape[1], outputs / groups, .. kernel] : [outputs, inputs / groups, .. kernel];
        double[] weight = Weight(layer, path, sizes);
        double[]? bias = state.GetValueOrDefault($"{path}.bias");
        int places = Product(output);
        double[] y = new double[shape[0] * outputs * places];
        for (int at = 0; at < y.Length; at++)
        {
            y[at] = bias?[at / places % outputs] ?? 0;
        }

        // Each tap connects an input position with an output position; transposed, the two change places.
        for (int sample = 0; sample < shape[0]; sample++)
        {
            foreach (int[] from in Positions(transposed ? input : output))
            {
                foreach (int[] tap in Positions(kernel))
                {
                    int[] to = [.. Enumerable.Range(0, rank).Select(i =>
                        (from[i] * stride[i]) + (tap[i] * dilation[i]) - padding[i])];
                    if (!Inside(to, transposed ? output : input))
                    {
                        continue;
                    }

                    for (int o = 0; o < outputs; o++)
                    {
                        int group = o / (outputs / groups);
                        for (int c = group * (inputs / groups); c < (group + 1) * (inputs / groups); c++)
                        {
                            int w = transposed
                                ? (c * (outputs / groups)) + (o % (outputs / groups))
                                : (o * (inputs / groups)) + (c % (inputs / groups));
                            int source = (((sample * inputs) + c) * Product(input))
                                + Index(transposed ? from : to, input);
                            int target = (((sample * outputs) + o) * places) + Index(transposed ? to : from, output);
                            y[target] += x[source] * weight[(w * Product(kernel)) + Index(tap, kernel)];
                        }
                    }
                }
            }
        }

        shape = [shape[0], outputs, .. output];
        return y;
    }

    private static double[] Pool(double[] x, ref int[] shape, JsonElement layer, string type)
    {
        int[] input = shape[2..];
        int rank = input.Length;
        bool adaptive = type == "AdaptiveAvgPool";
        int[] kernel = Sizes(layer, "kernel_size", rank, 1);
        int[] stride = layer.TryGetProperty("stride", out _) ? Sizes(layer, "stride", rank, 1) : kernel;
        int[] padding = Sizes(layer, "padding", rank, 0);
        int[] dilation = Sizes(layer, "dilation", rank, 1);
        bool ceiling = layer.TryGetProperty("ceil_mode", out JsonElement ceil) && ceil.GetBoolean();
        bool countsPadding = !layer.TryGetProperty("count_include_pad", out JsonElement count) || count.GetBoolean();
        int[] output = adaptive ? Sizes(layer, "output_size", rank, 1) : [.. Enumerable.Range(0, rank).Select(i =>
        {
            int room = input[i] + (2 * padding[i]) - ((kernel[i] - 1) * dilation[i]) - 1;
            int size = ((room + (ceiling ? stride[i] - 1 : 0)) / stride[i]) + 1;
            return ceiling && (size - 1) * stride[i] >= input[i] + padding[i] ? size - 1 : size;
        })];
        List<double> y = [];
        for (int plane = 0; plane < shape[0] * shape[1]; plane++)
        {
            foreach (int[] place in Positions(output))
            {
                int[] start = [.. Enumerable.Range(0, rank).Select(i =>
                    adaptive ? place[i] * input[i] / output[i] : (place[i] * stride[i]) - padding[i])];
                int[] size = [.. Enumerable.Range(0, rank).Select(i => adaptive
                    ? ((((place[i] + 1) * input[i]) + output[i] - 1) / output[i]) - start[i]
                    : kernel[i])];
                int[][] window = [.. Positions(size).Select(tap =>
                    tap.Select((t, i) => start[i] + (t * dilation[i])).ToArray())];
                double[] values = [.. window.Where(at => Inside(at, input)).Select(at =>
                    x[(plane * Product(input)) + Index(at, input)])];

                // Padding counts only as far as it was asked for, not beyond (ceil_mode).
                int padded = window.Count(at => at.Select((p, i) => p < input[i] + padding[i]).All(inside => inside));
                double divisor = layer.TryGetProperty("divisor_override", out JsonElement given)
                    ? given.GetDouble()
                    : countsPadding && !adaptive ? padded : values.Length;
                y.Add(type == "MaxPool" ? values.Max() : values.Sum() / divisor);
            }
        }

        shape = [shape[0], shape[1], .. output];
        return [.. y];
    }

    private static int[] Sizes(JsonElement layer, string name, int rank, int fallback) =>
        !layer.TryGetProperty(name, out JsonElement value)
        ? [.. Enumerable.Repeat(fallback, rank)]
        : value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(size => size.GetInt32())]
            : [.. Enumerable.Repeat(value.GetInt32(), rank)];

    private static int Product(int[] sizes) => sizes.Aggregate(1, (product, size) => product * size);

    private static bool Inside(int[] at, int[] sizes) =>
        at.Zip(sizes, (p, size) => p >= 0 && p < size).All(inside => inside);

    private static int Index(int[] at, int[] sizes) =>
        at.Zip(sizes).Aggregate(0, (index, axis) => (index * axis.Second) + axis.First);

    private static IEnumerable<int[]> Positions(int[] sizes) => Enumerable.Range(0, Product(sizes)).Select(index =>
    {
        int[] at = new int[sizes.Length];
        for (int i = sizes.Length - 1; i >= 0; i--)
        {
            (index, at[i]) = Math.DivRem(index, sizes[i]);
        }

        return at;
    });
}
