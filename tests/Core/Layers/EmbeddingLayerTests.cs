using System.Runtime.CompilerServices;
using System.Text.Json;
using NormTools.Contract;
using NormTools.Core.Graph;
using NormTools.Core.Models;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Embedding and EmbeddingBag against torch.nn's and plain definitions.</summary>
public sealed unsafe class EmbeddingLayerTests
{
    private static readonly JsonElement[] All = ReferenceCases.Load("embedding");

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, All.Length)];

    [ModuleInitializer]
    internal static void AddDefinitions()
    {
        LayerDefinition.AddOfIndices(
            "Embedding", Rows,
            ("5", "Embedding:num_embeddings=9;embedding_dim=3 Flatten Linear:out_features=2"),
            ("2,3", "Embedding:num_embeddings=4;embedding_dim=17 Tanh Flatten Linear:out_features=2"),
            ("6", "Embedding:num_embeddings=33;embedding_dim=8 LSTM:hidden_size=5 LastStep Linear:out_features=2"),
            ("1", "Embedding:num_embeddings=1;embedding_dim=1"));
        LayerDefinition.AddOfIndices(
            "EmbeddingBag", Bag,
            ("5", "EmbeddingBag:num_embeddings=9;embedding_dim=3 Linear:out_features=2"),
            ("5", "EmbeddingBag:num_embeddings=4;embedding_dim=17;mode=\"sum\" Tanh"),
            ("6", "EmbeddingBag:num_embeddings=33;embedding_dim=40;mode=\"max\" Linear:out_features=2"),
            ("7", "EmbeddingBag:num_embeddings=5;embedding_dim=33;padding_idx=0 Linear:out_features=2"),
            ("7", "EmbeddingBag:num_embeddings=5;embedding_dim=4;padding_idx=-1;mode=\"max\" Linear:out_features=2"));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_and_gradients_are_torchs(int index)
    {
        JsonElement given = All[index];
        double tolerance = given.GetProperty("tolerance").GetDouble();
        using Model model = Model.Create(Specification(given), given.GetProperty("seed").GetUInt64());
        StateEntry weight = model.State.Single();
        Assert.Equal(given.GetProperty("initial").GetProperty("weight").Shape(), weight.Shape);
        Assert.Equal(given.GetProperty("initial").GetProperty("weight").Floats(), weight.Span.ToArray());
        float[] ids = given.GetProperty("ids").Floats();
        float[] evaluated = TrainingRuns.Forward(model, ids);
        using Plan plan = Plan.ForTraining(model, Rows(given));
        ids.CopyTo(new Span<float>(plan.Input, ids.Length));
        Pass pass = new() { Rows = Rows(given), Generator = model.Stream };
        plan.Forward(pass);
        float[] gradient = given.GetProperty("gradOutput").Floats();
        float[] y = new Span<float>(plan.Output, gradient.Length).ToArray();
        gradient.CopyTo(new Span<float>(plan.OutputGradient, gradient.Length));
        plan.Backward(pass);
        if (given.GetProperty("bits").EnumerateArray().Any(name => name.GetString() == "y"))
        {
            Assert.Equal(given.GetProperty("y").Floats(), y);
        }

        Close.To<float>(given.GetProperty("y").Doubles(), y, tolerance, "y", 1e-3);
        Close.To<float>(given.GetProperty("y").Doubles(), evaluated, tolerance, "evaluated", 1e-3);
        Close.To<float>(
            given.GetProperty("grad").GetProperty("weight").Doubles(), new Span<float>(plan.Gradients, weight.Count).ToArray(), tolerance,
            "gradient", 1e-3);
        JsonElement after = given.GetProperty("weightAfter");
        if (!after.IsNull())
        {
            Close.To<float>(after.Doubles(), weight.Span.ToArray(), tolerance, "weight", 1e-3);
        }

        Span<float> next = [0];
        model.Stream.Uniform(next);
        Assert.Equal(given.GetProperty("nextRand").Floats(), next.ToArray());
    }

    [Fact]
    public void An_evaluation_leaves_rows_that_are_too_long_as_they_are()
    {
        using Model model = TrainingRuns.Model("3", "Embedding:num_embeddings=4;embedding_dim=3;max_norm=0.5");
        float[] before = TrainingRuns.State(model);
        float[] y = TrainingRuns.Forward(model, [0, 3, 3]);
        Assert.Equal(before, TrainingRuns.State(model));
        Assert.All(y.Chunk(3), row => Assert.InRange(Math.Sqrt(row.Sum(value => (double)value * value)), 0, 0.500001));
        TrainingRuns.Forward(model, [0, 3, 3], training: true);
        float[] after = TrainingRuns.State(model);
        Assert.Equal(before[3..9], after[3..9]); // rows that nobody read
        Assert.Equal(y[..3], after[..3]);
        Assert.Equal(y[3..6], after[9..]);
    }

    [Theory]
    [InlineData("Embedding", 4f, "from 0 to 3")]
    [InlineData("Embedding", -1f, "has -1 in row 1, column 2")]
    [InlineData("EmbeddingBag", 1.5f, "has 1.5 in row 1, column 2")]
    [InlineData("EmbeddingBag", 3e9f, "from 0 to 3")]
    public void A_number_that_the_table_does_not_have_is_named(string type, float value, string says)
    {
        using Model model = TrainingRuns.Model("3", $"{type}:num_embeddings=4;embedding_dim=2");
        CoreException failure = Assert.Throws<CoreException>(() => TrainingRuns.Forward(model, [0, 1, 2, 3, 0, value]));
        Assert.Equal("IndexOutOfRange", failure.Id);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9f, "Layer 1 (Embedding): sample 1 of the batch has 9 at place 0")]
    [InlineData(0.5f, "sample 1 of the batch has 0.5 at place 0")]
    public void It_is_named_where_another_layer_comes_first(float value, string says)
    {
        using Model model = TrainingRuns.Model("2", "ReLU Embedding:num_embeddings=4;embedding_dim=2");
        CoreException failure = Assert.Throws<CoreException>(() => TrainingRuns.Forward(model, [0, 1, value, 3]));
        Assert.Equal("IndexOutOfRange", failure.Id);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Embedding:num_embeddings=4;embedding_dim=2;padding_idx=4", "padding_idx")]
    [InlineData("EmbeddingBag:num_embeddings=4;embedding_dim=2;padding_idx=-5", "padding_idx")]
    [InlineData("EmbeddingBag:num_embeddings=4;embedding_dim=2;mode=\"max\";scale_grad_by_freq=true", "scale_grad_by_freq")]
    [InlineData("Embedding:num_embeddings=99999999;embedding_dim=2", "16,777,216")]
    public void What_does_not_fit_is_refused(string layer, string says)
    {
        CoreException failure = Assert.Throws<CoreException>(() => TrainingRuns.Model("3", layer));
        Assert.Equal("InvalidLayerArgument", failure.Id);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Embedding:num_embeddings=4;embedding_dim=2", "Embedding(4, 2)")]
    [InlineData("Embedding:num_embeddings=4;embedding_dim=2;padding_idx=-1;max_norm=1.5;scale_grad_by_freq=true",
        "Embedding(4, 2, padding_idx=3, max_norm=1.5, scale_grad_by_freq=True)")]
    [InlineData("EmbeddingBag:num_embeddings=4;embedding_dim=2;padding_idx=0;max_norm=2;norm_type=1",
        "EmbeddingBag(4, 2, max_norm=2.0, norm_type=1.0, mode='mean', padding_idx=0)")]
    public void It_is_told_as_torch_prints_it(string layer, string description)
    {
        using Model model = TrainingRuns.Model("3", layer);
        Assert.Equal(description, model.Layers[0].Describe());
    }

    [Theory]
    [InlineData("mean")]
    [InlineData("sum")]
    [InlineData("max")]
    public void A_bag_of_padding_alone_is_zero_and_learns_nothing(string mode)
    {
        using Model model = TrainingRuns.Model("2", $"EmbeddingBag:num_embeddings=4;embedding_dim=3;padding_idx=1;mode=\"{mode}\"", 4);
        model.State[0].Span[3..6].Fill(7);
        using Plan plan = Plan.ForTraining(model, 2);
        new float[] { 1, 1, 1, 2 }.CopyTo(new Span<float>(plan.Input, 4));
        Pass pass = new() { Rows = 2 };
        plan.Forward(pass);
        Assert.Equal([0, 0, 0, .. model.State[0].Span[6..9].ToArray()], new Span<float>(plan.Output, 6).ToArray());
        new Span<float>(plan.OutputGradient, 6).Fill(1);
        plan.Backward(pass);
        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0], new Span<float>(plan.Gradients, 12).ToArray());
    }

    [Theory]
    [InlineData("Embedding:num_embeddings=6;embedding_dim=3 GRU:hidden_size=4;bidirectional=true MaxStep Linear:out_features=2")]
    [InlineData("EmbeddingBag:num_embeddings=6;embedding_dim=3 Linear:out_features=2")]
    [InlineData("EmbeddingBag:num_embeddings=6;embedding_dim=3;mode=\"max\" Linear:out_features=2")]
    [InlineData("Embedding:num_embeddings=6;embedding_dim=4 MultiheadAttention:num_heads=2 MeanStep Linear:out_features=2")]
    public void Behind_a_samples_end_there_may_be_anything(string layers)
    {
        // Trained on samples filled up to four numbers, or to six, with numbers that there are and are not.
        float[][] learnt = [.. new[] { (4, 5f), (4, -1f), (6, 99.5f) }.Select(filled =>
        {
            (int steps, float filling) = filled;
            long[] lengths = [3, 1, 4, 2];
            float[] x = [.. Enumerable.Range(0, 4 * steps).Select(i => i % steps < lengths[i / steps] ? (i / steps) + (i % steps) % 3 : filling)];
            Samples samples = Samples.Classes(x, [0, 1, 1, 0]);
            long* pinned = samples.Pin(lengths);
            samples.With(view =>
            {
                view.Lengths = pinned;
                return view;
            });
            using Model model = TrainingRuns.Model($"{steps}", layers, 1);
            using TrainingRun run = TrainingRuns.Run(
                model, """{"loss":"CrossEntropy","epochs":5,"batch_size":2,"optimizer":{"type":"SGD","lr":0.5},"seed":2}""", samples);
            Assert.Equal(RunState.Finished, TrainingRuns.ToEnd(run).State);
            return TrainingRuns.State(model);
        })];
        Assert.Equal(learnt[0], learnt[1]);
        for (int i = 0; i < learnt[0].Length; i++)
        {
            Assert.InRange(learnt[2][i] - learnt[0][i], -1e-6f, 1e-6f);
        }
    }

    [Fact]
    public void Gradients_are_the_same_bits_on_any_number_of_threads()
    {
        using Model model = TrainingRuns.Model("9", "Embedding:num_embeddings=50;embedding_dim=70 MeanStep", 3);
        float[][] results = [.. new[] { 1, 2, 3, 8 }.Select(threads =>
        {
            using Plan plan = Plan.ForTraining(model, 100);
            Pass pass = new() { Rows = 100, Threads = threads };
            for (int i = 0; i < 900; i++)
            {
                plan.Input[i] = i * 7 % 50;
            }

            plan.Forward(pass);
            for (int i = 0; i < 7000; i++)
            {
                plan.OutputGradient[i] = MathF.Cos(i);
            }

            plan.Backward(pass);
            return new Span<float>(plan.Gradients, plan.ParameterCount).ToArray();
        })];
        Assert.All(results, result => Assert.Equal(results[0], result));
    }

    private static int Rows(JsonElement given) => (int)given.GetProperty("ids").Shape()[0];

    private static string Specification(JsonElement given)
    {
        long[] shape = given.GetProperty("ids").Shape();
        string arguments = string.Concat(given.GetProperty("args").EnumerateObject()
            .Select(argument => $",\"{argument.Name}\":{argument.Value.GetRawText()}"));
        string sizes = string.Join(',', shape.Length == 1 ? [1] : shape[1..]);
        return $$"""{"input_shape":[{{sizes}}],"layers":[{"type":"{{given.GetProperty("op").GetString()}}"{{arguments}}}]}""";
    }

    private static double[] Rows(LayerInput input)
    {
        int width = (int)input.Number("embedding_dim", 1);
        double[] table = input.State("weight")!;
        input.Shape = [.. input.Shape, width];
        return [.. input.Values.SelectMany(index => table[((int)index * width)..(((int)index + 1) * width)])];
    }

    private static double[] Bag(LayerInput input)
    {
        int width = (int)input.Number("embedding_dim", 1);
        int rows = (int)input.Number("num_embeddings", 1);
        int padding = (int)input.Number("padding_idx", int.MinValue);
        string mode = input.Text("mode") ?? "mean";
        double[] table = input.State("weight")!;
        int steps = input.Shape[1];
        input.Shape = [input.Shape[0], width];
        return [.. input.Values.Chunk(steps).SelectMany(sample =>
        {
            int[] taken = [.. sample.Select(index => (int)index).Where(index => index != (padding < 0 ? padding + rows : padding))];
            return Enumerable.Range(0, width).Select(i =>
            {
                double[] values = [.. taken.Select(index => table[(index * width) + i])];
                return values.Length == 0 ? 0 : mode switch { "sum" => values.Sum(), "max" => values.Max(), _ => values.Average() };
            });
        })];
    }
}
