using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NormTools.Core.Metrics;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Every metric against scikit-learn's values.</summary>
public sealed class MetricReferenceTests
{
    /// <summary>Where scikit-learn's name is not the catalog's, with or without "_score" behind it.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["matthews_corrcoef"] = "MatthewsCorrelation",
        ["brier_score_loss"] = "BrierScore",
        ["max_error"] = "MaximumError",
    };

    private static Dictionary<string, string> OfClasses => Of(metric => metric.Needs == EvidenceNeeds.Counts);

    private static Dictionary<string, string> OfScores => Of(metric => metric.Needs.HasFlag(EvidenceNeeds.Probabilities));

    private static Dictionary<string, string> OfValues => Of(metric => metric.Needs == EvidenceNeeds.Values);

    [Fact]
    public void What_scikit_learn_has_a_value_of_is_compared()
    {
        string[] others = ["confusion_matrix", "precision_recall_fscore_support", "roc_curve", "precision_recall_curve"];
        IEnumerable<string> all = ReferenceCases.Load("metrics").Select(reference => reference.GetProperty("op").GetString()!).Distinct();
        Assert.Equal([], all.Except([.. others, .. OfClasses.Keys, .. OfScores.Keys, .. OfValues.Keys]));
    }

    [Fact]
    public void Class_scores_are_scikit_learns() => ForAll(OfClasses, (reference, what) =>
    {
        MetricEvidence evidence = Classes(reference, out _);
        Compare(reference, Make(OfClasses, reference).Value(evidence).Value * Total(reference, evidence.Counts.Sum()), what);
    });

    [Fact]
    public void Confusion_matrices_are_scikit_learns()
    {
        int seen = 0;
        foreach (JsonElement reference in ReferenceCases.Load("metrics").Where(item => item.GetProperty("op").GetString() == "confusion_matrix"))
        {
            JsonElement arguments = reference.GetProperty("args");
            MetricEvidence evidence = Classes(reference, out string[] names);
            int[] labels = arguments.TryGetProperty("labels", out JsonElement given)
                ? [.. given.EnumerateArray().Select(label => Array.IndexOf(names, label.ToString()))]
                : ConfusionScores.Present(evidence.Counts);
            double[] counts = [.. labels.SelectMany(row => labels.Select(column => evidence.Counts[(row * names.Length) + column]))];
            string over = arguments.TryGetProperty("normalize", out JsonElement way) ? way.ToString() : string.Empty;
            double[] shares = [.. counts.Select((count, i) => over.Length == 0 ? count : count / Math.Max(1, counts.Where((_, j) =>
                over == "all" || (over == "true" ? i / labels.Length == j / labels.Length : i % labels.Length == j % labels.Length)).Sum()))];
            AssertClose(Numbers(reference.GetProperty("value")), shares, 1e-12, $"{arguments.GetRawText()} {reference.GetProperty("note")}");
            seen++;
        }

        Assert.True(seen > 0);
    }

    [Fact]
    public void Precision_recall_and_f_are_scikit_learns()
    {
        foreach (JsonElement reference in ReferenceCases.Load("metrics"))
        {
            if (reference.GetProperty("op").GetString() != "precision_recall_fscore_support")
            {
                continue;
            }

            JsonElement arguments = reference.GetProperty("args");
            string what = $"{arguments.GetRawText()} {reference.GetProperty("note").GetString()}";
            MetricEvidence evidence = Classes(reference, out string[] names);
            string undefined = arguments.GetProperty("zero_division").ToString();
            double value = undefined == "NaN" ? double.NaN : double.Parse(undefined, CultureInfo.InvariantCulture);
            int[] labels = arguments.TryGetProperty("labels", out JsonElement given)
                ? [.. given.EnumerateArray().Select(label => Array.IndexOf(names, label.ToString()))]
                : ConfusionScores.Present(evidence.Counts);
            string average = arguments.GetProperty("average").ToString();
            ClassScores scores = ConfusionScores.PerClass(evidence.Counts, labels, 1, value, average == "micro");
            double[]? weights = average == "weighted" ? scores.Support : null;
            double[][] parts = [scores.Precision, scores.Recall, scores.F];
            JsonElement expected = reference.GetProperty("value");
            for (int i = 0; i < parts.Length; i++)
            {
                double[] wanted = Numbers(expected[i]);
                double[] actual = average.Length == 0 ? parts[i] : [ConfusionScores.Mean(parts[i], weights)];
                AssertClose(wanted, actual, 1e-12, $"{what} {i}");
            }
        }
    }

    [Fact]
    public void Scores_of_probabilities_are_scikit_learns() => ForAll(OfScores, (reference, what) =>
    {
        string error = reference.TryGetProperty("error", out JsonElement given) ? given.ToString() : string.Empty;
        if (error.Contains("sum up to 1", StringComparison.Ordinal) || error.Contains("different number of classes", StringComparison.Ordinal))
        {
            return; // probabilities are a softmax here, and the classes are known
        }

        MetricEvidence evidence = Probabilities(reference);
        if (error.Length == 0 && IsArray(reference))
        {
            bool isRoc = reference.GetProperty("op").GetString() == "roc_auc_score";
            double[] ofClasses = [.. Enumerable.Range(0, evidence.Classes).Select(label => OneClass.AgainstRest(evidence, label))
                .Select(counts => isRoc ? RankScores.RocArea(counts) : RankScores.AveragePrecision(counts))];
            AssertClose(Numbers(reference.GetProperty("value")), ofClasses, reference.GetProperty("tolerance").GetDouble(), what);
            return;
        }

        MetricValue value = Make(OfScores, reference).Value(evidence);
        if (error.Length > 0)
        {
            Assert.True(double.IsNaN(value.Value) && value.Reason is not null, what); // scikit-learn raises
            return;
        }

        bool warns = reference.TryGetProperty("warnings", out JsonElement warnings) && warnings.ValueKind == JsonValueKind.Array
            && warnings.EnumerateArray().Any(warning => warning.ToString().Contains("No positive class", StringComparison.Ordinal));
        if (warns)
        {
            Assert.NotNull(value.Reason); // what scikit-learn calls 0 is not defined
            return;
        }

        Compare(reference, value.Value * Total(reference, Weights(reference, evidence.Truth.Count).Sum()), what);
    });

    [Fact]
    public void Scores_of_quantities_are_scikit_learns() => ForAll(OfValues, (reference, what) =>
    {
        JsonElement truth = Input(reference, "y_true");
        int width = truth.Shape().Length > 1 ? (int)truth.Shape()[1] : 1;
        double[] y = truth.Doubles(), p = Input(reference, "y_pred").Doubles(), w = Weights(reference, y.Length / width);
        MetricEvidence evidence = new(0, width, EvidenceNeeds.Values);
        for (int i = 0; i < w.Length; i++)
        {
            evidence.Add(y.AsSpan(i * width, width), p.AsSpan(i * width, width), w[i]);
        }

        var metric = (ValueMetric)Make(OfValues, reference);
        double[] actual = IsArray(reference) ? metric.PerOutput(evidence) : [metric.Value(evidence).Value];
        AssertClose(Numbers(reference.GetProperty("value")), actual, reference.GetProperty("tolerance").GetDouble(), what);
    });

    [Fact]
    public void Curves_are_scikit_learns()
    {
        foreach (JsonElement reference in ReferenceCases.Load("metrics"))
        {
            string name = reference.GetProperty("op").GetString()!;
            if (name is not ("roc_curve" or "precision_recall_curve"))
            {
                continue;
            }

            bool[] truth = [.. Input(reference, "y_true").Doubles().Select(value => value > 0)];
            JsonElement scores = name == "roc_curve" ? Input(reference, "y_score") : Input(reference, "probas_pred");
            ThresholdCounts counts = RankScores.Sort(truth, scores.Doubles(), null);
            (double[] first, double[] second, double[] thresholds) = name == "roc_curve"
                ? RankScores.RocCurve(counts, reference.GetProperty("args").GetProperty("drop_intermediate").GetBoolean())
                : RankScores.PrecisionRecallCurve(counts);
            double[][] parts = [first, second, thresholds];
            for (int i = 0; i < parts.Length; i++)
            {
                AssertClose(Numbers(reference.GetProperty("value")[i]), parts[i], 1e-12, $"{name} {i}");
            }
        }
    }

    [Fact]
    public void What_is_not_defined_is_nan_with_a_reason()
    {
        MetricEvidence one = new(2, 0, EvidenceNeeds.Counts | EvidenceNeeds.Probabilities);
        one.Add(0, [0.7, 0.3]);
        one.Add(0, [0.4, 0.6]);
        foreach (string name in new[] { "RocAuc", "AveragePrecision", "Recall" })
        {
            MetricValue value = Metric.Create(JsonDocument.Parse($"\"{name}\"").RootElement).Value(one);
            Assert.True(double.IsNaN(value.Value), name);
            Assert.NotNull(value.Reason);
        }
    }

    /// <summary>What the catalog calls as scikit-learn does, by scikit-learn's names: precision_score, max_error.</summary>
    private static Dictionary<string, string> Of(Func<Metric, bool> isWanted) => ReferenceCases.Load("metrics")
        .Select(reference => reference.GetProperty("op").GetString()!).Distinct()
        .SelectMany(op => Metric.Catalog.Entries.Where(entry => Calls(entry.Name, op) && isWanted(entry.Sample)), (op, entry) => (op, entry.Name))
        .ToDictionary(pair => pair.op, pair => pair.Name);

    private static bool Calls(string name, string op) => Elsewhere.TryGetValue(op, out string? own)
        ? name == own
        : op.Replace("_", string.Empty, StringComparison.Ordinal) is string plain
            && (plain == name.ToLowerInvariant() || plain == name.ToLowerInvariant() + "score");

    private static void ForAll(Dictionary<string, string> names, Action<JsonElement, string> check)
    {
        int seen = 0;
        foreach (JsonElement reference in ReferenceCases.Load("metrics"))
        {
            string name = reference.GetProperty("op").GetString()!;
            if (names.ContainsKey(name))
            {
                check(reference, $"{name} {reference.GetProperty("args").GetRawText()} {reference.GetProperty("note").GetString()}");
                seen++;
            }
        }

        Assert.True(seen > 0);
    }

    private static Metric Make(Dictionary<string, string> names, JsonElement reference)
    {
        string type = names[reference.GetProperty("op").GetString()!];
        JsonObject options = new() { ["type"] = type };
        bool averages = Metric.Catalog.Entries.Single(entry => entry.Name == type).Arguments.Any(item => item.Name == "multioutput");
        foreach (JsonProperty argument in reference.GetProperty("args").EnumerateObject())
        {
            string value = argument.Value.ToString();
            string title = value.Length > 0 ? char.ToUpperInvariant(value[0]) + value[1..] : value;
            bool isTitle = argument.Name is "average" or "weights";
            bool isHow = argument.Name == "multioutput"; // how the outputs' scores become one: for most there is one way
            if (argument.Name is not ("labels" or "normalize") && !(isHow && (value == "raw_values" || (!averages && value == "uniform_average"))))
            {
                options[argument.Name] = isTitle ? title : argument.Name == "zero_division" ? value : JsonNode.Parse(argument.Value.GetRawText());
            }
        }

        return Metric.Create(JsonDocument.Parse(options.ToJsonString()).RootElement);
    }

    private static MetricEvidence Classes(JsonElement reference, out string[] names)
    {
        JsonElement inputs = reference.GetProperty("inputs");
        string[] truth = Labels(inputs.TryGetProperty("y_true", out JsonElement y) ? y : inputs.GetProperty("y1"));
        string[] predicted = Labels(inputs.TryGetProperty("y_pred", out JsonElement p) ? p : inputs.GetProperty("y2"));
        string[] given = reference.GetProperty("args").TryGetProperty("labels", out JsonElement labels)
            ? [.. labels.EnumerateArray().Select(label => label.ToString())]
            : [];
        string[] all = [.. truth.Concat(predicted).Concat(given).Distinct().Order(StringComparer.Ordinal)];
        double[] weights = Weights(reference, truth.Length);
        MetricEvidence evidence = new(all.Length, 0, EvidenceNeeds.Counts);
        for (int i = 0; i < truth.Length; i++)
        {
            evidence.Add(Array.IndexOf(all, truth[i]), Array.IndexOf(all, predicted[i]), weights[i]);
        }

        names = all;
        return evidence;
    }

    private static MetricEvidence Probabilities(JsonElement reference)
    {
        int[] truth = [.. Input(reference, "y_true").Doubles().Select(value => (int)value)];
        JsonElement inputs = reference.GetProperty("inputs");
        JsonElement scores = inputs.TryGetProperty("y_score", out JsonElement given) ? given
            : inputs.TryGetProperty("y_prob", out given) ? given
            : inputs.GetProperty("y_pred");
        int classes = scores.Shape().Length > 1 ? (int)scores.Shape()[1] : 2;
        double[] values = scores.Doubles(), weights = Weights(reference, truth.Length);
        MetricEvidence evidence = new(classes, 0, EvidenceNeeds.Probabilities);
        for (int i = 0; i < truth.Length; i++)
        {
            double[] row = scores.Shape().Length > 1 ? values[(i * classes)..((i + 1) * classes)] : [1 - values[i], values[i]];
            evidence.Add(truth[i], row, weights[i]);
        }

        return evidence;
    }

    private static JsonElement Input(JsonElement reference, string name) => reference.GetProperty("inputs").GetProperty(name);

    private static string[] Labels(JsonElement tensor) => tensor.ValueKind == JsonValueKind.Array
        ? [.. tensor.EnumerateArray().Select(label => label.ToString())]
        : [.. tensor.GetProperty("data").EnumerateArray().Select(label => label.ToString())];

    private static double[] Weights(JsonElement reference, int count) =>
        reference.GetProperty("inputs").TryGetProperty("sample_weight", out JsonElement weights)
            ? weights.Doubles()
            : [.. Enumerable.Repeat(1d, count)];

    /// <summary>A share is a count where it is not normalised.</summary>
    private static double Total(JsonElement reference, double all) =>
        reference.GetProperty("args").TryGetProperty("normalize", out JsonElement way) && way.ValueKind == JsonValueKind.False ? all : 1;

    private static bool IsArray(JsonElement reference) =>
        reference.GetProperty("value").ValueKind is JsonValueKind.Object or JsonValueKind.Array;

    private static double[] Numbers(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.Doubles(),
        JsonValueKind.String => [double.Parse(value.GetString()!, CultureInfo.InvariantCulture)],
        JsonValueKind.Array => [.. value.EnumerateArray().Select(item => Numbers(item)[0])],
        _ => [value.GetDouble()],
    };

    private static void Compare(JsonElement reference, double actual, string what) =>
        AssertClose(Numbers(reference.GetProperty("value")), [actual], reference.GetProperty("tolerance").GetDouble(), what);

    private static void AssertClose(double[] expected, double[] actual, double tolerance, string what)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {expected.Length} values expected, got {actual.Length}");
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
}
