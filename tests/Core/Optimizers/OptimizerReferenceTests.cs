using System.Text.Json;
using System.Text.Json.Nodes;
using NormTools.Core.Optimizers;
using NormTools.Core.Schedules;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Every case of PyTorch's optimisers and of its clipping of gradients.</summary>
public sealed unsafe class OptimizerReferenceTests
{
    public static TheoryData<int, string> Problems => Of(reference => reference.TryGetProperty("problem", out _));

    public static TheoryData<int, string> Clippings => Of(reference => reference.TryGetProperty("clipped", out _));

    [Fact]
    public void Every_case_is_compared() =>
        Assert.Equal(ReferenceCases.Load("optimizers").Length, Problems.Count + Clippings.Count);

    [Theory]
    [MemberData(nameof(Problems))]
    public void Steps_are_pytorchs(int index, string what)
    {
        JsonElement reference = ReferenceCases.Load("optimizers")[index];
        Problem problem = new(reference);
        fixed (float* w = problem.Parameters, g = problem.Gradients)
        {
            using ParameterGroups groups = Groups(reference, problem);
            groups.Begin(w, g, 1, problem.Steps);
            GradientClipping clipping = Clip(reference);
            for (int step = 0; step < problem.Steps; step++)
            {
                problem.WriteGradients();
                float factor = clipping.Apply(g, groups.Merged, 1);
                if (reference.TryGetProperty("totalNorms", out JsonElement norms))
                {
                    Assert.Equal(norms.Doubles()[step], clipping.Norm, 1e-5);
                }

                groups.SetRate(0, step);
                if (groups.First.NeedsClosure)
                {
                    groups.Step(problem.WriteGradients);
                }
                else
                {
                    groups.Step(factor, 1);
                }

                problem.Compare(step, what);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Clippings))]
    public void Gradients_are_clipped_as_pytorch_does(int index, string what)
    {
        JsonElement reference = ReferenceCases.Load("optimizers")[index];
        JsonElement arguments = reference.GetProperty("args");
        GradientClipping clipping = arguments.TryGetProperty("clip_value", out JsonElement value)
            ? new GradientClipping(null, 2, value.GetDouble())
            : new GradientClipping(arguments.GetProperty("max_norm").GetDouble(), Order(arguments.GetProperty("norm_type")), null);
        float[][] given = [.. reference.GetProperty("gradients").EnumerateArray().Select(tensor => tensor.Floats())];
        List<ParameterBlock> blocks = [];
        List<float> all = [];
        foreach (float[] values in given)
        {
            int padded = (values.Length + 15) / 16 * 16;
            blocks.Add(new(string.Empty, all.Count, padded, [values.Length]));
            all.AddRange([.. values, .. new float[padded - values.Length]]);
        }

        float[] gradients = [.. all];
        fixed (float* g = gradients)
        {
            float factor = clipping.Apply(g, [.. blocks], 1);
            if (reference.TryGetProperty("totalNorm", out JsonElement norm))
            {
                double expected = norm.Doubles()[0];
                Assert.True(double.IsFinite(expected) ? Math.Abs(expected - clipping.Norm) <= 1e-5 * Math.Max(1, expected)
                    : expected.Equals(clipping.Norm), $"{what}: norm {clipping.Norm}, expected {expected}");
            }

            double tolerance = reference.GetProperty("tolerance").GetDouble();
            JsonElement[] clipped = [.. reference.GetProperty("clipped").EnumerateArray()];
            for (int i = 0; i < clipped.Length; i++)
            {
                double[] expected = [.. clipped[i].Floats().Select(value => (double)value)];
                double scale = Math.Max(1e-3, expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max());
                for (int j = 0; j < expected.Length; j++)
                {
                    double actual = gradients[blocks[i].Offset + j] * factor;
                    Assert.True(
                        double.IsFinite(expected[j]) ? Math.Abs(expected[j] - actual) <= tolerance * scale : expected[j].Equals(actual),
                        $"{what}[{i}][{j}]: expected {expected[j]}, got {actual}");
                }
            }
        }
    }

    private static TheoryData<int, string> Of(Func<JsonElement, bool> isWanted)
    {
        TheoryData<int, string> data = [];
        JsonElement[] all = ReferenceCases.Load("optimizers");
        for (int i = 0; i < all.Length; i++)
        {
            if (isWanted(all[i]))
            {
                data.Add(i, $"{all[i].GetProperty("op").GetString()} {all[i].GetProperty("args").GetRawText()}");
            }
        }

        return data;
    }

    private static ParameterGroups Groups(JsonElement reference, Problem problem)
    {
        JsonObject options = JsonNode.Parse(reference.GetProperty("args").GetRawText())!.AsObject();
        options["type"] = reference.GetProperty("op").GetString();
        if (!reference.TryGetProperty("groups", out JsonElement groups))
        {
            return new([new(Create(options), Schedule.Create(null), problem.Blocks)], 0);
        }

        return new(
            [.. groups.EnumerateArray().Select(group =>
            {
                JsonObject own = JsonNode.Parse(options.ToJsonString())!.AsObject();
                foreach (JsonProperty property in group.EnumerateObject().Where(property => property.Name != "params"))
                {
                    own[property.Name] = property.Value.GetDouble();
                }

                string[] names = [.. group.GetProperty("params").EnumerateArray().Select(name => name.GetString()!)];
                return new ParameterGroup(
                    Create(own), Schedule.Create(null), [.. problem.Blocks.Where(block => names.Contains(block.Name))]);
            })],
            0);
    }

    private static Optimizer Create(JsonObject options) =>
        Optimizer.Create(JsonDocument.Parse(options.ToJsonString()).RootElement);

    private static GradientClipping Clip(JsonElement reference) =>
        reference.TryGetProperty("clipGradNorm", out JsonElement norm)
            ? new(norm.GetProperty("max_norm").GetDouble(), Order(norm.GetProperty("norm_type")), null)
            : new(null, 2, reference.TryGetProperty("clipGradValue", out JsonElement value) ? value.GetDouble() : null);

    private static double Order(JsonElement order) =>
        order.ValueKind == JsonValueKind.String ? double.PositiveInfinity : order.GetDouble();

    /// <summary>Linear under the mean square error, the whole batch at each step: weights, then biases, each at a multiple of
    /// 16.</summary>
    private sealed class Problem
    {
        private readonly JsonElement reference;
        private readonly float[] x;
        private readonly float[] y;
        private readonly float[] weights;
        private readonly float[] biases;
        private readonly int inputs;
        private readonly int outputs;

        public Problem(JsonElement reference)
        {
            this.reference = reference;
            (x, y) = (reference.GetProperty("x").Floats(), reference.GetProperty("y").Floats());
            JsonElement initial = reference.GetProperty("initial");
            long[] shape = initial.GetProperty("weight").Shape();
            (outputs, inputs) = ((int)shape[0], (int)shape[1]);
            int second = Padded(inputs * outputs);
            Blocks = [new("weight", 0, second, shape), new("bias", second, Padded(outputs), [outputs])];
            Parameters = new float[second + Padded(outputs)];
            Gradients = new float[Parameters.Length];
            initial.GetProperty("weight").Floats().CopyTo(Parameters, 0);
            initial.GetProperty("bias").Floats().CopyTo(Parameters, second);
            weights = reference.GetProperty("parameters").GetProperty("weight").Floats();
            biases = reference.GetProperty("parameters").GetProperty("bias").Floats();
        }

        public float[] Parameters { get; }

        public float[] Gradients { get; }

        public ParameterBlock[] Blocks { get; }

        public int Steps => biases.Length / outputs;

        public void Compare(int step, string what)
        {
            double tolerance = reference.GetProperty("tolerance").GetDouble();
            double scale = Math.Max(1e-3, weights.Concat(biases).Max(Math.Abs));
            for (int i = 0; i < Blocks.Length; i++)
            {
                float[] all = i == 0 ? weights : biases;
                int count = all.Length / Steps;
                for (int j = 0; j < count; j++)
                {
                    double expected = all[(step * count) + j], actual = Parameters[Blocks[i].Offset + j];
                    Assert.True(Math.Abs(expected - actual) <= tolerance * scale,
                        $"{what}, step {step}, {Blocks[i].Name}[{j}]: expected {expected}, got {actual}");
                }
            }
        }

        public double WriteGradients()
        {
            int rows = x.Length / inputs, second = Blocks[1].Offset;
            double[] sums = new double[Gradients.Length];
            double loss = 0;
            for (int row = 0; row < rows; row++)
            {
                for (int o = 0; o < outputs; o++)
                {
                    double output = Parameters[second + o];
                    for (int i = 0; i < inputs; i++)
                    {
                        output += (double)Parameters[(o * inputs) + i] * x[(row * inputs) + i];
                    }

                    double difference = output - y[(row * outputs) + o];
                    double slope = 2 * difference / (rows * outputs);
                    loss += difference * difference / (rows * outputs);
                    sums[second + o] += slope;
                    for (int i = 0; i < inputs; i++)
                    {
                        sums[(o * inputs) + i] += slope * x[(row * inputs) + i];
                    }
                }
            }

            for (int i = 0; i < sums.Length; i++)
            {
                Gradients[i] = (float)sums[i];
            }

            return loss;
        }

        private static int Padded(int count) => (count + 15) / 16 * 16;
    }
}
