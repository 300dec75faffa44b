using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Models;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Attention, positions and encoder layers: what they compute, how they are told, drawn and refused.</summary>
public sealed unsafe class AttentionLayerTests
{
    private const string Encoder = "TransformerEncoderLayer:nhead=2;dim_feedforward=6";

    [ModuleInitializer]
    internal static void Add()
    {
        string[] attention = ["num_heads=1", "num_heads=2", "num_heads=4;bias=false", "num_heads=2;is_causal=true",
            "num_heads=2;dropout=0.3", "num_heads=1;dropout=0.2;is_causal=true"];
        LayerDefinition.Add(
            "MultiheadAttention",
            input => Of(input, input.Number("num_heads", 1), 0).Attention(input.Values, string.Empty, input.State),
            [.. attention.Select(arguments => Sequence($"MultiheadAttention:{arguments}")),
                "Unflatten:unflattened_size=[1,12] MultiheadAttention:num_heads=3 Flatten",
                "Unflatten:unflattened_size=[12,1] MultiheadAttention:num_heads=1 Flatten",
                Sequence("MultiheadAttention:num_heads=2 ReLU MultiheadAttention:num_heads=2")]);
        LayerDefinition.Add(
            "TransformerEncoderLayer", input => EncoderLayer(input, Of(input, input.Number("nhead", 1), 0.1), string.Empty, input.Values),
            [.. new[] { "", ";dropout=0", ";norm_first=true", ";activation=\"gelu\";norm_first=true;dropout=0.4",
                ";bias=false;layer_norm_eps=0.01;dropout=0", ";is_causal=true;activation=\"gelu\"" }
                .Select(more => Sequence(Encoder + more))]);
        LayerDefinition.Add(
            "TransformerEncoder", Stack,
            [.. new[] { "", ";norm_first=true;dropout=0", ";final_norm=\"on\";reinitialize=true", ";norm_first=true;final_norm=\"off\"" }
                .Select(more => Sequence($"TransformerEncoder:num_layers=2;nhead=2;dim_feedforward=3{more}"))]);
        LayerDefinition.Add(
            "PositionalEncoding", Positions,
            Sequence("PositionalEncoding"), Sequence("Tanh PositionalEncoding:kind=\"learned\""),
            Sequence("PositionalEncoding:kind=\"learned\";max_len=9;dropout=0.3"),
            "Unflatten:unflattened_size=[4,3] PositionalEncoding:dropout=0.2 Flatten");
    }

    [Fact]
    public void Sines_and_cosines_are_those_of_the_paper()
    {
        using Model model = TrainingRuns.Model("3,4", "PositionalEncoding");
        double[] expected =
        [
            0, 1, 0, 1, 0.841470957, 0.540302277, 0.00999983307, 0.999950051, 0.909297407, -0.416146845, 0.0199986659,
            0.999799967,
        ];
        Close.To<float>(expected, TrainingRuns.Forward(model, new float[12]), 1e-7, "positions");
    }

    [Fact]
    public void An_encoder_copies_one_layer_and_draws_for_it_alone_unless_told_otherwise()
    {
        using Model one = TrainingRuns.Model("4,8", "TransformerEncoder:num_layers=1;nhead=2;dim_feedforward=5", 6);
        using Model three = TrainingRuns.Model("4,8", "TransformerEncoder:num_layers=3;nhead=2;dim_feedforward=5", 6);
        using Model others = TrainingRuns.Model(
            "4,8", "TransformerEncoder:num_layers=3;nhead=2;dim_feedforward=5;reinitialize=true", 6);
        Assert.Equal(one.Stream.GetState(), three.Stream.GetState());
        Assert.NotEqual(one.Stream.GetState(), others.Stream.GetState());
        float[] first = Layer(one, 0);
        Assert.All(Enumerable.Range(0, 3), number => Assert.Equal(first, Layer(three, number)));
        Assert.Equal(first, Layer(others, 0));
        Assert.NotEqual(first, Layer(others, 1));
        Assert.NotEqual(Layer(others, 2), Layer(others, 1));

        static float[] Layer(Model model, int number) => [.. model.State
            .Where(entry => entry.Name.StartsWith($"0.layers.{number}.", StringComparison.Ordinal))
            .SelectMany(entry => entry.Span.ToArray())];
    }

    [Theory]
    [InlineData("MultiheadAttention:num_heads=2;dropout=0.2")]
    [InlineData("TransformerEncoder:num_layers=2;nhead=1;dim_feedforward=20;activation=\"gelu\"")]
    [InlineData("PositionalEncoding:kind=\"learned\" MultiheadAttention:num_heads=4;is_causal=true")]
    public void Results_are_the_same_bits_on_any_number_of_threads(string layers)
    {
        using Model model = TrainingRuns.Model("150,16", layers, 3);
        foreach (int rows in new[] { 1, 13 })
        {
            float[][] results = [.. new[] { 1, 2, 3, 7, 16 }.Select(threads => Step(model, rows, threads))];
            Assert.Contains(results[0], value => value != 0);
            Assert.All(results, result => Assert.Equal(results[0], result));
        }
    }

    [Fact]
    public void A_step_of_a_causal_layer_does_not_see_what_comes_behind_it()
    {
        using Model model = TrainingRuns.Model("200,8", "MultiheadAttention:num_heads=2;is_causal=true", 1);
        float[] x = [.. Enumerable.Range(0, 1600).Select(i => MathF.Sin(i))];
        float[] y = TrainingRuns.Forward(model, x);
        x.AsSpan(130 * 8).Fill(9);
        float[] other = TrainingRuns.Forward(model, x);
        Assert.Equal(y[..1040], other[..1040]);
        Assert.NotEqual(y[1040..], other[1040..]);
    }

    [Fact]
    public void A_value_that_is_not_a_number_stays_in_its_sample()
    {
        using Model model = TrainingRuns.Model("5,4", "MultiheadAttention:num_heads=2", 1);
        float[] x = [.. Enumerable.Range(0, 60).Select(i => MathF.Sin(i))];
        float[] clean = TrainingRuns.Forward(model, x);
        x[27] = float.NaN; // sample 1
        float[] y = TrainingRuns.Forward(model, x);
        Assert.Equal(clean[..20], y[..20]);
        Assert.Equal(clean[40..], y[40..]);
        Assert.Contains(y[20..40], float.IsNaN);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Memory_grows_with_the_length_and_not_with_its_square(double dropout)
    {
        long[] bytes = [.. new[] { 512, 1024, 2048, 4096 }.Select(steps =>
        {
            using Model model = TrainingRuns.Model(
                $"{steps},16", FormattableString.Invariant($"MultiheadAttention:num_heads=4;dropout={dropout}"));
            using Plan plan = Plan.ForTraining(model, 2);
            return plan.ArenaBytes;
        })];
        Assert.All(bytes.Zip(bytes.Skip(1)), pair => Assert.InRange(pair.Second, 1.5 * pair.First, 2.1 * pair.First));
        Assert.InRange(bytes[^1], 0, 4096L * 4096 * sizeof(float)); // the scores of one head of one sample
    }

    [Theory]
    [InlineData("MultiheadAttention:num_heads=2", "MultiheadAttention(8, 2)",
        "MultiheadAttention(embed_dim=8, num_heads=2, dropout=0.0, bias=True, batch_first=True)")]
    [InlineData("MultiheadAttention:num_heads=4;dropout=0.1;bias=false;is_causal=true",
        "MultiheadAttention(8, 4, dropout=0.1, bias=False, is_causal=True)",
        "MultiheadAttention(embed_dim=8, num_heads=4, dropout=0.1, bias=False, batch_first=True) with is_causal=True")]
    [InlineData("TransformerEncoderLayer:nhead=2", "TransformerEncoderLayer(8, 2)",
        "TransformerEncoderLayer(d_model=8, nhead=2, dim_feedforward=2048, dropout=0.1, activation=relu, "
        + "layer_norm_eps=1e-05, norm_first=False, bias=True, batch_first=True)")]
    [InlineData("TransformerEncoder:num_layers=2;nhead=2;dim_feedforward=32;norm_first=true",
        "TransformerEncoder(8, 2, dim_feedforward=32, norm_first=True, num_layers=2)",
        "TransformerEncoder(num_layers=2, d_model=8, nhead=2, dim_feedforward=32, dropout=0.1, activation=relu, "
        + "layer_norm_eps=1e-05, norm_first=True, bias=True, batch_first=True) with a last LayerNorm")]
    [InlineData("PositionalEncoding", "PositionalEncoding(kind=sinusoidal)", "PositionalEncoding(kind=sinusoidal)")]
    [InlineData("PositionalEncoding:kind=\"learned\";dropout=0.1", "PositionalEncoding(kind=learned, max_len=6, dropout=0.1)",
        "PositionalEncoding(kind=learned, max_len=6, dropout=0.1)")]
    public void It_is_told_as_torch_does(string layer, string summary, string description)
    {
        using Model model = TrainingRuns.Model("6,8", layer);
        Assert.Equal(summary, model.Layers[0].Summary);
        Assert.Equal(description, model.Layers[0].Describe());
    }

    [Theory]
    [InlineData("6", "MultiheadAttention:num_heads=2", "LayerShapeMismatch", "[steps, features]")]
    [InlineData("6,9", "MultiheadAttention:num_heads=2", "LayerShapeMismatch", "embed_dim must be divisible by num_heads")]
    [InlineData("6,8", "MultiheadAttention:num_heads=0", "InvalidLayerArgument", "num_heads")]
    [InlineData("6,8", "MultiheadAttention", "InvalidLayerArgument", "num_heads is required")]
    [InlineData("6,9", "TransformerEncoderLayer:nhead=2", "LayerShapeMismatch", "embed_dim must be divisible by num_heads")]
    [InlineData("9", "TransformerEncoder:nhead=2;num_layers=1", "LayerShapeMismatch", "[steps, features]")]
    [InlineData("6,8", "TransformerEncoderLayer:nhead=2;activation=\"tanh\"", "InvalidLayerArgument", "one of relu, gelu")]
    [InlineData("6,8", "PositionalEncoding:kind=\"learned\";max_len=5", "LayerShapeMismatch", "max_len is 5")]
    [InlineData("6", "PositionalEncoding", "LayerShapeMismatch", "[steps, features]")]
    public void What_does_not_fit_is_refused(string shape, string layer, string id, string says)
    {
        CoreException failure = Assert.Throws<CoreException>(() => TrainingRuns.Model(shape, layer));
        Assert.Equal(id, failure.Id);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
    }

    private static string Sequence(string layer) => $"Unflatten:unflattened_size=[3,4] {layer} Flatten";

    private static AttentionDefinition Of(LayerInput input, double heads, double usualDropout)
    {
        double p = input.Number("dropout", usualDropout);
        Random.Generator generator = new(0);
        return new(input.Shape[0], input.Shape[1], (int)heads, input.Is("is_causal", false), null, p == 0 ? null : Draw);

        double[] Draw(int count)
        {
            float[] kept = new float[count];
            generator.Bernoulli(kept, 1 - p);
            return [.. kept.Select(value => value / (1 - p))];
        }
    }

    private static double[] EncoderLayer(LayerInput input, AttentionDefinition definition, string prefix, double[] x) =>
        definition.EncoderLayer(
            x, prefix, input.State, input.Is("norm_first", false), input.Text("activation") == "gelu",
            input.Number("layer_norm_eps", 1e-5));

    private static double[] Stack(LayerInput input)
    {
        AttentionDefinition definition = Of(input, input.Number("nhead", 1), 0.1);
        double[] x = input.Values;
        for (int number = 0; number < (int)input.Number("num_layers", 1); number++)
        {
            x = EncoderLayer(input, definition, $"layers.{number}.", x);
        }

        return input.State("norm.weight") is double[] weight
            ? AttentionDefinition.Norm(x, weight, input.State("norm.bias"), input.Number("layer_norm_eps", 1e-5))
            : x;
    }

    private static double[] Positions(LayerInput input)
    {
        (int steps, int width) = (input.Shape[1], input.Shape[2]);
        double[]? learnt = input.State("weight");
        AttentionDefinition definition = Of(input, 1, 0);
        double[] y = [.. input.Values.Select((value, at) => value + Added(at / width % steps, at % width))];
        return definition.Drop is null ? y : [.. y.Zip(definition.Drop(y.Length), (value, kept) => value * kept)];

        double Added(int step, int i)
        {
            double angle = step / Math.Pow(10000, (double)(i / 2 * 2) / width);
            return learnt?[(step * width) + i] ?? (i % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
        }
    }

    private static float[] Step(Model model, int rows, int threads)
    {
        using Plan plan = Plan.ForTraining(model, rows);
        Pass pass = new() { Rows = rows, Threads = threads, Generator = new Random.Generator(4) };
        Span<float> input = new(plan.Input, rows * model.InputCount);
        for (int i = 0; i < input.Length; i++)
        {
            input[i] = MathF.Sin(i);
        }

        plan.Forward(pass);
        Span<float> output = new(plan.Output, rows * model.OutputCount);
        float[] y = output.ToArray();
        Span<float> gradient = new(plan.OutputGradient, output.Length);
        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] = MathF.Cos(i);
        }

        plan.Backward(pass);
        return [.. y, .. new Span<float>(plan.Gradients, plan.ParameterCount)];
    }
}
