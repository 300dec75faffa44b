using System.Text.Json;
using System.Text.Json.Nodes;
using NormTools.Core.Losses;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Every loss against PyTorch's values and gradients.</summary>
public sealed unsafe class LossReferenceTests
{
    /// <summary>Where a loss has another name than PyTorch's without "Loss".</summary>
    private static readonly Dictionary<string, string> Names = new()
    {
        ["NLLLoss"] = """{"type":"NegativeLogLikelihood"}""",
        ["BCEWithLogitsLoss"] = """{"type":"BinaryCrossEntropy"}""",
        ["BCELoss"] = """{"type":"BinaryCrossEntropy","from_logits":false}""",
        ["L1Loss"] = """{"type":"MeanAbsoluteError"}""",
        ["MSELoss"] = """{"type":"MeanSquaredError"}""",
        ["KLDivLoss"] = """{"type":"KullbackLeibler"}""",
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Sums_means_and_gradients_are_pytorchs(int threads)
    {
        foreach (JsonElement reference in Cases())
        {
            string what = $"{reference.GetProperty("op").GetString()} {reference.GetProperty("args").GetRawText()} "
                + reference.GetProperty("note").GetString();
            double tolerance = reference.GetProperty("tolerance").GetDouble();
            foreach (string reduction in new[] { "mean", "sum", "batchmean" })
            {
                if (reference.TryGetProperty(reduction, out JsonElement expected))
                {
                    Outcome outcome = Run(reference, reduction, threads);
                    double factor = reduction == "sum" ? outcome.Divisor : 1;
                    double value = reduction == "sum" ? outcome.Sum : outcome.Mean;
                    AssertClose(expected.GetProperty("value").Doubles(), [value], tolerance, $"{what} {reduction}");
                    double[] gradient = [.. outcome.Gradient.Select(value => value * factor)];
                    if (factor != 0)
                    {
                        AssertClose(expected.GetProperty("grad").Doubles(), gradient, tolerance, $"{what} {reduction} gradient");
                    }
                }
            }
        }
    }

    [Fact]
    public void Batches_add_up_to_the_loss_of_all_samples()
    {
        foreach (JsonElement reference in Cases())
        {
            Outcome whole = Run(reference, "mean", 1);
            Outcome parts = Run(reference, "mean", 1, byRow: true);
            AssertClose([whole.Mean], [parts.Mean], 1e-6, reference.GetProperty("op").GetString()!);
        }
    }

    private static JsonElement[] Cases()
    {
        JsonElement[] all = [.. ReferenceCases.Load("losses")];
        JsonElement[] known = [.. all.Where(reference => Loss.Catalog.Names.Contains(Specification(reference)["type"]!.ToString()))];
        Assert.True(known.Length > 0.9 * all.Length, $"only {known.Length} of {all.Length} cases have a loss");
        return known;
    }

    private static JsonObject Specification(JsonElement reference)
    {
        string name = reference.GetProperty("op").GetString()!;
        return JsonNode.Parse(Names.TryGetValue(name, out string? own)
            ? own
            : $$"""{"type":"{{name.Replace("Loss", string.Empty, StringComparison.Ordinal)}}"}""")!.AsObject();
    }

    private static Outcome Run(JsonElement reference, string reduction, int threads, bool byRow = false)
    {
        JsonElement x = reference.GetProperty("x"), target = reference.GetProperty("target");
        string name = reference.GetProperty("op").GetString()!;
        JsonObject options = Specification(reference);
        foreach (JsonProperty argument in reference.GetProperty("args").EnumerateObject())
        {
            options[argument.Name] = argument.Value.ValueKind == JsonValueKind.Object
                ? new JsonArray([.. argument.Value.Doubles().Select(value => JsonValue.Create(value))])
                : JsonNode.Parse(argument.Value.GetRawText());
        }

        if (name == "KLDivLoss")
        {
            options["reduction"] = reduction == "batchmean" ? "batchmean" : "mean";
        }

        Loss loss = Loss.Parse(options.ToJsonString());
        long[] shape = x.Shape();
        int rows = (int)shape[0];
        float[] output = x.Floats(), gradient = new float[output.Length];
        bool classes = target.DType() == "int64";
        int[] labels = classes ? [.. target.Integers().Select(label => (int)label)] : [0];
        float[] values = classes ? [0] : target.Floats();
        loss.Fit(shape.Length == 1 ? [1] : shape[1..], target.Shape().Skip(1).Aggregate(1L, (a, b) => a * b), "data");
        Assert.Equal(classes, loss.ReadsClasses);
        LossTotals totals = default;
        double mean = 0;
        fixed (float* outputs = output, gradients = gradient, floats = values)
        fixed (int* numbers = labels)
        {
            for (int row = 0; row < (byRow ? rows : 1); row++)
            {
                LossBatch batch = new()
                {
                    Output = outputs + (row * loss.Width),
                    Targets = classes ? numbers + (row * loss.TargetWidth) : floats + (row * loss.TargetWidth),
                    Gradient = gradients + (row * loss.Width),
                    Rows = byRow ? 1 : rows,
                    Threads = threads,
                };
                mean = loss.Evaluate(batch, ref totals);
            }
        }

        return new Outcome(byRow ? totals.MeanLoss : mean, totals.Sum, totals.Divisor, gradient);
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = Math.Max(1e-3, expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max());
        for (int i = 0; i < expected.Length; i++)
        {
            bool same = double.IsFinite(expected[i])
                ? Math.Abs(expected[i] - actual[i]) <= tolerance * scale
                : expected[i].Equals(actual[i]);
            if (!same)
            {
                Assert.Fail($"{what}[{i}]: expected {expected[i]}, got {actual[i]}");
            }
        }
    }

    private readonly record struct Outcome(double Mean, double Sum, double Divisor, float[] Gradient);
}
