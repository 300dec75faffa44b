using NormTools.Core.Graph;
using NormTools.Core.Losses;
using NormTools.Core.Models;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Every layer between two linear ones: outputs against the plain definition, gradients against finite
/// differences of it.</summary>
public sealed unsafe class LayerGradientTests
{
    private const string WeightNorm = """{"type":"WeightNorm"}""";

    /// <summary>Input shape and layers.</summary>
    public static TheoryData<string, string> Models
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string layer in new[]
            {
                "ReLU", "Tanh", "Sigmoid", "SiLU",
                "GELU", "GELU:approximate=\"tanh\"", "Softmax", "LogSoftmax", "Softmax:dim=-1", "BatchNorm",
                "BatchNorm ReLU",
                "BatchNorm:affine=false", "BatchNorm:eps=0.1;momentum=null", "BatchNorm Tanh", "LayerNorm",
                "LayerNorm ReLU",
                "LayerNorm:bias=false", "LayerNorm:elementwise_affine=false", "RMSNorm", "RMSNorm:eps=0.01 ReLU",
                "RMSNorm:elementwise_affine=false", "GroupNorm:num_groups=3", "GroupNorm:num_groups=1 ReLU",
                "Unflatten:unflattened_size=[3,4] Flatten",
                "Unflatten:unflattened_size=[-1,4] Flatten", "Tanh Dropout:p=0.3 ReLU",
            }.Concat(Added(isOfChannels: false)))
            {
                data.Add("5", $"Linear:out_features=12 {layer} Linear:out_features=3");
            }

            foreach (string layer in new[]
            {
                "BatchNorm", "BatchNorm ReLU", "InstanceNorm", "InstanceNorm:affine=true ReLU",
                    "InstanceNorm:affine=true;track_running_stats=true",
                "GroupNorm:num_groups=2", "GroupNorm:num_groups=4;affine=false", "LayerNorm",
                "LayerNorm:normalized_shape=6 ReLU",
                "LocalResponseNorm:size=3;alpha=0.4", "LocalResponseNorm:size=2;alpha=0.5;beta=0.6;k=1.5 ReLU",
                "LocalResponseNorm:size=9;alpha=1.5;k=0.5",
                "RMSNorm:normalized_shape=[3,6]", "Softmax", "Softmax:dim=2", "LogSoftmax:dim=3", "LogSoftmax:dim=-2",
                "Linear:out_features=2;bias=false Tanh",
                "Linear:out_features=5 ReLU",
            }.Concat(Added(isOfChannels: true)))
            {
                data.Add("2", $"Linear:out_features=72 Unflatten:unflattened_size=[4,3,6] {layer} Flatten "
                    + "Linear:out_features=2");
            }

            foreach (string layer in new[]
            {
                "Conv2d:out_channels=3;kernel_size=3",
                    "Conv2d:out_channels=3;kernel_size=[3,2];padding=[1,0];bias=false ReLU",
                "Conv2d:out_channels=4;kernel_size=3;padding=\"same\";groups=2 BatchNorm ReLU",
                "Conv2d:out_channels=2;kernel_size=2;stride=2;padding=\"valid\"",
                "Conv2d:out_channels=4;kernel_size=3;padding=2;dilation=2;groups=4 Tanh",
                "Conv2d:out_channels=3;kernel_size=1 ReLU",
                "ConvTranspose2d:out_channels=3;kernel_size=3;stride=2;padding=1;output_padding=1",
                "ConvTranspose2d:out_channels=2;kernel_size=2;bias=false ReLU",
                "ConvTranspose2d:out_channels=4;kernel_size=3;dilation=2;groups=2 BatchNorm", "MaxPool:kernel_size=2",
                "MaxPool:kernel_size=3;stride=2;padding=1",
                "MaxPool:kernel_size=2;stride=1;dilation=2;ceil_mode=true", "AvgPool:kernel_size=2;stride=1",
                "AvgPool:kernel_size=3;stride=2;padding=1",
                "AvgPool:kernel_size=3;padding=1;ceil_mode=true;count_include_pad=false",
                "AvgPool:kernel_size=2;divisor_override=3",
                "AdaptiveAvgPool:output_size=1", "AdaptiveAvgPool:output_size=[3,2]",
                "Conv2d:out_channels=3;kernel_size=3;padding=1 BatchNorm ReLU MaxPool:kernel_size=2",
            })
            {
                data.Add("2", $"Linear:out_features=120 Unflatten:unflattened_size=[4,5,6] {layer} Flatten "
                    + "Linear:out_features=2");
            }

            foreach (string layer in new[] { "Conv1d:out_channels=3;kernel_size=3;padding=1",
                "ConvTranspose1d:out_channels=3;kernel_size=3;stride=2", "MaxPool:kernel_size=2",
                "AvgPool:kernel_size=3;stride=2", "AdaptiveAvgPool:output_size=4" })
            {
                data.Add("2", $"Linear:out_features=36 Unflatten:unflattened_size=[4,9] {layer} Flatten "
                    + "Linear:out_features=2");
            }

            foreach (string layer in new[] { "Conv3d:out_channels=3;kernel_size=2;padding=1",
                "ConvTranspose3d:out_channels=2;kernel_size=2", "MaxPool:kernel_size=2",
                "AvgPool:kernel_size=2;padding=1", "AdaptiveAvgPool:output_size=2" })
            {
                data.Add("2", $"Linear:out_features=72 Unflatten:unflattened_size=[2,3,3,4] {layer} Flatten "
                    + "Linear:out_features=2");
            }

            foreach (string layer in new[]
            {
                "RNN:hidden_size=3", "RNN:hidden_size=8;nonlinearity=\"relu\"", "RNN:hidden_size=17;bidirectional=true",
                "LSTM:hidden_size=5", "LSTM:hidden_size=16;bias=false", "LSTM:hidden_size=1", "LSTM:hidden_size=33",
                "LSTM:hidden_size=9;bidirectional=true;num_layers=2", "LSTM:hidden_size=4;num_layers=3;dropout=0.3",
                "LSTM:hidden_size=5;proj_size=2;num_layers=2;bidirectional=true", "LSTM:hidden_size=19;proj_size=16",
                "LSTM:hidden_size=16;proj_size=9;bias=false", "LSTM:hidden_size=4 Tanh LastStep",
                "LSTM:hidden_size=8 LastStep", "LSTM:hidden_size=7;bidirectional=true;num_layers=2 LastStep",
                "LSTM:hidden_size=6;bidirectional=true MeanStep", "LSTM:hidden_size=6 MaxStep",
                "LSTM:hidden_size=8 Unflatten:unflattened_size=[12,4] LastStep",
                "GRU:hidden_size=5", "GRU:hidden_size=8;num_layers=2;bidirectional=true;dropout=0.4",
                "GRU:hidden_size=17 LastStep", "GRU:hidden_size=31;bias=false", "GRU:hidden_size=4 Permute:dims=[2,1]",
                "GRU:hidden_size=6 GRU:hidden_size=5 LastStep", "Permute:dims=[2,1] GRU:hidden_size=3",
                "Unflatten:unflattened_size=[2,3,4] Permute:dims=[3,1,2]", "Permute:dims=[1,2] LastStep", "MeanStep", "MaxStep",
            })
            {
                data.Add("2", $"Linear:out_features=24 Unflatten:unflattened_size=[6,4] {layer} Flatten "
                    + "Linear:out_features=2");
            }

            data.Add("6,4", "LSTM:hidden_size=7;num_layers=2 LastStep Linear:out_features=2");
            data.Add("6,4", "GRU:hidden_size=8;bidirectional=true Flatten Linear:out_features=2");
            data.Add("1,5", "RNN:hidden_size=6 LSTM:hidden_size=3 Flatten");
            foreach (string layer in new[] { "LayerNormLSTM:hidden_size=7", "LayerNormLSTM:hidden_size=8;num_layers=2;bidirectional=true",
                "LayerNormLSTM:hidden_size=17;state_norm=\"stored\"", "LayerNormLSTM:hidden_size=9;proj_size=4;forget_bias=1",
                "LayerNormLSTM:hidden_size=6;norm_over=\"gate\";bias=false",
                "LayerNormLSTM:hidden_size=16;norm_over=\"gate\";state_norm=\"stored\"", "LayerNormGRU:hidden_size=7;num_layers=2",
                "LayerNormGRU:hidden_size=16;bidirectional=true;bias=false", "LayerNormGRU:hidden_size=3;eps=0.1" })
            {
                data.Add("3", $"Linear:out_features=20 Unflatten:unflattened_size=[5,4] {layer} Flatten Linear:out_features=2");
            }

            foreach (string norm in new[] { WeightNorm, """{"type":"WeightNorm","dim":1}""", """{"type":"WeightNorm","dim":null}""",
                """{"type":"SpectralNorm"}""", """{"type":"SpectralNorm","dim":1,"n_power_iterations":2}""",
                """{"type":"SpectralNorm","dim":-1,"n_power_iterations":1,"eps":0.001}""" })
            {
                data.Add("5", $"Linear:out_features=7;parametrization={norm} Tanh "
                    + $"Linear:out_features=3;bias=false;parametrization={norm}");
                data.Add("5", $"Linear:out_features=7;parametrization={norm} ReLU "
                    + $"Linear:out_features=6;parametrization={norm} BatchNorm ReLU Linear:out_features=2");
                data.Add("2,5,4", $"Conv2d:out_channels=4;kernel_size=3;padding=1;parametrization={norm} ReLU "
                    + $"Conv2d:out_channels=6;kernel_size=2;groups=2;bias=false;parametrization={norm} "
                    + $"ConvTranspose2d:out_channels=3;kernel_size=2;parametrization={norm} Flatten "
                    + $"Linear:out_features=2;parametrization={norm}");
            }

            data.Add("2", $"Linear:out_features=16 Unflatten:unflattened_size=[2,8] "
                + $"Conv1d:out_channels=3;kernel_size=3;parametrization={WeightNorm} "
                + $"ConvTranspose1d:out_channels=2;kernel_size=2;parametrization={WeightNorm} Flatten Linear:out_features=2");
            data.Add("2", "Linear:out_features=192 Unflatten:unflattened_size=[8,4,6] BatchNorm ReLU MaxPool:kernel_size=2 Flatten Linear:out_features=2");
            string skip = NestedIn("4,6", "Conv1d:out_channels=4;kernel_size=3;padding=1 ReLU");
            data.Add("2", $"Linear:out_features=24 Unflatten:unflattened_size=[4,6] Residual:layers=[{skip}] "
                + $"Residual:layers=[{skip}] Flatten Linear:out_features=2");
            data.Add("6", "Linear:out_features=4");
            data.Add("6", "Linear:out_features=4 ReLU");
            data.Add("6", "Linear:out_features=4 Tanh");
            data.Add("6", "Tanh LayerNorm Linear:out_features=4 Softmax");
            foreach (string inner in new[]
            {
                "Tanh", "ReLU", "Flatten", "Linear:out_features=6", "Linear:out_features=6 ReLU",
                    "BatchNorm ReLU Linear:out_features=6",
                "Linear:out_features=9 Tanh Linear:out_features=6 BatchNorm ReLU", "Linear:out_features=6 Sigmoid",
            })
            {
                string nested = Nested(inner);
                data.Add("6", $"Residual:layers=[{nested}] Linear:out_features=3");
                data.Add("6", $"Linear:out_features=6 Residual:layers=[{nested}] Linear:out_features=3");
                data.Add("6", $"Linear:out_features=6 ReLU Residual:layers=[{nested}]");
                data.Add("6", $"Linear:out_features=6 Tanh "
                    + $"Residual:layers=[{{\"type\":\"Residual\",\"layers\":[{nested}]}},{nested}] Tanh");
            }

            foreach (string model in Joined())
            {
                data.Add("6", model);
            }

            foreach ((string shape, string layers) in LayerDefinition.Models.Order())
            {
                data.Add(shape, layers);
            }

            data.Add("6", $"Sequential:layers=[{Nested("Linear:out_features=5 Tanh")}] "
                + $"Sequential:layers=[{Nested("Linear:out_features=2")}]");
            return data;
        }
    }

    private static IEnumerable<string> Added(bool isOfChannels) =>
        LayerDefinition.Cases.Where(item => item.IsOfChannels == isOfChannels).Select(item => item.Layer).Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Models))]
    public void Outputs_and_gradients_are_those_of_the_definition(string shape, string layers)
    {
        const int Rows = 7;
        using Model model = TrainingRuns.Model(shape, layers, 3);
        System.Random random = new(11);
        foreach (StateEntry entry in model.State.Where(entry => entry.IsParameter))
        {
            // Away from the special values that norms start from.
            foreach (ref float value in entry.Span)
            {
                value += (float)((random.NextDouble() - 0.5) * 0.5);
            }
        }

        float[] x = [.. Enumerable.Range(0, Rows * model.InputCount).Select(_ => model.Root.Indices is long indices
            ? random.Next((int)indices)
            : (float)((random.NextDouble() * 4) - 2))];
        float[] targets = [.. Enumerable.Range(0, Rows * model.OutputCount).Select(_ => (float)random.NextDouble())];
        DoubleModel definition = new(model);
        using Plan plan = Plan.ForTraining(model, Rows + 2);
        Pass pass = new() { Rows = Rows, Generator = new Random.Generator(0) };
        x.CopyTo(new Span<float>(plan.Input, x.Length));
        plan.Forward(pass);

        double[] wide = [.. x.Select(value => (double)value)];
        double[] expected = definition.Forward(wide, Rows);
        float[] actual = new Span<float>(plan.Output, Rows * model.OutputCount).ToArray();
        AssertClose(expected, actual, "output", 2e-5);

        LossTotals totals = default;
        fixed (float* pointer = targets)
        {
            Loss loss = Loss.Parse("\"MeanSquaredError\"");
            loss.Fit(model.OutputShape, model.OutputCount, "data");
            LossBatch batch = new()
            {
                Output = plan.Output,
                Targets = pointer,
                Gradient = plan.OutputGradient,
                Rows = Rows,
                Threads = 1,
            };
            loss.Evaluate(batch, ref totals);
        }

        plan.Backward(pass);
        foreach (StateEntry entry in model.State.Where(entry => entry.IsParameter))
        {
            // A dozen of a tensor's values, spread over it: the definition is slow, and a wrong gradient is wrong all
            // over.
            int[] chosen = [.. Enumerable.Range(0, entry.Count).Where(i =>
                entry.Count <= 12 || i % (entry.Count / 12) == i / (entry.Count / 12) % 3)];
            double[] difference = Differences(definition, entry.Name, wide, targets, Rows, chosen);
            float[] gradient = new Span<float>((byte*)plan.Gradients + entry.Offset, entry.Count).ToArray();
            AssertClose(difference, [.. chosen.Select(i => gradient[i])], $"gradient of {entry.Name}", 1e-4);
        }
    }

    // Values with several readers: projections, branches joined in each way, and blocks of known networks.
    private static IEnumerable<string> Joined()
    {
        string[] branches = ["Linear:out_features=4 ReLU", "Identity", "Tanh Linear:out_features=6", "Linear:out_features=6 ReLU",
            "LayerNorm"];
        string[] Lists(params int[] chosen) => [.. chosen.Select(i => $"[{Nested(branches[i])}]")];
        string Branch(string join, params int[] chosen) =>
            $"Branch:branches=[{string.Join(',', Lists(chosen))}];join=\"{join}\"";
        foreach (string first in new[] { string.Empty, "Linear:out_features=6 ", "Linear:out_features=6 ReLU ",
            "Linear:out_features=6 Tanh " })
        {
            yield return $"{first}{Branch("Concat", 0, 1, 2)} Linear:out_features=2";
            yield return $"{first}{Branch("Concat", 1, 1, 1)} Linear:out_features=2";
            yield return $"{first}{Branch("Concat", 4, 0)};dim=-1 Linear:out_features=2";
            yield return $"{first}{Branch("Add", 1, 2, 3)} Linear:out_features=2";
            yield return $"{first}{Branch("Add", 1, 1, 4)} Linear:out_features=2";
            yield return $"{first}{Branch("Multiply", 1, 3, 4)} Linear:out_features=2";
            yield return $"{first}{Branch("Multiply", 2, 1)} ReLU";
            yield return $"{first}{Branch("Multiply", 1, 1)} {Branch("Concat", 0, 1)} {Branch("Add", 4, 1)}";
            yield return $"{first}Residual:layers=[{Nested("Linear:out_features=5 ReLU")}];"
                + $"shortcut=[{Nested("Linear:out_features=5 ReLU")}] Tanh";
            yield return $"{first}Residual:layers=[{Nested(Branch("Add", 2, 3))}];shortcut=[{Nested("BatchNorm ReLU")}] "
                + "ReLU Linear:out_features=3";
        }

        const string Image = "Linear:out_features=72 Unflatten:unflattened_size=[2,6,6] ";
        const string Conv = "Conv2d:kernel_size=3;padding=1;bias=false;out_channels=";
        string Inside(string layers) => NestedIn("2,6,6", layers);
        yield return Image + $"Residual:layers=[{Inside($"Conv2d:kernel_size=3;padding=1;stride=2;out_channels=4 BatchNorm ReLU {Conv}4 BatchNorm")}];"
            + $"shortcut=[{Inside("Conv2d:kernel_size=1;stride=2;out_channels=4 BatchNorm")}] ReLU "
            + "AdaptiveAvgPool:output_size=1 Flatten Linear:out_features=3";
        yield return Image + $"Branch:branches=[[{Inside("Conv2d:kernel_size=1;out_channels=2 BatchNorm ReLU")}],"
            + $"[{Inside($"Conv2d:kernel_size=1;out_channels=1 ReLU {Conv}3 ReLU")}],"
            + $"[{Inside("MaxPool:kernel_size=3;stride=1;padding=1 Conv2d:kernel_size=1;out_channels=2")}]] "
            + "BatchNorm ReLU MaxPool:kernel_size=2 Flatten Linear:out_features=3";
        string dense = Inside($"BatchNorm ReLU {Conv}2");
        string denser = NestedIn("4,6,6", $"BatchNorm ReLU {Conv}2");
        yield return Image + $"Branch:branches=[[{Inside("Identity")}],[{dense}]] "
            + $"Branch:branches=[[{Inside("Identity")}],[{denser}]] Flatten Linear:out_features=3";
        yield return "Linear:out_features=12 Unflatten:unflattened_size=[2,3,2] "
            + $"Branch:branches=[[{NestedIn("2,3,2", "Linear:out_features=4")}],[{NestedIn("2,3,2", "Tanh")}]];dim=3 "
            + $"Branch:branches=[[{NestedIn("2,3,6", "ReLU")}],[{NestedIn("2,3,6", "Identity")}]];dim=-2 "
            + "Flatten Linear:out_features=2";
    }

    private static string Nested(string layers) => NestedIn("6", layers);

    private static string NestedIn(string shape, string layers)
    {
        using Model model = TrainingRuns.Model(shape, layers);
        string all = model.Specification;
        int start = all.IndexOf("\"layers\":[", StringComparison.Ordinal) + 10;
        return all[start..^2];
    }

    private static double[] Differences(DoubleModel definition, string name, double[] x, float[] targets, int rows,
        int[] chosen)
    {
        const double Step = 1e-6;
        double[] parameter = definition.State[name];
        return [.. chosen.Select(i =>
        {
            double value = parameter[i];
            parameter[i] = value + Step;
            double above = Loss();
            parameter[i] = value - Step;
            double below = Loss();
            parameter[i] = value;
            return (above - below) / (2 * Step);
        })];

        double Loss() => definition.Forward(x, rows).Zip(targets, (y, t) => (y - t) * (y - t)).Average();
    }

    private static void AssertClose(double[] expected, float[] actual, string what, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = Math.Max(0.05, expected.Max(Math.Abs));
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance * scale))
            {
                Assert.Fail($"{what}[{i}]: expected {expected[i]}, got {actual[i]}");
            }
        }
    }
}
