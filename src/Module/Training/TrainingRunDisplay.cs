using System.Text;

namespace NormTools;

/// <summary>Writes a training run as text: how it ended, then the epochs that matter.</summary>
internal static class TrainingRunDisplay
{
    private const int Indent = 12;
    private const string Training = "Train"; // short, so that two of each metric fit a console of 80 columns
    private const string Validation = "Val";
    private const int Least = 8; // width of a column's values
    private const int Ends = 3; // epochs shown at each end of a long history

    public static string Render(TrainingRun run, int width)
    {
        TrainingOptions options = run.Options;
        var text = new StringBuilder();
        WrappedText.Append(text, $"Training run{(run.Name is null ? string.Empty : $" '{run.Name}'")}: {run.State}.", " " + run.Reason, Indent, width);
        string seconds = FormattableString.Invariant($"{run.Duration.TotalSeconds:0.00} s");
        Line(text, width, "Model", run.ModelText);
        Line(text, width, "Options", FormattableString.Invariant($"{options.Loss}, {Optimizer(options)}, batch {options.BatchSize}, ") + Seed(run));
        Line(text, width, "Epochs", FormattableString.Invariant($"{run.EpochCount} of {options.Epoch} in {seconds}") + Best(run)
            + (run.ResumedFrom is null ? string.Empty : $"; went on from {run.ResumedFrom}"));
        if (run.Result is not null)
        {
            Line(text, width, "Result", Outcome(run.Result));
        }

        if (options.Mixes is not null && options.Metrics.Length > 0)
        {
            Line(text, width, "Metrics", $"of validation alone (NaN of training): {options.Mixes} mixes the training rows, which then have no one target");
        }

        if (run.ZeroShare is double zeros && (options.L1 > 0 || options.Group.Any(group => group.L1 > 0)))
        {
            Line(text, width, "Zeros", FormattableString.Invariant($"{100 * zeros:0.0}{WrappedText.Joined}% of the penalised weights"));
        }

        TrainingEpoch[] history = run.History;
        if (history.Length > 0)
        {
            text.AppendLine().Append(History(run, history, width));
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>As in "0.0614, 98.3 %", with a word where it is of training.</summary>
    public static string ShortResult(TrainingRun run, TrainingEpoch epoch)
    {
        bool isValidated = epoch.ValidationLoss is not null;
        RunMetric? metric = run.Options.Metrics.FirstOrDefault();
        return Text.Loss(epoch.ValidationLoss ?? epoch.TrainingLoss)
            + (metric is null ? string.Empty : ", " + metric.Write((isValidated ? epoch.ValidationMetrics : epoch.TrainingMetrics)[metric.Name]))
            + (isValidated ? string.Empty : " (train)");
    }

    private static void Line(StringBuilder text, int width, string name, string value) =>
        WrappedText.Append(text, "  " + (name + ":").PadRight(Indent - 2), value, Indent, width);

    private static string Optimizer(TrainingOptions options)
    {
        IEnumerable<string> arguments = options.OptimizerSpecification.Keys.Cast<string>().Where(name => name != "type")
            .Select(name => name + " " + Written(options.OptimizerSpecification[name]));
        string schedule = options.Schedule is null ? string.Empty : $", {options.Schedule}";
        return string.Join(" ", new[] { options.Optimizer }.Concat(arguments)) + schedule;
    }

    private static string Written(object? value) => value is System.Collections.IEnumerable list and not string
        ? string.Join(", ", list.Cast<object?>().Select(Written))
        : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;

    // The metrics that fit the width: the monitored one is taken first.
    private static RunMetric[] Shown(TrainingRun run, bool validation, int width)
    {
        int left = width - (validation ? "  Epoch  TrainLoss  ValLoss  best " : "  Epoch  TrainLoss  best ").Length;
        left -= run.Options.HasScriptMonitor ? 2 + Math.Max(Least, run.Options.Monitor.Length) : 0;
        RunMetric[] metrics = run.Options.Metrics;
        var shown = new List<RunMetric>();
        foreach (RunMetric metric in metrics.OrderBy(metric =>
            run.Options.Monitor == "Training" + metric.Name || run.Options.Monitor == "Validation" + metric.Name ? 0 : 1))
        {
            left -= Width(metric, validation);
            if (left < 0)
            {
                break;
            }

            shown.Add(metric);
        }

        return shown.OrderBy(metric => Array.IndexOf(metrics, metric)).ToArray();
    }

    // The metrics of the run's script that fit beside the others: the monitored one is taken first.
    private static string[] Shown(TrainingRun run, string[] names, RunMetric[] metrics, bool validation, int width)
    {
        int left = width - (validation ? "  Epoch  TrainLoss  ValLoss  best " : "  Epoch  TrainLoss  best ").Length
            - metrics.Sum(metric => Width(metric, validation));
        string[] fitting = names.OrderBy(name => name.Equals(run.Options.Monitor, StringComparison.OrdinalIgnoreCase) ? 0 : 1)
            .TakeWhile(name => (left -= 2 + Math.Max(Least, name.Length)) >= 0).ToArray();
        return names.Where(fitting.Contains).ToArray();
    }

    private static int Width(RunMetric metric, bool validation) => 2 + Math.Max(Least, (Training + metric.Name).Length)
        + (validation ? 2 + Math.Max(Least, (Validation + metric.Name).Length) : 0);

    private static string Seed(TrainingRun run) => run.Options switch
    {
        { Seed: ulong seed } => FormattableString.Invariant($"seed {seed}"),
        { Generator: not null } => "stream of a generator",
        _ when run.ModelSeed is null => "the model's stream",
        _ => FormattableString.Invariant($"stream of the model's seed {run.ModelSeed}"),
    };

    private static string Best(TrainingRun run) => run.BestEpoch is not null && run.EpochCount > 1
        ? FormattableString.Invariant($"; best epoch {run.BestEpoch} by {run.Options.Monitor}")
        : string.Empty;

    private static string Outcome(TrainingEpoch epoch)
    {
        string line = epoch.ToString();
        return (char.ToLowerInvariant(line[0]) + line.Substring(1, line.LastIndexOf(';') - 1)).Replace(" %", WrappedText.Joined + "%");
    }

    private static string History(TrainingRun run, TrainingEpoch[] history, int width)
    {
        bool validation = history.Any(epoch => epoch.ValidationLoss is not null);
        RunMetric[] metrics = Shown(run, validation, width);
        string[] own = Shown(run, run.ScriptMetric, metrics, validation, width);
        long? best = run.BestEpoch;
        var headings = new List<string> { ">Epoch", $">{Training}Loss" };
        headings.AddRange(metrics.Select(metric => $">{Training}{metric.Name}"));
        AddIf(headings, validation, $">{Validation}Loss");
        headings.AddRange(metrics.Where(_ => validation).Select(metric => $">{Validation}{metric.Name}"));
        headings.AddRange(own.Select(name => ">" + Text.Shown(name)));
        headings.Add(string.Empty);
        var table = new TextTable(headings.ToArray());
        long previous = 0;
        foreach (TrainingEpoch epoch in history.Where(epoch => Shown(epoch.Epoch, history.Length, best)))
        {
            if (epoch.Epoch != previous + 1)
            {
                table.Add(headings.Select((_, column) => column == 0 ? "..." : string.Empty).ToArray());
            }

            previous = epoch.Epoch;
            var cells = new List<string> { FormattableString.Invariant($"{epoch.Epoch}"), Text.Loss(epoch.TrainingLoss) };
            cells.AddRange(metrics.Select(metric => metric.Write(epoch.TrainingMetrics[metric.Name])));
            AddIf(cells, validation, epoch.ValidationLoss is null ? string.Empty : Text.Loss(epoch.ValidationLoss.Value));
            cells.AddRange(metrics.Where(_ => validation).Select(metric => metric.Write(epoch.ValidationMetrics[metric.Name])));
            cells.AddRange(own.Select(name => RunMetric.Write(epoch.ScriptMetrics[name] is double value ? value : double.NaN, isPercent: false)));
            cells.Add(epoch.Epoch == best && history.Length > 1 ? "best" : string.Empty);
            table.Add(cells.ToArray());
        }

        return table.ToString();
    }

    private static bool Shown(long epoch, long count, long? best) =>
        count <= (2 * Ends) + 2 || epoch <= Ends || epoch > count - Ends || epoch == best;

    private static void AddIf(List<string> list, bool condition, string value)
    {
        if (condition)
        {
            list.Add(value);
        }
    }
}
