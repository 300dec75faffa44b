using System.Collections;
using System.Collections.Specialized;
using System.Globalization;

namespace NormTools;

/// <summary>What tells runs apart: options, models, seeds.</summary>
internal static class RunDifferences
{
    // By the parameters that say them; others keep the core's names.
    private static readonly Dictionary<string, string> Parameters = new Dictionary<string, string>
    {
        ["optimizer.type"] = "Optimizer",
        ["optimizer.lr"] = "LearningRate",
        ["optimizer.momentum"] = "Momentum",
        ["optimizer.weight_decay"] = "WeightDecay",
        ["loss"] = "Loss",
        ["loss.label_smoothing"] = "LabelSmoothing",
        ["batch_size"] = "BatchSize",
        ["shuffle"] = "Shuffle",
        ["drop_last"] = "DropLast",
        ["seed"] = "Seed",
        ["order_seed"] = "OrderSeed",
        ["schedule.type"] = "Schedule",
        ["early_stopping.patience"] = "EarlyStopping",
        ["clip_norm"] = "ClipNorm",
        ["clip_value"] = "ClipValue",
        ["l1"] = "L1",
        ["l2"] = "L2",
        ["max_norm"] = "MaximumNorm",
        ["average_decay"] = "AverageDecay",
        ["accumulate"] = "Accumulate",
    };

    private static readonly string[] Seeds = { "seed", "order_seed", "ModelSeed", "threads" };

    private static readonly string[] DisplayedSeeds = Seeds.Concat(Seeds.Where(Parameters.ContainsKey).Select(name => Parameters[name])).ToArray();

    // What other entries belong to: without it, or with another, they say nothing.
    private static readonly (string Head, string Prefix)[] Heads =
    {
        ("optimizer.type", "optimizer."), ("schedule.type", "schedule."), ("loss", "loss."), ("early_stopping.patience", "early_stopping."),
        ("groups", "groups."),
    };

    /// <summary>For each run the entries that differ, in one order.</summary>
    public static OrderedDictionary[] Of(IReadOnlyList<TrainingRun> runs)
    {
        Dictionary<string, string>[] all = runs.Select(Entries).ToArray();
        string[] names = all.SelectMany(entries => entries.Keys).Distinct()
            .Where(name => all.Select(entries => Value(entries, name)).Distinct().Count() > 1)
            .Where(name => !IsBeside(all, name))
            .OrderBy(name => name is "Model" ? 0 : Parameters.ContainsKey(name) ? 1 : 2).ToArray();
        return all.Select(entries =>
        {
            var own = new OrderedDictionary();
            foreach (string name in names)
            {
                own.Add(Parameters.TryGetValue(name, out string? parameter) ? parameter : name, Typed(Value(entries, name)));
            }

            return own;
        }).ToArray();
    }

    /// <summary>What a run shares with those that differ from it in seeds alone.</summary>
    public static string WithoutSeeds(TrainingRun run) => string.Join("\n", Entries(run).Where(entry => !Seeds.Contains(entry.Key))
        .OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key} = {entry.Value}"));

    /// <summary>For each run how it differs from the others, seeds aside, in a line; empty for the only one.</summary>
    public static string[] InWords(IReadOnlyList<TrainingRun> runs) => Array.ConvertAll(Of(runs), own => string.Join(", ", own.Cast<DictionaryEntry>()
        .Where(entry => !DisplayedSeeds.Contains((string)entry.Key))
        .Select(entry => $"{entry.Key} {Convert.ToString(entry.Value ?? "none", CultureInfo.InvariantCulture)}")));

    private static Dictionary<string, string> Entries(TrainingRun run)
    {
        var entries = run.Options.Settings.ToDictionary(
            entry => entry.Key, entry => Convert.ToString(entry.Value, CultureInfo.InvariantCulture)!);
        foreach (string filled in entries.Keys.Where(name => name == "augment" || name.StartsWith("augment.", StringComparison.Ordinal)).ToArray())
        {
            entries.Remove(filled); // with arguments that nobody gave
        }

        if (run.Options.AugmentationSpecifications is { Length: > 0 } augmentations)
        {
            entries["Augment"] = string.Join("; ", augmentations.Select(Written));
        }

        entries["Model"] = run.ModelText;
        entries["Epoch"] = run.Options.Epoch.ToString(CultureInfo.InvariantCulture);
        if (run.ModelSeed is ulong seed)
        {
            entries["ModelSeed"] = seed.ToString(CultureInfo.InvariantCulture);
        }

        return entries;
    }

    // As in a block: the name, then what was given.
    private static string Written(object augmentation) => string.Join(" ", ((IDictionary)augmentation).Cast<DictionaryEntry>()
        .OrderBy(entry => entry.Key is "type" ? 0 : 1)
        .Select(entry => entry.Key is "type" ? Text(entry.Value) : $"{entry.Key} {Text(entry.Value)}"));

    private static string Text(object? value) => value is IEnumerable list and not string
        ? string.Join(",", list.Cast<object?>().Select(Text))
        : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static bool IsBeside(Dictionary<string, string>[] all, string name) => Heads.Any(head => name != head.Head
        && name.StartsWith(head.Prefix, StringComparison.Ordinal)
        && all.Select(entries => Value(entries, head.Head)).Distinct().Count() > 1
        && all.Any(entries => !entries.ContainsKey(name)));

    private static string Value(Dictionary<string, string> entries, string name) => entries.TryGetValue(name, out string? value) ? value : string.Empty;

    private static object? Typed(string text) => text.Length == 0 ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? whole
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
        : text;
}
