using System.Management.Automation;

namespace NormTools;

/// <summary>Judges runs by a metric with its interval: of the epoch whose weights the model holds.</summary>
internal sealed class RunJudge
{
    private const string Training = "Training", Validation = "Validation", Loss = "Loss";

    private readonly Dataset? data;
    private readonly string metric;
    private readonly bool ofTraining;
    private readonly bool? scriptFalls; // of a metric that a script returned
    private readonly Func<Model, Dataset, ModelTest> test;
    private readonly Action<string> warn;

    /// <param name="metric">The metric; with Training before it that of the training rows.</param>
    /// <param name="mode">-MetricMode, for what a script returned.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="data">What all are judged by; null for their own validation data.</param>
    /// <param name="test">Judges a model by a data set.</param>
    /// <param name="warn">Takes what is odd.</param>
    /// <exception cref="NormToolsException">UnknownMetric, ParameterHasNoEffect, MetricModeNeeded.</exception>
    public RunJudge(string metric, string? mode, IReadOnlyList<TrainingRun> runs, Dataset? data, Func<Model, Dataset, ModelTest> test, Action<string> warn)
    {
        this.data = data;
        this.test = test;
        this.warn = warn;
        bool isOfScript = runs.Any(run => Counted(run, metric) is not null);
        if (mode is not null && !isOfScript)
        {
            throw Errors.MetricModeHasNoEffect(metric);
        }

        if (isOfScript)
        {
            if (data is not null)
            {
                throw Errors.Exclusive($"Metric {metric}", "Data"); // what a script has counted, no other rows can count again
            }

            this.metric = runs.SelectMany(run => run.Result?.ScriptMetrics.Keys.Cast<string>() ?? Array.Empty<string>())
                .First(name => name.Equals(metric, StringComparison.OrdinalIgnoreCase));
            scriptFalls = mode is not null ? MonitorName.IsMinimum(mode)
                : Monitored(runs) ?? MonitorName.Tells(metric) ?? throw Errors.MetricModeNeeded(metric);
            return;
        }

        ofTraining = Rest(metric, Training) is not null;
        if (ofTraining && data is not null)
        {
            throw Errors.Exclusive($"Metric {metric}", "Data");
        }

        string name = Rest(metric, Training) ?? Rest(metric, Validation) ?? metric;
        this.metric = name.Equals(Loss, StringComparison.OrdinalIgnoreCase) ? Loss
            : runs.Any(run => run.Options.Metric.Contains(name, StringComparer.OrdinalIgnoreCase)) ? name
            : Catalog.Metrics.Find(name).Name;
    }

    /// <summary>What runs are compared by where nothing is said.</summary>
    public static string Usual(IReadOnlyList<TrainingRun> runs)
    {
        string? first = runs.Select(run => run.Options.Metric.FirstOrDefault()).FirstOrDefault(name => name is not null);
        bool canTest = runs.All(run => run.ValidationData is not null && !Catalog.Losses.Find(run.Options.Loss).IsOfClasses);
        return first ?? (canTest ? "RootMeanSquaredError" : "Loss");
    }

    /// <exception cref="NormToolsException">NoSuchMetric.</exception>
    public RunScore Score(TrainingRun run, string name)
    {
        if (scriptFalls is bool falls)
        {
            // Which rows a script counted, nobody knows: so there is no interval.
            return Counted(run, metric) is double counted
                ? new RunScore(metric, counted, double.NaN, double.NaN, null, falls, isPercent: false)
                : throw Errors.NothingToCompare(run, name, metric);
        }

        bool isLoss = metric == Loss;
        CatalogItem? item = Array.Find(Catalog.Metrics.Items, known => known.Name.Equals(metric, StringComparison.OrdinalIgnoreCase));
        if (data is not null && !isLoss)
        {
            if (!ReferenceEquals(run.Model.LastRun, run))
            {
                warn($"The model of the run '{name}' was trained further by another run: it is judged as it is now.");
            }

            return Tested(test(run.Model, data), item) ?? throw Errors.NothingToCompare(run, name, metric);
        }

        TrainingEpoch result = run.Result ?? throw Errors.NothingToCompare(run, name, metric);
        string? label = run.Options.Metric.FirstOrDefault(own => own.Equals(metric, StringComparison.OrdinalIgnoreCase));
        bool isValidated = result.ValidationLoss is not null && !ofTraining;
        double? value = isLoss ? (isValidated ? result.ValidationLoss : result.TrainingLoss)
            : label is null ? null
            : (double?)(isValidated ? result.ValidationMetrics : result.TrainingMetrics)[label];
        if (item is not null && run.ValidationData is Dataset own && isValidated && ReferenceEquals(OwnModel(run)?.LastRun, run)
            && Tested(test(run.Model, own), item) is RunScore tested
            && (value is null || Math.Abs(tested.Value - value.Value) <= 1e-6 * Math.Max(1, Math.Abs(value.Value))))
        {
            return tested;
        }

        if (value is null)
        {
            throw Errors.NothingToCompare(run, name, metric);
        }

        long? rows = isValidated ? Rows(run) : null;
        (double low, double high) = item?.IsShare == true && rows is long count ? RunScore.Wilson(value.Value, count) : (double.NaN, double.NaN);
        return new RunScore(
            (isValidated ? Validation : Training) + (label ?? metric), value.Value, low, high, rows, isLoss || item?.Falls == true, item?.IsPercent == true)
        {
            IsOfTraining = !isValidated,
        };
    }

    /// <summary>Why two runs cannot be told by their scores; null where they can.</summary>
    public string? Incomparable(TrainingRunComparison one, TrainingRunComparison best)
    {
        bool isOfTraining = one.Score.IsOfTraining;
        return data is not null && one.Score.Metric == best.Score.Metric ? null
            : isOfTraining != best.Score.IsOfTraining ? $"judged by its {(isOfTraining ? "training" : "validation")} rows, the best by its {(isOfTraining ? "validation" : "training")} rows"
            : AreSame(one.Run, best.Run, isOfTraining) is not bool isSame ? "not known whether judged by the same rows"
            : isSame ? null
            : $"judged by other {(isOfTraining ? "training rows" : "rows")} than the best";
    }

    /// <summary>Says of each which of the others it is better than, and what follows.</summary>
    public void Tell(IReadOnlyList<TrainingRunComparison> rows)
    {
        TrainingRunComparison? best = rows.Where(row => !double.IsNaN(row.Value))
            .Aggregate((TrainingRunComparison?)null, (first, row) => first is null || row.Score.IsBetter(first.Score) ? row : first);
        foreach (TrainingRunComparison row in rows)
        {
            row.BetterThan = rows.Where(other => Incomparable(row, other) is null && row.Score.Beats(other.Score)).Select(other => other.Name).ToArray();
        }

        foreach (TrainingRunComparison row in rows)
        {
            row.Verdict = double.IsNaN(row.Value) ? "not defined"
                : ReferenceEquals(row, best) ? (row.BetterThan.Length > 0 ? $"best; better than {string.Join(", ", row.BetterThan)}" : rows.Count == 1 ? "the only one"
                    : row.Score.HasInterval ? "best, but within chance" : row.Score.IsOfTraining ? "best on training rows alone" : "best; no interval to tell")
                : Incomparable(row, best!) is string reason ? reason
                : row.Score.IsOfTraining ? "on training rows alone: nothing to tell"
                : !row.Score.HasInterval || !best!.Score.HasInterval ? "no interval to tell"
                : best.BetterThan.Contains(row.Name) ? $"worse than {best.Name}"
                : $"not to be told from {best.Name}";
        }
    }

    private static string? Rest(string name, string part) =>
        name.Length > part.Length && name.StartsWith(part, StringComparison.OrdinalIgnoreCase) ? name.Substring(part.Length) : null;

    // What a script returned of the epoch whose weights the model holds.
    private static double? Counted(TrainingRun run, string name) => run.Result?.ScriptMetrics[name] as double?;

    // What -MonitorMode said of it.
    private bool? Monitored(IReadOnlyList<TrainingRun> runs) =>
        runs.FirstOrDefault(run => run.Options.MonitorMode is not null && metric.Equals(run.Options.Monitor, StringComparison.OrdinalIgnoreCase))?.Options.MonitorMode is string said
            ? MonitorName.IsMinimum(said)
            : (bool?)null;

    // Whether both have the same data; null where nobody knows.
    private static bool? AreSame(TrainingRun one, TrainingRun other, bool isOfTraining)
    {
        Dataset? rows = isOfTraining ? one.TrainingData : one.ValidationData;
        Dataset? others = isOfTraining ? other.TrainingData : other.ValidationData;
        string? hash = Hash(one, isOfTraining), otherHash = Hash(other, isOfTraining);
        return rows is not null && ReferenceEquals(rows, others) ? true
            : hash is { Length: > 0 } && otherHash is { Length: > 0 } ? hash == otherHash
            : rows is not null && others is not null ? false
            : (bool?)null;
    }

    private static string? Hash(TrainingRun run, bool isOfTraining) =>
        run.DataFingerprint?[isOfTraining ? "training_data" : "validation_data"] as string;

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

    private RunScore? Tested(ModelTest tested, CatalogItem? item)
    {
        PSObject? row = tested.Metrics.FirstOrDefault(found => metric.Equals((string)found.Properties["Name"].Value, StringComparison.OrdinalIgnoreCase));
        return row is null ? null : new RunScore(
            (data is null ? "Validation" : string.Empty) + (string)row.Properties["Name"].Value,
            Number("Value"), Number("Low"), Number("High"), tested.Count, item?.Falls == true, item?.IsPercent == true);

        double Number(string name) => row.Properties[name].Value is double number ? number : double.NaN;
    }
}
