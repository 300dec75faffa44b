using System.Text;

namespace NormTools;

/// <summary>Writes a training run as text: how it ended, then the epochs that matter.</summary>
internal static class TrainingRunDisplay
{
    private const int Indent = 12;
    private const int Ends = 3; // epochs shown at each end of a long history

    public static string Render(TrainingRun run, int width)
    {
        TrainingOptions options = run.Options;
        var text = new StringBuilder();
        WrappedText.Append(text, $"Training run: {run.State}.", " " + run.Reason, Indent, width);
        string seconds = FormattableString.Invariant($"{run.Duration.TotalSeconds:0.00} s");
        Line(text, width, "Model", run.Model.ToString());
        Line(text, width, "Options", FormattableString.Invariant($"{options.Loss}, {Optimizer(options)}, batch {options.BatchSize}, ") + Seed(run));
        Line(text, width, "Epochs", FormattableString.Invariant($"{run.EpochCount} of {options.Epoch} in {seconds}") + Best(run));
        if (run.Result is not null)
        {
            Line(text, width, "Result", Outcome(run.Result));
        }

        TrainingEpoch[] history = run.History;
        if (history.Length > 0)
        {
            text.AppendLine().Append(History(history, run.Options.EarlyStopping is null ? null : run.BestEpoch));
        }

        return text.ToString().TrimEnd();
    }

    private static void Line(StringBuilder text, int width, string name, string value) =>
        WrappedText.Append(text, "  " + (name + ":").PadRight(Indent - 2), value, Indent, width);

    private static string Optimizer(TrainingOptions options)
    {
        IEnumerable<string> arguments = options.OptimizerArguments.Keys.Cast<string>()
            .Select(name => FormattableString.Invariant($"{name} {options.OptimizerArguments[name]}"));
        return string.Join(" ", new[] { options.Optimizer }.Concat(arguments));
    }

    private static string Seed(TrainingRun run) => run.Options switch
    {
        { Seed: ulong seed } => FormattableString.Invariant($"seed {seed}"),
        { Generator: not null } => "stream of a generator",
        _ when run.Model.Seed is null => "the model's stream",
        _ => FormattableString.Invariant($"stream of the model's seed {run.Model.Seed}"),
    };

    private static string Best(TrainingRun run) => run.Options.EarlyStopping is not null && run.BestEpoch is not null
        ? FormattableString.Invariant($"; best epoch {run.BestEpoch} by {run.Options.Monitor}")
        : string.Empty;

    private static string Outcome(TrainingEpoch epoch)
    {
        string line = epoch.ToString();
        return (char.ToLowerInvariant(line[0]) + line.Substring(1, line.LastIndexOf(';') - 1)).Replace(" %", WrappedText.Joined + "%");
    }

    private static string History(TrainingEpoch[] history, long? best)
    {
        bool accuracy = history[0].TrainingAccuracy is not null;
        bool validation = history.Any(epoch => epoch.ValidationLoss is not null);
        var headings = new List<string> { ">Epoch", ">TrainingLoss" };
        AddIf(headings, accuracy, ">Accuracy");
        AddIf(headings, validation, ">ValidationLoss");
        AddIf(headings, validation && accuracy, ">Accuracy");
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
            AddIf(cells, accuracy, FormattableString.Invariant($"{epoch.TrainingAccuracy:0.0 %}"));
            AddIf(cells, validation, epoch.ValidationLoss is null ? string.Empty : Text.Loss(epoch.ValidationLoss.Value));
            AddIf(cells, validation && accuracy, FormattableString.Invariant($"{epoch.ValidationAccuracy:0.0 %}"));
            cells.Add(epoch.Epoch == best ? "best" : string.Empty);
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
