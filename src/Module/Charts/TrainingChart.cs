using NormTools.Native;

namespace NormTools.Charts;

/// <summary>The learning curves of training runs: training and validation, each run in two colours.</summary>
internal static class TrainingChart
{
    private static readonly (string Training, string Validation)[] Colors =
    {
        ("#1f77b4", "#d9541e"), ("#2ca02c", "#9467bd"), ("#8c564b", "#e377c2"), ("#17a2b8", "#bcbd22"),
        ("#555555", "#b8860b"),
    };

    /// <exception cref="NormToolsException">The run has no finished epoch, or no such metric.</exception>
    public static void Check(TrainingRun run, string metric)
    {
        TrainingEpoch[] history = run.History;
        if (history.Length == 0)
        {
            throw Errors.Data("EmptyHistory", "The run has no finished epoch to draw.");
        }

        string[] names = run.Options.Metric.Concat(run.ScriptMetric).ToArray();
        if (!IsLoss(metric) && Name(run, metric) is null)
        {
            string has = names.Length == 0 ? "only its loss" : "Loss, " + string.Join(", ", names);
            throw Errors.Data(
                "NoSuchMetric", $"The run has no {metric} to draw; it has {has}. Start-TrainingRun -Metric measures others.");
        }
    }

    /// <summary>The chart of one run has its model as title and its best epoch marked; the legend of several runs
    /// numbers them. Runs that differ in seeds alone are one line with a band.</summary>
    public static LineChart Draw(IReadOnlyList<TrainingRun> runs, ChartOptions options)
    {
        TrainingRun first = runs[0];
        bool alone = runs.Count == 1;
        bool marked = alone && first.Options.EarlyStopping is not null && first.BestEpoch is not null;
        string heading = options.Title ?? (alone ? $"{first.ModelText} ({first.Options.Optimizer})" : $"{runs.Count} training runs");
        string? metric = IsLoss(options.Metric) ? null : Name(first, options.Metric);
        RunLines[] lines = RunLines.Of(runs, options.Separate);
        var chart = new LineChart(heading, "Epoch", metric ?? "Loss")
        {
            Logarithmic = options.Logarithmic,
            LogarithmicX = options.LogarithmicEpoch,
            Mark = marked ? (first.BestEpoch!.Value, $"best: epoch {first.BestEpoch}") : null,
            Note = lines.Any(line => line.Runs.Length > 1) ? "Runs that differ in seeds alone: their mean, in a band from the least value to the largest" : null,
        };
        for (int i = 0; i < lines.Length; i++)
        {
            StopFlag.ThrowIfRaised();
            string? own = metric is null ? null : Name(lines[i].Runs[0], metric);
            if (own is not null && lines[i].Runs[0].ScriptMetric.Contains(own))
            {
                Add(chart, lines[i], own, Colors[i % Colors.Length].Validation, lines.Length == 1 ? 0 : i + 1, true, epoch =>
                    epoch.ScriptMetrics[own] as double?);
                continue;
            }

            bool isValidated = lines[i].Runs.Any(run => run.History.Any(epoch => epoch.ValidationLoss is not null));
            Add(chart, lines[i], "training", Colors[i % Colors.Length].Training, lines.Length == 1 ? 0 : i + 1, !isValidated, epoch =>
                own is null ? epoch.TrainingLoss : (double?)epoch.TrainingMetrics[own]);
            if (isValidated)
            {
                Add(chart, lines[i], "validation", Colors[i % Colors.Length].Validation, lines.Length == 1 ? 0 : i + 1, true, epoch =>
                    own is null ? epoch.ValidationLoss : (double?)epoch.ValidationMetrics[own]);
            }
        }

        return chart;
    }

    private static void Add(
        LineChart chart, RunLines line, string part, string color, int sign, bool isJudged, Func<TrainingEpoch, double?> value)
    {
        (double[] mean, double[] low, double[] high) = line.Values(value);
        string label = line.Label.Length == 0 ? part : line.Runs.Length > 1 ? $"{part}, {line.Label}" : $"{part} {line.Label}";
        chart.Add(new ChartSeries(label, color, line.Epochs, mean)
        {
            IsDashed = part == "validation",
            Sign = sign,
            Band = line.Runs.Length > 1 ? (low, high) : null,
            Best = isJudged && line.Runs.Length == 1 ? Best(line.Runs[0], mean) : null,
        });
    }

    // Where the monitored value was best.
    private static (double X, double Y)? Best(TrainingRun run, double[] values) =>
        run.BestEpoch is long best && best <= values.Length ? (best, values[best - 1]) : ((double, double)?)null;

    private static bool IsLoss(string metric) => Means(metric, "Loss");

    private static string? Name(TrainingRun run, string metric) => run.Options.Metric.FirstOrDefault(name => Means(metric, name))
        ?? run.ScriptMetric.FirstOrDefault(name => name.Equals(metric, StringComparison.OrdinalIgnoreCase));

    // Besides RocAuc, TrainingRocAuc and ValidationRocAuc are accepted: the chart shows both.
    private static bool Means(string metric, string name) => new[] { string.Empty, "Training", "Validation" }
        .Any(part => metric.Equals(part + name, StringComparison.OrdinalIgnoreCase));
}
