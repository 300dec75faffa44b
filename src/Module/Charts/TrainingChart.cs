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

        IReadOnlyList<string> names = run.Options.Metric;
        if (!IsLoss(metric) && Name(run, metric) is null)
        {
            string has = names.Count == 0 ? "only its loss" : "Loss, " + string.Join(", ", names);
            throw Errors.Data(
                "NoSuchMetric", $"The run has no {metric} to draw; it has {has}. Start-TrainingRun -Metric measures others.");
        }
    }

    /// <summary>The chart of one run has its model as title and its best epoch marked; the legend of several runs
    /// numbers them.</summary>
    public static LineChart Draw(IReadOnlyList<TrainingRun> runs, string metric, string? title, bool logarithmic, bool logarithmicEpoch)
    {
        TrainingRun first = runs[0];
        bool alone = runs.Count == 1;
        bool marked = alone && first.Options.EarlyStopping is not null && first.BestEpoch is not null;
        string heading = title ?? (alone ? $"{first.ModelText} ({first.Options.Optimizer})" : $"{runs.Count} training runs");
        var chart = new LineChart(heading, "Epoch", IsLoss(metric) ? "Loss" : Name(first, metric)!)
        {
            Logarithmic = logarithmic,
            LogarithmicX = logarithmicEpoch,
            Mark = marked ? (first.BestEpoch!.Value, $"best: epoch {first.BestEpoch}") : null,
        };
        for (int i = 0; i < runs.Count; i++)
        {
            StopFlag.ThrowIfRaised();
            Add(chart, runs[i], IsLoss(metric) ? null : Name(runs[i], metric), alone ? string.Empty : $" {runs[i].Name ?? FormattableString.Invariant($"{i + 1}")}", Colors[i % Colors.Length], alone ? 0 : i + 1);
        }

        return chart;
    }

    private static void Add(
        LineChart chart, TrainingRun run, string? metric, string number, (string Training, string Validation) colors, int sign)
    {
        TrainingEpoch[] history = run.History;
        double[] epochs = history.Select(epoch => (double)epoch.Epoch).ToArray();
        double[] training = Values(history, epoch =>
            metric is null ? epoch.TrainingLoss : (double?)epoch.TrainingMetrics[metric]);
        bool isValidated = history.Any(epoch => epoch.ValidationLoss is not null);
        chart.Add(new ChartSeries("training" + number, colors.Training, epochs, training) { Sign = sign, Best = isValidated ? null : Best(run, training) });
        if (isValidated)
        {
            double[] validation = Values(history, epoch =>
                metric is null ? epoch.ValidationLoss : (double?)epoch.ValidationMetrics[metric]);
            chart.Add(new ChartSeries("validation" + number, colors.Validation, epochs, validation)
            {
                IsDashed = true,
                Sign = sign,
                Best = Best(run, validation),
            });
        }
    }

    // Where the monitored value was best.
    private static (double X, double Y)? Best(TrainingRun run, double[] values) =>
        run.BestEpoch is long best && best <= values.Length ? (best, values[best - 1]) : ((double, double)?)null;

    private static bool IsLoss(string metric) => Means(metric, "Loss");

    private static string? Name(TrainingRun run, string metric) =>
        run.Options.Metric.FirstOrDefault(name => Means(metric, name));

    // Besides RocAuc, TrainingRocAuc and ValidationRocAuc are accepted: the chart shows both.
    private static bool Means(string metric, string name) => new[] { string.Empty, "Training", "Validation" }
        .Any(part => metric.Equals(part + name, StringComparison.OrdinalIgnoreCase));

    private static double[] Values(TrainingEpoch[] history, Func<TrainingEpoch, double?> value) =>
        history.Select(epoch => value(epoch) ?? double.NaN).ToArray();
}
