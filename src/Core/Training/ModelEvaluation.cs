using System.Text.Json;
using NormTools.Core.Metrics;

namespace NormTools.Core.Training;

/// <summary>A model's predictions for a data set, and the metrics computed from them.</summary>
internal sealed class ModelEvaluation(double meanLoss, long rows, MetricEvidence evidence)
{
    private const int MostPoints = 512; // of a class's curve: finer than a picture shows

    private string? text;
    private long named;

    public double Loss => meanLoss;

    public MetricEvidence Evidence => evidence;

    /// <summary>The share of correct classes; NaN for regression.</summary>
    public double Accuracy => evidence.Classes == 0 ? double.NaN : ConfusionScores.Accuracy(evidence.Counts);

    /// <summary>
    /// <c>{"loss":0.1,"rows":100,"classes":3,"counts":[...],"metrics":[{"name":"Accuracy","value":0.9,"low":0.8,"high":0.95,
    /// "reason":null,"percent":true,"headline":true}],"per_class":[{"class":0,"count":30,"precision":1,"recall":0.9,"f1":0.95,"auc":0.99,
    /// "average_precision":0.98,"thresholds":[0.9,...],"hits":[1,...],"alarms":[0,...]}],
    /// "baseline":{"name":"majority","metric":"Accuracy","value":0.4},"worst":[{"row":7,"true":1,"predicted":2,
    /// "confidence":0.99}],"calibration":[{"count":10,"confidence":0.95,"accuracy":0.9}]}</c>. Undefined values are
    /// null. For regression "classes" is 0, the baseline predicts the mean of the targets, and "worst" has "true",
    /// "predicted" and "difference". With <paramref name="worst"/> -1 intervals and thresholds are left out, which take the most time.
    /// Of many thresholds those are listed that a picture needs: see <see cref="RankScores.Thin"/>.
    /// </summary>
    public string Describe(long worst)
    {
        if (text is null || named != worst)
        {
            (text, named) = (Write(worst), worst); // a caller that asks for the length asks again for the text
        }

        return text;
    }

    private string Write(long worst) => CatalogDescription.Write(json =>
    {
        Number(json, "loss", meanLoss);
        json.WriteNumber("rows", rows);
        json.WriteNumber("classes", evidence.Classes);
        WriteMetrics(json, worst >= 0);
        if (evidence.Classes > 0)
        {
            WriteClasses(json, worst);
        }
        else
        {
            WriteValues(json, worst);
        }
    });

    private void WriteMetrics(Utf8JsonWriter json, bool withIntervals)
    {
        Metric[] metrics = [.. Metric.Catalog.Entries
            .Where(entry => entry.Sample.IsOfClasses == evidence.Classes > 0 && !entry.Arguments.Any(item => item.IsRequired))
            .Select(entry => Metric.Create(JsonDocument.Parse($"\"{entry.Name}\"").RootElement))
            .Where(metric => evidence.Classes == 0 || evidence.Classes >= metric.LeastClasses)];
        (double Low, double High)[] intervals = withIntervals ? Interval.Of(metrics, evidence)
            : [.. metrics.Select(_ => (double.NaN, double.NaN))];
        json.WriteStartArray("metrics");
        for (int i = 0; i < metrics.Length; i++)
        {
            MetricValue value = metrics[i].Value(evidence);
            json.WriteStartObject();
            json.WriteString("name", metrics[i].Label);
            Number(json, "value", value.Value);
            Number(json, "low", intervals[i].Low);
            Number(json, "high", intervals[i].High);
            json.WriteString("reason", value.Reason);
            json.WriteBoolean("percent", metrics[i].IsPercent);
            json.WriteBoolean("headline", metrics[i].IsHeadline);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteClasses(Utf8JsonWriter json, long worst)
    {
        json.WriteStartArray("counts");
        Array.ForEach(evidence.Counts, count => json.WriteNumberValue(count));
        json.WriteEndArray();
        int[] labels = [.. Enumerable.Range(0, evidence.Classes)];
        ClassScores scores = ConfusionScores.PerClass(evidence.Counts, labels, 1, double.NaN);
        json.WriteStartArray("per_class");
        foreach (int label in labels)
        {
            json.WriteStartObject();
            json.WriteNumber("class", label);
            Number(json, "count", scores.Support[label]);
            Number(json, "precision", scores.Precision[label]);
            Number(json, "recall", scores.Recall[label]);
            Number(json, "f1", scores.F[label]);
            WriteRanks(json, OneClass.AgainstRest(evidence, label), withPoints: worst >= 0);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        double most = labels.Max(label => ConfusionScores.Row(evidence.Counts, label));
        WriteBaseline(json, "majority", "Accuracy", most / evidence.Counts.Sum());
        WriteMistakes(json, worst);
        WriteCalibration(json);
    }

    private static void WriteRanks(Utf8JsonWriter json, in ThresholdCounts counts, bool withPoints)
    {
        Number(json, "auc", RankScores.RocArea(counts));
        Number(json, "average_precision", RankScores.AveragePrecision(counts));
        if (withPoints)
        {
            ThresholdCounts shown = RankScores.Thin(counts, MostPoints, 1d / MostPoints);
            Numbers(json, "thresholds", shown.Thresholds);
            Numbers(json, "hits", shown.Hits);
            Numbers(json, "alarms", shown.Alarms);
        }
    }

    private void WriteMistakes(Utf8JsonWriter json, long worst)
    {
        var mistakes = Enumerable.Range(0, evidence.Truth.Count).Select(i =>
        {
            int start = i * evidence.Classes;
            int best = Enumerable.Range(0, evidence.Classes).MaxBy(j => evidence.Probabilities[start + j]);
            return (Sample: i, Predicted: best, Confidence: evidence.Probabilities[start + best]);
        }).Where(item => item.Predicted != evidence.Truth[item.Sample]).OrderByDescending(item => item.Confidence);
        json.WriteStartArray("worst");
        foreach ((int sample, int predicted, double confidence) in mistakes.Take((int)Math.Clamp(worst, 0, int.MaxValue)))
        {
            json.WriteStartObject();
            json.WriteNumber("row", evidence.Owners[sample]);
            json.WriteNumber("true", evidence.Truth[sample]);
            json.WriteNumber("predicted", predicted);
            Number(json, "confidence", confidence);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteCalibration(Utf8JsonWriter json)
    {
        json.WriteStartArray("calibration");
        foreach ((double weight, double confidence, double accuracy) in CalibrationErrorMetric.Bins(evidence, 10))
        {
            json.WriteStartObject();
            Number(json, "count", weight);
            Number(json, "confidence", confidence);
            Number(json, "accuracy", accuracy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteValues(Utf8JsonWriter json, long worst)
    {
        (_, double[] spread) = ValueScores.Explained(evidence, centred: false);
        double weight = evidence.Weights.Count == 0 ? evidence.Count : evidence.Weights.Sum();
        WriteBaseline(json, "mean", "RootMeanSquaredError", spread.Select(sum => Math.Sqrt(sum / weight)).Average());
        json.WriteStartArray("worst");
        IEnumerable<int> order = Enumerable.Range(0, evidence.True.Count)
            .OrderByDescending(i => Math.Abs(evidence.Predicted[i] - evidence.True[i]));
        foreach (int i in order.Take((int)Math.Clamp(worst, 0, int.MaxValue)))
        {
            json.WriteStartObject();
            json.WriteNumber("row", evidence.Owners[i / evidence.Width]);
            Number(json, "true", evidence.True[i]);
            Number(json, "predicted", evidence.Predicted[i]);
            Number(json, "difference", evidence.Predicted[i] - evidence.True[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteBaseline(Utf8JsonWriter json, string name, string metric, double value)
    {
        json.WriteStartObject("baseline");
        json.WriteString("name", name);
        json.WriteString("metric", metric);
        Number(json, "value", value);
        json.WriteEndObject();
    }

    private static void Numbers(Utf8JsonWriter json, string name, double[] values)
    {
        json.WriteStartArray(name);
        Array.ForEach(values, value => Value(json, value));
        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        Value(json, value);
    }

    private static void Value(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
