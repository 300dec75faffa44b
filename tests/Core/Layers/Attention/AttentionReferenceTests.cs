using System.Text.Json;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;
using NormTools.Core.Layers;
using NormTools.Core.Memory;
using NormTools.Core.Models;
using NormTools.Core.Random;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>MultiheadAttention, TransformerEncoderLayer and TransformerEncoder against torch.nn's: initial values and the
/// stream to the bit, outputs and gradients within the tolerance of each case.</summary>
/// <remarks>Masks of keys at the end of a sample are its length, a mask above the diagonal is a causal layer.</remarks>
public sealed unsafe class AttentionReferenceTests
{
    private static readonly JsonElement[] All = ReferenceCases.Load("attention");

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, All.Length)];

    public static TheoryData<int> OfLayers => [.. Enumerable.Range(0, All.Length).Where(i => IsOfALayer(All[i]))];

    public static TheoryData<int> Masked => [.. Enumerable.Range(0, All.Length).Where(i => !IsOfALayer(All[i]))];

    public static TheoryData<int> Evaluated =>
        [.. Enumerable.Range(0, All.Length).Where(i => All[i].TryGetProperty("evalY", out _))];

    /// <summary>Those whose weights PyTorch gives, as they are without dropout.</summary>
    public static TheoryData<int> Weighed => [.. Enumerable.Range(0, All.Length).Where(i =>
        All[i].GetProperty("op").GetString() == "MultiheadAttention" && IsOfALayer(All[i])
        && All[i].TryGetProperty("weights", out JsonElement weights) && !weights.IsNull()
        && All[i].GetProperty("args").GetProperty("dropout").GetDouble() == 0)];

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
        using Sequences run = new(given, model, PlanPurpose.Training);
        run.Forward(generator);
        run.Backward();
        Span<float> next = [0];
        generator.Uniform(next);
        Assert.Equal(given.GetProperty("nextRand").Floats(), next.ToArray());
    }

    [Theory]
    [MemberData(nameof(OfLayers))]
    public void Outputs_and_gradients_are_torchs(int index)
    {
        JsonElement given = All[index];
        using Model plain = Model.Create(Specification(given, string.Empty), given.GetProperty("seed").GetUInt64());
        using Model model = WithInputGradient(given, plain);
        double tolerance = given.GetProperty("tolerance").GetDouble();
        using Sequences run = new(given, model, PlanPurpose.Training);
        float[] y = run.Forward(Stream(given, plain));
        run.Backward();
        bool isBlind = given.TryGetProperty("yWithoutWeights", out JsonElement expected);
        AssertClose(isBlind ? expected : given.GetProperty("y"), y, tolerance, "y");
        foreach (StateEntry entry in model.State.Where(entry => entry.Name.StartsWith("1.", StringComparison.Ordinal)))
        {
            AssertGradient(given, isBlind, entry.Name[2..], run.Gradient(entry), tolerance);
        }

        AssertGradient(given, isBlind, "input", run.InputGradient, tolerance);
    }

    [Theory]
    [MemberData(nameof(Evaluated))]
    public void Evaluation_is_torchs(int index)
    {
        JsonElement given = All[index];
        using Model model = Model.Create(Specification(given, string.Empty), given.GetProperty("seed").GetUInt64());
        using Sequences run = new(given, model, PlanPurpose.Evaluation);
        JsonElement expected = given.TryGetProperty("evalYWithGradients", out JsonElement slow)
            ? slow // the other one has zeros where there is padding
            : given.GetProperty("evalY");
        AssertClose(expected, run.Forward(new Generator(0)), given.GetProperty("tolerance").GetDouble(), "y");
    }

    /// <summary>A mask of numbers is nothing that a layer takes; the definition, against which random shapes are held, does.</summary>
    [Theory]
    [MemberData(nameof(Masked))]
    public void The_definition_with_a_mask_of_numbers_is_torchs(int index)
    {
        JsonElement given = All[index];
        long[] shape = given.GetProperty("x").Shape();
        AttentionDefinition definition = new(
            (int)shape[0], (int)shape[1], given.GetProperty("args").GetProperty("num_heads").GetInt32(), false, null, null)
        {
            Added = given.GetProperty("attnMask").Doubles(),
        };
        double[] y = definition.Attention(
            given.GetProperty("x").Doubles(), string.Empty,
            name => given.GetProperty("initial").TryGetProperty(name, out JsonElement state) ? state.Doubles() : null);
        AssertClose(given.GetProperty("y"), [.. y.Select(value => (float)value)], given.GetProperty("tolerance").GetDouble(), "y");
    }

    [Theory]
    [MemberData(nameof(Weighed))]
    public void Weights_and_their_entropy_are_torchs(int index)
    {
        JsonElement given = All[index];
        using Model model = Model.Create(Specification(given, string.Empty), given.GetProperty("seed").GetUInt64());
        using Sequences run = new(given, model, PlanPurpose.Training);
        run.Forward(new Generator(0));
        (float[] weights, int[] lengths, double[] entropies) = run.Weights();
        double[] expected = given.GetProperty("weights").Doubles();
        int steps = (int)given.GetProperty("x").Shape()[1];
        int heads = expected.Length / lengths.Length / steps / steps;
        for (int i = 0; i < expected.Length; i++)
        {
            bool isPadding = (i / steps % steps) >= lengths[i / steps / steps / heads]; // of the query
            expected[i] = isPadding ? 0 : expected[i];
        }

        Close.To<float>(expected, weights, given.GetProperty("tolerance").GetDouble(), "weights", 1e-3);
        for (int head = 0; head < heads; head++)
        {
            bool isCausal = !given.GetProperty("attnMask").IsNull();
            double[] shares = [.. from row in Enumerable.Range(0, lengths.Length)
                from query in Enumerable.Range(0, lengths[row])
                let seen = isCausal ? Math.Min(query + 1, lengths[row]) : lengths[row]
                where seen > 1
                let own = expected.Skip(((((row * heads) + head) * steps) + query) * steps).Take(seen)
                select own.Sum(weight => -weight * Math.Log(weight)) / Math.Log(seen)];
            Assert.Equal(shares.Average(), entropies[head], 1e-5);
        }
    }

    // A case in which a query sees no key has no gradients in PyTorch but NaN; here they are finite.
    private static void AssertGradient(JsonElement given, bool isBlind, string name, float[] actual, double tolerance)
    {
        if (isBlind)
        {
            Assert.All(actual, value => Assert.True(float.IsFinite(value), name));
        }
        else
        {
            AssertClose(given.GetProperty("grad").GetProperty(name), actual, tolerance, name);
        }
    }

    private static void AssertClose(JsonElement expected, float[] actual, double tolerance, string what) =>
        Close.To<float>(expected.Doubles(), actual, tolerance, what, 1e-3);

    private static bool IsOfALayer(JsonElement given)
    {
        JsonElement mask = given.GetProperty("attnMask");
        return mask.IsNull() || mask.DType() == "bool";
    }

    private static Generator Stream(JsonElement given, Model model)
    {
        JsonElement seed = given.GetProperty("forwardSeed");
        return seed.IsNull() ? model.Stream : new Generator(seed.GetUInt64());
    }

    // A linear layer that passes everything on shows the gradient of the input.
    private static Model WithInputGradient(JsonElement given, Model plain)
    {
        int width = (int)given.GetProperty("x").Shape()[^1];
        Model model = Model.Create(Specification(given, $$"""{"type":"Linear","out_features":{{width}}},"""), 0);
        foreach (StateEntry entry in model.State)
        {
            if (!entry.Name.StartsWith("0.", StringComparison.Ordinal))
            {
                plain.State.Single(own => own.Name[1..] == entry.Name[1..]).Span.CopyTo(entry.Span);
                continue;
            }

            entry.Span.Clear();
            for (int i = 0; i < width && entry.Role == StateRole.Weight; i++)
            {
                entry.Span[(i * width) + i] = 1;
            }
        }

        return model;
    }

    private static string Specification(JsonElement given, string before)
    {
        long[] shape = given.GetProperty("x").Shape();
        string arguments = string.Concat(given.GetProperty("args").EnumerateObject()
            .Where(argument => argument.Name is not ("embed_dim" or "d_model" or "batch_first"))
            .Select(argument => $",\"{argument.Name}\":{argument.Value.GetRawText()}"));
        if (given.TryGetProperty("numLayers", out JsonElement layers))
        {
            string norm = given.GetProperty("finalNorm").GetBoolean() ? "on" : "off";
            arguments += $$""","num_layers":{{layers}},"final_norm":"{{norm}}" """;
        }

        if (!given.GetProperty("attnMask").IsNull() && IsOfALayer(given))
        {
            AssertIsCausal(given.GetProperty("attnMask"));
            arguments += ",\"is_causal\":true";
        }

        string layer = $$"""{"type":"{{given.GetProperty("op").GetString()}}"{{arguments}}}""";
        return $$"""{"input_shape":[{{shape[^2]}},{{shape[^1]}}],"layers":[{{before}}{{layer}}]}""";
    }

    private static void AssertIsCausal(JsonElement mask)
    {
        int steps = (int)mask.Shape()[0];
        Assert.Equal(Enumerable.Range(0, steps * steps).Select(at => at % steps > at / steps ? 1.0 : 0), mask.Doubles());
    }

    /// <summary>A model planned for samples with lengths.</summary>
    private sealed class Sequences : IDisposable
    {
        private readonly JsonElement given;
        private readonly Pass pass;
        private readonly PlanBuilder builder;
        private readonly Value input;
        private readonly Value output;
        private readonly byte* gradients;
        private readonly byte* arena;
        private readonly int* lengths;

        public Sequences(JsonElement given, Model model, PlanPurpose purpose)
        {
            this.given = given;
            int rows = (int)given.GetProperty("x").Shape()[0];
            pass = new() { Rows = rows };
            gradients = (byte*)NativePool.RentCleared(model.ParameterBytes);
            lengths = (int*)NativePool.Rent(rows * sizeof(int));
            builder = new PlanBuilder(purpose, gradients);
            input = new Value(model.InputCount) { Lengths = Lengths() };
            output = model.Root.Emit(builder, input);
            builder.Finish(input, output);
            arena = (byte*)NativePool.Rent(ArenaLayout.Place(builder.Storages, rows) + 256);
            foreach (Storage storage in builder.Storages)
            {
                storage.Pointer = arena + storage.Offset;
            }
        }

        public float[] InputGradient
        {
            get
            {
                Value value = builder.Operations[0].Output;
                return new Span<float>(value.Gradient, pass.Rows * value.Width).ToArray();
            }
        }

        public float[] Forward(Generator generator)
        {
            pass.Generator = generator;
            float[] x = given.GetProperty("x").Floats();
            x.CopyTo(new Span<float>(input.Pointer, x.Length));
            foreach (Operation operation in builder.Operations)
            {
                operation.Forward(pass);
            }

            return new Span<float>(output.Pointer, pass.Rows * output.Width).ToArray();
        }

        /// <summary>The weights behind a forward pass, the lengths of the samples, and the entropy of each head.</summary>
        public (float[] Weights, int[] Lengths, double[] Entropies) Weights()
        {
            AttentionOperation attention = builder.Operations.OfType<AttentionOperation>().Single();
            (int steps, int heads) = (attention.Shape.Steps, attention.Shape.Heads);
            float[] weights = new float[pass.Rows * heads * steps * steps];
            double[] sums = new double[heads];
            int[] queries = new int[heads];
            for (int head = 0; head < pass.Rows * heads; head++)
            {
                Span<float> own = weights.AsSpan(head * steps * steps, steps * steps);
                attention.ReadWeights(pass, head, own);
                queries[head % heads] += AttentionWeights.AddEntropy(
                    own, attention.Shape, attention.Length(pass, head / heads), ref sums[head % heads]);
            }

            return (weights, [.. Enumerable.Range(0, pass.Rows).Select(row => attention.Length(pass, row))],
                [.. sums.Zip(queries, (sum, count) => sum / count)]);
        }

        public void Backward()
        {
            float[] gradient = given.GetProperty("gradOutput").Floats();
            gradient.CopyTo(new Span<float>(output.Gradient, gradient.Length));
            for (int i = builder.Operations.Count - 1; i >= 0; i--)
            {
                builder.Operations[i].Backward(pass);
                foreach (GradientSum sum in builder.Sums[i])
                {
                    sum.Run(pass);
                }
            }
        }

        public float[] Gradient(StateEntry entry) =>
            new Span<float>(gradients + entry.Offset, entry.Count).ToArray();

        public void Dispose()
        {
            NativePool.Return(gradients);
            NativePool.Return(arena);
            NativePool.Return(lengths);
        }

        // The keys of a sample that are not masked come first.
        private Value? Lengths()
        {
            JsonElement mask = given.GetProperty("keyPaddingMask");
            if (mask.IsNull())
            {
                return null;
            }

            double[] masked = mask.Doubles();
            int steps = masked.Length / pass.Rows;
            for (int row = 0; row < pass.Rows; row++)
            {
                double[] own = masked[(row * steps)..((row + 1) * steps)];
                lengths[row] = own.Count(value => value == 0);
                Assert.DoesNotContain(1.0, own[..lengths[row]]);
            }

            return new Value(1, ElementKind.Int32) { Data = new Storage(sizeof(int), 0) { Pointer = lengths } };
        }
    }
}
