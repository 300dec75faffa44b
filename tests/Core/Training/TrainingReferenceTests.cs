using System.Text.Json;
using NormTools.Contract;
using NormTools.Core.Graph;
using NormTools.Core.Models;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Whole models trained by PyTorch, from the seed alone.</summary>
public sealed class TrainingReferenceTests
{
    private const string Mlp = "Linear:out_features=16 BatchNorm ReLU Linear:out_features=3";
    private const string Gelu = "Linear:out_features=16 LayerNorm:normalized_shape=16 GELU Linear:out_features=3";
    private const string Cnn =
        "Conv2d:out_channels=6;kernel_size=3;padding=1 BatchNorm ReLU MaxPool:kernel_size=2 "
            + "Conv2d:out_channels=8;kernel_size=3;stride=2 GroupNorm:num_groups=4 ReLU AdaptiveAvgPool:output_size=1 "
            + "Flatten Linear:out_features=4";

    private const string Momentum = """{"type":"SGD","lr":0.05,"momentum":0.9}""";
    private const string WeightNorm = """;parametrization={"type":"WeightNorm"}""";
    private const string SpectralNorm = """;parametrization={"type":"SpectralNorm"}""";
    private const string WeightNormMlp =
        "Linear:out_features=16" + WeightNorm + " ReLU "
            + """Linear:out_features=12;parametrization={"type":"WeightNorm","dim":1} Tanh """
            + """Linear:out_features=3;parametrization={"type":"WeightNorm","dim":null}""";

    private const string SpectralNormMlp =
        "Linear:out_features=16" + SpectralNorm + " ReLU "
            + """Linear:out_features=3;parametrization={"type":"SpectralNorm","n_power_iterations":3}""";

    private const string WeightNormCnn =
        "Conv2d:out_channels=6;kernel_size=3;padding=1" + WeightNorm + " ReLU "
            + """ConvTranspose2d:out_channels=4;kernel_size=2;stride=2;parametrization={"type":"WeightNorm","dim":1} """
            + "ReLU LocalResponseNorm:size=3;alpha=0.5 AdaptiveAvgPool:output_size=1 Flatten Linear:out_features=4";

    private const string SpectralNormCnn =
        "Conv2d:out_channels=6;kernel_size=3;padding=1" + SpectralNorm + " ReLU "
            + "ConvTranspose2d:out_channels=4;kernel_size=2;stride=2" + SpectralNorm + " ReLU "
            + "AdaptiveAvgPool:output_size=1 Flatten Linear:out_features=4;bias=false" + SpectralNorm;

    private const string Regression = "Linear:out_features=8 Tanh Linear:out_features=1";

    /// <summary>Name, input shape, layers, optimiser, loss, and whether the bias before batch norm moves by rounding
    /// noise alone.</summary>
    public static TheoryData<string, string, string, string, string> Cases => new()
    {
        { "mlp SGD", "6", Mlp, """{"type":"SGD","lr":0.1}""", "CrossEntropy" },
        { "mlp SGD momentum", "6", Mlp, """{"type":"SGD","lr":0.05,"momentum":0.9}""", "CrossEntropy" },
        { "mlp SGD nesterov", "6", Mlp, """{"type":"SGD","lr":0.05,"momentum":0.9,"nesterov":true,"weight_decay":1e-3}""", "CrossEntropy" },
        { "mlp Adam", "6", Mlp, """{"type":"Adam","lr":1e-2}""", "CrossEntropy" },
        { "mlp AdamW", "6", Mlp, """{"type":"AdamW","lr":1e-2,"weight_decay":0.1}""", "CrossEntropy" },
        { "mlp RMSprop", "6", Mlp, """{"type":"RMSprop","lr":1e-3,"momentum":0.5}""", "CrossEntropy" },
        { "mlp Adagrad", "6", Mlp, """{"type":"Adagrad","lr":0.05}""", "CrossEntropy" },
        { "mlp layer norm gelu", "6", Gelu, """{"type":"Adam","lr":1e-2}""", "CrossEntropy" },
        { "cnn", "2,9,8", Cnn, """{"type":"SGD","lr":0.05,"momentum":0.9}""", "CrossEntropy" },
        { "weight norm mlp", "6", WeightNormMlp, Momentum, "CrossEntropy" },
        { "spectral norm mlp", "6", SpectralNormMlp, Momentum, "CrossEntropy" },
        { "weight norm cnn", "2,9,8", WeightNormCnn, Momentum, "CrossEntropy" },
        { "spectral norm cnn", "2,9,8", SpectralNormCnn, Momentum, "CrossEntropy" },
        { "regression", "6", Regression, """{"type":"SGD","lr":0.1}""", "MeanSquaredError" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Initial_parameters_are_those_of_the_seed_to_the_bit(string name, string shape, string layers,
        string optimizer, string loss)
    {
        _ = (optimizer, loss);
        JsonElement reference = Find(name);
        using Model model = Make(reference, shape, layers);
        JsonProperty[] initial = [.. reference.GetProperty("initial").EnumerateObject()];
        Assert.Equal(initial.Select(entry => entry.Name), model.State.Select(entry => entry.Name));
        foreach ((JsonProperty expected, StateEntry entry) in initial.Zip(model.State))
        {
            Assert.Equal(expected.Value.Shape(), entry.Shape);
            // What is computed of the drawn values, norms and singular vectors, is PyTorch's but for its order of sums.
            if (entry.Name.EndsWith("original0", StringComparison.Ordinal) || entry.Name.Contains("._"))
            {
                AssertClose(expected.Value.Floats(), entry.Span.ToArray(), entry.Name, 2e-6);
            }
            else if (entry.Type == DType.Float32)
            {
                Assert.Equal(expected.Value.Floats(), entry.Span.ToArray());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Losses_and_final_parameters_are_pytorchs(string name, string shape, string layers, string optimizer,
        string loss)
    {
        JsonElement reference = Find(name);
        float[] x = reference.GetProperty("x").Floats();
        double[] losses = [.. reference.GetProperty("losses").EnumerateArray().Select(value => value.GetDouble())];
        using Model model = Make(reference, shape, layers);
        IReadOnlyList<EpochResult> history = Train(model, x, reference, optimizer, loss);
        Assert.Equal(losses.Length, history.Count);
        for (int i = 0; i < losses.Length; i++)
        {
            AssertClose(losses[i], history[i].TrainingLoss, $"loss {i}", 1e-4);
        }

        Dictionary<string, float[]> final = Final(model);
        Dictionary<string, double> tolerances = layers == Cnn
            ? MovedByLastBits(final, x, () => Make(reference, shape, layers), reference, optimizer, loss)
            : final.ToDictionary(entry => entry.Key, _ => 1e-4);
        foreach ((string entry, float[] values) in final.Where(entry => !MovesByNoise(layers, optimizer, entry.Key)))
        {
            AssertClose(reference.GetProperty("final").GetProperty(entry).Floats(), values, entry, tolerances[entry]);
        }

        if (!MovesByNoise(layers, optimizer, "0.bias"))
        {
            AssertClose(reference.GetProperty("evalOutput").Floats(), TrainingRuns.Forward(model, x), "evaluation",
                tolerances.Values.Max());
        }
    }

    // The average over what a group norm has just centred is a small difference of large numbers, and 20 steps make of
    // its rounding a thousandth. What PyTorch and this library may differ by is therefore measured: by how much the
    // last bits of the input move the result.
    private static Dictionary<string, double> MovedByLastBits(Dictionary<string, float[]> final, float[] x,
        Func<Model> make, JsonElement reference, string optimizer, string loss)
    {
        var moved = final.ToDictionary(entry => entry.Key, _ => 1e-4);
        System.Random random = new(1);
        for (int trial = 0; trial < 12; trial++)
        {
            using Model model = make();
            float[] near = [.. x.Select(value =>
                random.Next(2) == 0 ? MathF.BitIncrement(value) : MathF.BitDecrement(value))];
            Train(model, near, reference, optimizer, loss);
            foreach ((string entry, float[] values) in Final(model))
            {
                double largest = values.Zip(final[entry]).Max(pair => Math.Abs(pair.First - pair.Second))
                    / (double)final[entry].Max(Math.Abs);
                moved[entry] = Math.Max(moved[entry], largest);
            }
        }

        Assert.All(moved.Values, value => Assert.True(value < 1e-2));
        return moved;
    }

    private static IReadOnlyList<EpochResult> Train(Model model, float[] x, JsonElement reference, string optimizer,
        string loss)
    {
        JsonElement y = reference.GetProperty("y");
        Samples samples = loss == "CrossEntropy"
            ? Samples.Classes(x, y.Integers())
            : Samples.Values(x, y.Floats(), (int)y.Shape()[0]);
        int epochs = reference.GetProperty("losses").GetArrayLength();
        string options = $$"""{"loss":"{{loss}}","epochs":{{epochs}},"batch_size":1000,"shuffle":false,"optimizer":{{optimizer}}}""";
        using TrainingRun run = TrainingRuns.Run(model, options, samples);
        Assert.Equal(RunState.Finished, TrainingRuns.ToEnd(run).State);
        return [.. run.History];
    }

    private static Dictionary<string, float[]> Final(Model model) => model.State
        .Where(entry => entry.Type == DType.Float32)
        .ToDictionary(entry => entry.Name, entry => entry.Span.ToArray());

    // Batch norm takes any constant away again, so the bias before it has a gradient of exactly 0. PyTorch's is
    // rounding noise of 1e-9, which optimisers that divide a gradient by its own size blow up to steps as large as any
    // other.
    private static bool MovesByNoise(string layers, string optimizer, string entry) =>
        layers == Mlp && !optimizer.Contains("SGD", StringComparison.Ordinal) && entry is "0.bias" or "1.running_mean";

    private static JsonElement Find(string name) =>
        ReferenceCases.Load("train").Concat(ReferenceCases.Load("parametrization")).Single(element => element.GetProperty("model").GetString() == name);

    private static Model Make(JsonElement reference, string shape, string layers) =>
        TrainingRuns.Model(shape, layers, reference.GetProperty("seed").GetUInt64());

    private static void AssertClose(double expected, double actual, string what, double tolerance) => Assert.True(
        Math.Abs(expected - actual) <= tolerance * Math.Abs(expected), $"{what}: expected {expected}, got {actual}");

    // Relative to the tensor's largest value: single small weights carry the rounding of large ones.
    private static void AssertClose(float[] expected, float[] actual, string what, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        float scale = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance * scale))
            {
                Assert.Fail($"{what}[{i}]: expected {expected[i]}, got {actual[i]}");
            }
        }
    }
}
