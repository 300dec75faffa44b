using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NormTools.Contract;
using NormTools.Core.Graph;
using NormTools.Core.Models;
using NormTools.Core.Optimizers;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Whole runs of PyTorch's with weights of classes, schedules, shuffled batches and dropout, and of recurrent
/// networks, transformers and tables of words, from the seed alone.</summary>
public sealed partial class RecipeReferenceTests
{
    private static readonly Dictionary<string, string> Schedules = new()
    {
        ["mlp with AMSGrad and a cosine schedule"] = """{"type":"CosineAnnealingLR","T_max":20}""",
        ["mlp with warm-up, SGD"] =
            """
            {"type":"SequentialLR","milestones":[5],"schedulers":
             [{"type":"LinearLR","start_factor":0.1,"total_iters":5},{"type":"CosineAnnealingLR","T_max":15}]}
            """,
        ["mlp with batch norm, last batch dropped"] = """{"type":"StepLR","step_size":1,"gamma":0.5}""",
    };

    public static TheoryData<string> Cases => [.. ReferenceCases.Load("train2").Select(Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Losses_rates_and_weights_are_pytorchs(string name)
    {
        JsonElement reference = ReferenceCases.Load("train2").Single(element => Name(element) == name);
        double tolerance = reference.GetProperty("tolerance").GetDouble();
        float[] x = reference.GetProperty("x").Floats();
        using Model model = Make(reference);
        foreach (StateEntry entry in model.State.Where(entry => entry.Type == DType.Float32))
        {
            Assert.Equal(reference.GetProperty("initial").GetProperty(entry.Name).Floats(), entry.Span.ToArray());
        }

        using TrainingRun run = TrainingRuns.Run(model, Options(reference), Data(reference), Validation(reference));
        double[] losses = Losses(run);
        AssertClose([.. reference.GetProperty("losses").EnumerateArray().Select(loss => loss.GetDouble())], losses, tolerance, "losses");
        if (reference.TryGetProperty("learningRates", out JsonElement rates))
        {
            AssertClose(
                [.. rates.EnumerateArray().Select(rate => rate.GetDouble())],
                [.. run.History.Select(epoch => epoch.LearningRate)], 1e-12, "rates");
        }

        foreach (StateEntry entry in model.State.Where(entry => entry.Type == DType.Float32 && !MovesByNoise(reference, entry.Name)))
        {
            double[] expected = reference.GetProperty("final").GetProperty(entry.Name).Doubles();
            double[] actual = [.. entry.Span.ToArray().Select(value => (double)value)];
            if (Noisy(reference, entry.Name) is (int start, int end))
            {
                expected[start..end].CopyTo(actual, start);
            }

            AssertClose(expected, actual, tolerance, entry.Name);
        }

        if (reference.TryGetProperty("validationLosses", out JsonElement validated))
        {
            AssertClose(
                [.. validated.EnumerateArray().Select(loss => loss.GetDouble())],
                [.. run.History.Select(epoch => epoch.ValidationLoss)], tolerance, "validation losses");
        }

        Assert.Equal(reference.GetProperty("nextRand").Floats()[0], model.Stream.NextSingle());
        if (name != "mlp with batch norm, last batch dropped")
        {
            double[] expected = reference.GetProperty("evalOutput").Doubles();
            AssertClose(expected, [.. TrainingRuns.Forward(model, x).Select(value => (double)value)], tolerance, "evaluation");
        }
    }

    private static string Name(JsonElement reference) => reference.GetProperty("model").GetString()!;

    private static string OptimizerName(JsonElement reference) => reference.GetProperty("optimizer").GetString()!.Split(' ')[0];

    // Its bias in front of a batch norm has no gradient but rounding, which the reference notes.
    private static bool MovesByNoise(JsonElement reference, string entry) =>
        reference.GetProperty("note").GetString()!.Contains("moves by noise", StringComparison.Ordinal)
        && entry is "0.bias" or "1.running_mean";

    // The entries of a parameter that only rounding moves.
    private static (int Start, int End)? Noisy(JsonElement reference, string entry) =>
        reference.TryGetProperty("movesByNoise", out JsonElement noisy) && noisy.TryGetProperty(entry, out JsonElement range)
            ? (range[0].GetInt32(), range[1].GetInt32())
            : null;

    private static double[] Losses(TrainingRun run)
    {
        List<double> losses = [];
        (long Epoch, long Step) last = default;
        RunProgress progress;
        do
        {
            progress = run.Advance(0);
            if ((progress.Epoch, progress.Step) != last && progress.Step > 0)
            {
                losses.Add(progress.StepLoss);
                last = (progress.Epoch, progress.Step);
            }
        }
        while (progress.State is RunState.Running or RunState.EpochFinished);

        Assert.Equal(RunState.Finished, progress.State);
        return [.. losses];
    }

    private static Samples Data(JsonElement reference)
    {
        float[] x = reference.GetProperty("x").Floats();
        JsonElement targets = reference.GetProperty("y");
        return targets.DType() == "int64"
            ? Samples.Classes(x, targets.Integers())
            : Samples.Values(x, targets.Floats(), (int)targets.Shape()[0]);
    }

    private static Samples? Validation(JsonElement reference) => reference.TryGetProperty("validationX", out JsonElement x)
        ? Samples.Classes(x.Floats(), reference.GetProperty("validationY").Integers())
        : null;

    private static Model Make(JsonElement reference)
    {
        string shape = string.Join(',', reference.GetProperty("x").Shape().Skip(1));
        return TrainingRuns.Model(shape, Layers(reference), reference.GetProperty("seed").GetUInt64());
    }

    private static string Options(JsonElement reference)
    {
        bool isBatched = reference.TryGetProperty("batchSize", out JsonElement batch);
        string text = reference.GetProperty("layers").GetString()!;
        bool isRegression = text.Contains("mean squared error", StringComparison.Ordinal);
        JsonObject loss = new()
        {
            ["type"] = reference.TryGetProperty("posWeight", out JsonElement positive) ? "BinaryCrossEntropy"
                : isRegression ? "MeanSquaredError"
                : "CrossEntropy",
        };
        if (positive.ValueKind == JsonValueKind.Array)
        {
            loss["pos_weight"] = JsonNode.Parse(positive.GetRawText());
        }

        if (reference.TryGetProperty("classWeights", out JsonElement weights))
        {
            loss["weight"] = new JsonArray([.. weights.Doubles().Select(weight => JsonValue.Create(weight))]);
            loss["label_smoothing"] = reference.GetProperty("labelSmoothing").GetDouble();
        }

        JsonObject options = new()
        {
            ["loss"] = loss,
            ["epochs"] = isBatched ? reference.GetProperty("epochs").GetInt32() : reference.GetProperty("losses").GetArrayLength(),
            ["batch_size"] = isBatched ? batch.GetInt32() : 1000,
            ["shuffle"] = isBatched,
            ["drop_last"] = isBatched && reference.GetProperty("dropLast").GetBoolean(),
            ["optimizer"] = OptimizerSpecification(reference),
        };
        foreach (string penalty in new[] { "l1", "l2" })
        {
            if (reference.TryGetProperty(penalty, out JsonElement amount))
            {
                options[penalty] = amount.GetDouble();
            }
        }

        if (Clipping().Match(text) is { Success: true } clipping)
        {
            options["clip_norm"] = JsonNode.Parse(clipping.Groups[1].Value);
        }

        if (reference.TryGetProperty("generatorSeed", out JsonElement seed) && !seed.IsNull())
        {
            options["order_seed"] = seed.GetUInt64();
        }

        if (!isBatched)
        {
            options["order_seed"] = 0; // without a loader PyTorch draws nothing for the order: it has a stream of its own here
        }

        options["draws_for_validation"] = reference.TryGetProperty("validationX", out _);
        if (Schedules.TryGetValue(Name(reference), out string? schedule))
        {
            options["schedule"] = JsonNode.Parse(schedule);
        }
        else if (reference.TryGetProperty("learningRates", out JsonElement rates))
        {
            options["schedule"] = new JsonObject { ["type"] = "Table", ["rates"] = JsonNode.Parse(rates.GetRawText()) };
        }

        return options.ToJsonString();
    }

    // "Adam ( Parameter Group 0     amsgrad: False     betas: (0.9, 0.999) ...", as torch prints it.
    private static JsonObject OptimizerSpecification(JsonElement reference)
    {
        string text = reference.GetProperty("optimizer").GetString()!;
        string name = OptimizerName(reference);
        JsonObject json = new() { ["type"] = name };
        string[] arguments = [.. Optimizer.Catalog.Entries.Single(entry => entry.Name == name).Arguments.Select(argument => argument.Name)];
        foreach (Match match in Setting().Matches(text))
        {
            if (arguments.Contains(match.Groups[1].Value))
            {
                string value = match.Groups[2].Value.Replace('(', '[').Replace(')', ']').ToLowerInvariant();
                json[match.Groups[1].Value] = JsonNode.Parse(value);
            }
        }

        return json;
    }

    // "Linear(6,10) ReLU Dropout(0.25) Linear(10,3), StepLR(...)".
    private static string Layers(JsonElement reference)
    {
        string text = reference.GetProperty("layers").GetString()!.Split(", ")[0];
        return string.Join(' ', LayerText().Matches(text).Select(match => Layer(match.Groups[1].Value, match.Groups[2].Value.Split(','))));
    }

    private static string Layer(string name, string[] numbers) => name switch
    {
        "Linear" => $"Linear:out_features={numbers[1]}",
        "LayerNorm" => $"LayerNorm:normalized_shape={numbers[0]}",
        "BatchNorm1d" => "BatchNorm",
        "GroupNorm" => $"GroupNorm:num_groups={numbers[0]}",
        "Dropout" => $"Dropout:p={numbers[0]}",
        "MaxPool2d" => $"MaxPool:kernel_size={numbers[0]}",
        "Conv2d" => $"Conv2d:out_channels={numbers[1]};kernel_size={numbers[2]}" + More(numbers[3..]),
        "LSTM" or "GRU" => $"{name}:hidden_size={numbers[1]}" + More(numbers[2..]),
        "Embedding" => $"Embedding:num_embeddings={numbers[0]};embedding_dim={numbers[1]}" + More(numbers[2..]),
        "TransformerEncoderLayer" => $"{name}:{More(numbers[1..])[1..]}",
        "MeanTokens" => "MeanStep",
        _ => name, // has no arguments; another name the catalog refuses
    };

    // "dropout=0.3", "norm_first=True" and "activation=gelu" as JSON.
    private static string More(string[] arguments) => string.Concat(arguments.Select(argument =>
    {
        string[] pair = argument.Split('=');
        string value = bool.TryParse(pair[1], out bool flag) ? (flag ? "true" : "false")
            : char.IsAsciiLetter(pair[1][0]) ? $"\"{pair[1]}\""
            : pair[1];
        return $";{pair[0]}={value}";
    }));

    private static void AssertClose(double[] expected, double[] actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance * scale))
            {
                Assert.Fail(
                    string.Create(CultureInfo.InvariantCulture, $"{what}[{i}]: expected {expected[i]}, got {actual[i]}"));
            }
        }
    }

    [GeneratedRegex(@"(\w+): (\([^)]*\)|\S+)")]
    private static partial Regex Setting();

    [GeneratedRegex(@"clip_grad_norm_ ([0-9.]+)")]
    private static partial Regex Clipping();

    [GeneratedRegex(@"(\w+)(?:\(([^)]*)\))?")]
    private static partial Regex LayerText();
}
