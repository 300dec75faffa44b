using NormTools.Charts;

namespace NormTools.Reports;

/// <summary>The course of the training: a chart of the loss and of each metric, and the epochs as a table.</summary>
internal static class CurveSection
{
    private const int MostEpochs = 16; // rows of the table

    public static void Write(HtmlText page, ReportContent content)
    {
        TrainingRun run = content.Fit.Run;
        TrainingEpoch[] history = run.History;
        if (history.Length == 0)
        {
            page.Element("p", "The run has no finished epoch.");
            return;
        }

        foreach (string metric in new[] { "Loss" }.Concat(run.Options.Metric))
        {
            Chart(page, TrainingChart.Draw(new[] { run }, new ChartOptions { Metric = metric, Title = $"{metric} over the epochs" }));
        }

        Epochs(run, history).Write(page);
    }

    /// <summary>A chart with a line below it that says what it shows.</summary>
    public static void Chart(HtmlText page, LineChart chart)
    {
        page.Open("figure").Open("div", ("class", "wide"), ("role", "region"), ("aria-label", chart.Title), ("tabindex", "0"));
        page.Raw(PageChart.Colored(chart.ToSvg())).Close().Element("figcaption", PageChart.InWords(chart)).Close();
    }

    private static ReportTable Epochs(TrainingRun run, TrainingEpoch[] history)
    {
        bool isValidated = history.Any(epoch => epoch.ValidationLoss is not null);
        RunMetric[] metrics = run.Options.Metrics;
        int step = (history.Length + MostEpochs - 1) / MostEpochs;
        string[] parts = isValidated ? new[] { "training", "validation" } : new[] { "training" };
        var table = new ReportTable(
            step == 1 ? "Every epoch" : $"Every {Ordinal(step)} epoch, the best and the last",
            new[] { ">Epoch" }.Concat(parts.SelectMany(part => new[] { $">Loss, {part}" }.Concat(metrics.Select(metric => $">{metric.Name}, {part}")))).Append(">Learning rate").ToArray());
        foreach (TrainingEpoch epoch in history.Where(epoch => (epoch.Epoch - 1) % step == 0 || epoch.Epoch == history.Length || epoch.Epoch == run.BestEpoch))
        {
            var cells = new List<string> { FormattableString.Invariant($"{epoch.Epoch}") + (epoch.Epoch == run.BestEpoch ? " (best)" : string.Empty), Text.Loss(epoch.TrainingLoss) };
            cells.AddRange(metrics.Select(metric => metric.Write(epoch.TrainingMetrics[metric.Name])));
            if (isValidated)
            {
                cells.Add(epoch.ValidationLoss is double loss ? Text.Loss(loss) : string.Empty);
                cells.AddRange(metrics.Select(metric => epoch.ValidationLoss is null ? string.Empty : metric.Write(epoch.ValidationMetrics[metric.Name])));
            }

            cells.Add(FormattableString.Invariant($"{epoch.LearningRate:G4}"));
            table.Add(cells.ToArray());
        }

        return table;
    }

    private static string Ordinal(int step) => FormattableString.Invariant($"{step}") + (step == 2 ? "nd" : step == 3 ? "rd" : "th");
}
