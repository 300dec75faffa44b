using System.Management.Automation;

namespace NormTools;

/// <summary>Judges runs by a metric with its interval: of the epoch whose weights the model holds.</summary>
internal sealed class RunJudge
{
    private readonly Dataset? data;
    private readonly Func<Model, Dataset, ModelTest> test;
    private readonly Action<string> warn;

    /// <param name="data">What all are judged by; null for their own validation data.</param>
    /// <param name="test">Judges a model by a data set.</param>
    /// <param name="warn">Takes what is odd.</param>
    public RunJudge(Dataset? data, Func<Model, Dataset, ModelTest> test, Action<string> warn)
    {
        this.data = data;
        this.test = test;
        this.warn = warn;
    }

    /// <summary>What runs are compared by where nothing is said.</summary>
    public static string Usual(IReadOnlyList<TrainingRun> runs)
    {
        string? first = runs.Select(run => run.Options.Metric.FirstOrDefault()).FirstOrDefault(name => name is not null);
        bool canTest = runs.All(run => run.ValidationData is not null && !Catalog.Losses.Find(run.Options.Loss).IsOfClasses);
        return first ?? (canTest ? "RootMeanSquaredError" : "Loss");
    }

    public RunScore Score(TrainingRun run, string metric)
    {
        bool isLoss = metric == "Loss";
        CatalogItem? item = Array.Find(Catalog.Metrics.Items, known => known.Name.Equals(metric, StringComparison.OrdinalIgnoreCase));
        if (data is not null && !isLoss)
        {
            if (!ReferenceEquals(run.Model.LastRun, run))
            {
                warn($"The model of {Named(run)} was trained further by another run: it is judged as it is now.");
            }

            return Tested(test(run.Model, data), metric, item) ?? throw Errors.NothingToCompare(run, metric);
        }

        TrainingEpoch result = run.Result ?? throw Errors.NothingToCompare(run, metric);
        string? label = run.Options.Metric.FirstOrDefault(name => name.Equals(metric, StringComparison.OrdinalIgnoreCase));
        bool isValidated = result.ValidationLoss is not null;
        double? value = isLoss ? (isValidated ? result.ValidationLoss : result.TrainingLoss)
            : label is null ? null
            : (double?)(isValidated ? result.ValidationMetrics : result.TrainingMetrics)[label];
        long? rows = isValidated ? Rows(run) : null;
        bool falls = isLoss || item?.Falls == true;
        if (item is not null && run.ValidationData is Dataset own && isValidated && ReferenceEquals(OwnModel(run)?.LastRun, run)
            && Tested(test(run.Model, own), metric, item) is RunScore tested
            && (value is null || Math.Abs(tested.Value - value.Value) <= 1e-6 * Math.Max(1, Math.Abs(value.Value))))
        {
            return tested;
        }

        if (value is null)
        {
            throw Errors.NothingToCompare(run, metric);
        }

        (double low, double high) = item?.IsShare == true && rows is long count ? RunScore.Wilson(value.Value, count) : (double.NaN, double.NaN);
        return new RunScore((isValidated ? "Validation" : "Training") + (label ?? metric), value.Value, low, high, rows, falls, item?.IsPercent == true);
    }

    /// <summary>Whether two runs are judged by the same rows, as far as that is known.</summary>
    public bool AreOfSameRows(TrainingRun one, TrainingRun other) => data is not null
        || (one.ValidationData is { } rows && ReferenceEquals(rows, other.ValidationData))
        || (Hash(one) is { Length: > 0 } hash && hash == Hash(other));

    private static string? Hash(TrainingRun run) => run.DataFingerprint?["validation_data"] as string;

    private static Model? OwnModel(TrainingRun run)
    {
        try
        {
            return run.Model;
        }
        catch (NormToolsException)
        {
            return null; // only the record of a run, or its file is gone
        }
    }

    private static long? Rows(TrainingRun run) => run.ValidationData?.Count
        ?? (run.DataFingerprint?["validation_rows"] is string text && long.TryParse(text, out long rows) ? rows : (long?)null);

    private RunScore? Tested(ModelTest tested, string metric, CatalogItem? item)
    {
        PSObject? row = tested.Metrics.FirstOrDefault(found => metric.Equals((string)found.Properties["Name"].Value, StringComparison.OrdinalIgnoreCase));
        return row is null ? null : new RunScore(
            (data is null ? "Validation" : string.Empty) + (string)row.Properties["Name"].Value,
            Number("Value"), Number("Low"), Number("High"), tested.Count, item?.Falls == true, item?.IsPercent == true);

        double Number(string name) => row.Properties[name].Value is double number ? number : double.NaN;
    }

    private static string Named(TrainingRun run) => run.Name is null ? "a run" : $"the run '{run.Name}'";
}
