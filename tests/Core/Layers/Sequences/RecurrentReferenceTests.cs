using System.Text.Json;
using NormTools.Core.Graph;
using NormTools.Core.Models;
using NormTools.Core.Random;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>RNN, LSTM and GRU against torch.nn's: initial values and the stream to the bit, states and gradients
/// within the tolerance of each case.</summary>
/// <remarks>Models start from zero states. Cases with other ones are what the definition, against which random shapes
/// are held, is held against.</remarks>
public sealed unsafe class RecurrentReferenceTests
{
    private static readonly JsonElement[] All = ReferenceCases.Load("recurrent");

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, All.Length)];

    public static TheoryData<int> FromZero => [.. Enumerable.Range(0, All.Length)
        .Where(i => All[i].GetProperty("h0").IsNull())];

    public static TheoryData<int> WithoutDropout => [.. Enumerable.Range(0, All.Length)
        .Where(i => !Arguments(All[i]).TryGetProperty("dropout", out _))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Initial_values_and_the_stream_are_equal_to_the_bit(int index)
    {
        JsonElement given = All[index];
        using Model model = Model.Create(Specification(given, string.Empty), given.GetProperty("seed").GetUInt64());
        JsonProperty[] initial = [.. given.GetProperty("initial").EnumerateObject()];
        Assert.Equal(initial.Select(entry => "0." + entry.Name), model.State.Select(entry => entry.Name));
        foreach ((JsonProperty entry, StateEntry own) in initial.Zip(model.State))
        {
            Assert.Equal(entry.Value.Shape(), own.Shape);
            Assert.Equal(entry.Value.Floats(), own.Span.ToArray());
        }

        Generator generator = Stream(given, model);
        using Plan plan = Plan.ForTraining(model, Rows(given));
        Run(given, plan, generator);
        Span<float> next = [0];
        generator.Uniform(next);
        Assert.Equal(given.GetProperty("nextRand").Floats(), next.ToArray());
    }

    [Theory]
    [MemberData(nameof(FromZero))]
    public void States_and_gradients_are_torchs(int index)
    {
        // A linear layer that passes everything on shows the gradient of the input.
        JsonElement given = All[index];
        int inputs = (int)given.GetProperty("x").Shape()[^1];
        using Model plain = Model.Create(Specification(given, string.Empty), given.GetProperty("seed").GetUInt64());
        using Model model = Model.Create(
            Specification(given, $$"""{"type":"Linear","out_features":{{inputs}}},"""), 0);
        foreach (StateEntry entry in model.State)
        {
            if (entry.Name.StartsWith("0.", StringComparison.Ordinal))
            {
                entry.Span.Clear();
                for (int i = 0; i < inputs && entry.Role == StateRole.Weight; i++)
                {
                    entry.Span[(i * inputs) + i] = 1;
                }
            }
            else
            {
                plain.State.Single(own => own.Name[1..] == entry.Name[1..]).Span.CopyTo(entry.Span);
            }
        }

        double tolerance = given.GetProperty("tolerance").GetDouble();
        using Plan plan = Plan.ForTraining(model, Rows(given) + 1);
        float[] y = Run(given, plan, Stream(given, plain));
        AssertClose(given.GetProperty("y"), y, tolerance, "y");
        JsonElement grad = given.GetProperty("grad");
        foreach (StateEntry entry in model.State.Where(entry => entry.Name.StartsWith("1.", StringComparison.Ordinal)))
        {
            float[] gradient = new Span<float>((byte*)plan.Gradients + entry.Offset, entry.Count).ToArray();
            AssertClose(grad.GetProperty(entry.Name[2..]), gradient, tolerance, entry.Name);
        }

        Value input = plan.Operations[0].Output;
        float[] inputGradient = new Span<float>(input.Gradient, Rows(given) * input.Width).ToArray();
        AssertClose(grad.GetProperty("input"), inputGradient, tolerance, "dx");
    }

    [Theory]
    [MemberData(nameof(WithoutDropout))]
    public void The_definition_is_torchs(int index)
    {
        JsonElement given = All[index];
        JsonElement arguments = Arguments(given);
        long[] shape = given.GetProperty("x").Shape();
        JsonElement initial = given.GetProperty("initial");
        RecurrentDefinition definition = new(
            given.GetProperty("op").GetString()!,
            arguments.GetProperty("hidden_size").GetInt32(),
            arguments.TryGetProperty("num_layers", out JsonElement layers) ? layers.GetInt32() : 1,
            arguments.TryGetProperty("bidirectional", out JsonElement both) && both.GetBoolean() ? 2 : 1,
            arguments.TryGetProperty("proj_size", out JsonElement projected) ? projected.GetInt32() : 0,
            arguments.TryGetProperty("nonlinearity", out JsonElement function) && function.GetString() == "relu",
            name => initial.TryGetProperty(name, out JsonElement tensor) ? tensor.Doubles() : null,
            _ => null);
        (double[] y, double[] lastState, double[] lastCell) = definition.Run(
            given.GetProperty("x").Doubles(), Rows(given), (int)shape[^2], Optional("h0"), Optional("c0"));
        double tolerance = given.GetProperty("tolerance").GetDouble();
        AssertClose(given.GetProperty("y"), y, tolerance, "y");
        AssertClose(given.GetProperty("hN"), lastState, tolerance, "hN");
        if (given.TryGetProperty("cN", out JsonElement cell))
        {
            AssertClose(cell, lastCell, tolerance, "cN");
        }

        double[]? Optional(string name) =>
            given.TryGetProperty(name, out JsonElement tensor) && !tensor.IsNull() ? tensor.Doubles() : null;
    }

    private static JsonElement Arguments(JsonElement given) => given.GetProperty("args");

    private static int Rows(JsonElement given) =>
        given.GetProperty("x").Shape() is [long rows, _, _] ? (int)rows : 1;

    private static Generator Stream(JsonElement given, Model model)
    {
        JsonElement seed = given.GetProperty("forwardSeed");
        return seed.IsNull() ? model.Stream : new Generator(seed.GetUInt64());
    }

    private static string Specification(JsonElement given, string before)
    {
        long[] shape = given.GetProperty("x").Shape();
        string arguments = string.Concat(Arguments(given).EnumerateObject()
            .Where(argument => argument.Name is not ("input_size" or "batch_first"))
            .Select(argument => $",\"{argument.Name}\":{argument.Value.GetRawText()}"));
        string layer = $$"""{"type":"{{given.GetProperty("op").GetString()}}"{{arguments}}}""";
        return $$"""{"input_shape":[{{shape[^2]}},{{shape[^1]}}],"layers":[{{before}}{{layer}}]}""";
    }

    private static float[] Run(JsonElement given, Plan plan, Generator generator)
    {
        Pass pass = new() { Rows = Rows(given), Generator = generator };
        given.GetProperty("x").Floats().CopyTo(new Span<float>(plan.Input, given.GetProperty("x").Floats().Length));
        plan.Forward(pass);
        float[] gradient = given.GetProperty("gradOutput").Floats();
        float[] y = new Span<float>(plan.Output, gradient.Length).ToArray();
        gradient.CopyTo(new Span<float>(plan.OutputGradient, gradient.Length));
        plan.Backward(pass);
        return y;
    }

    private static void AssertClose(JsonElement expected, float[] actual, double tolerance, string what) =>
        Close.To<float>(expected.Doubles(), actual, tolerance, what, 1e-3);

    private static void AssertClose(JsonElement expected, double[] actual, double tolerance, string what) =>
        Close.To<double>(expected.Doubles(), actual, tolerance, what, 1e-3);
}
