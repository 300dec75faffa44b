using System.Text.RegularExpressions;

namespace NormTools;

/// <summary>Reads -Monitor: the result of an epoch that decides on the best one and on early stopping.</summary>
internal sealed class MonitorName
{
    private const string Validation = "Validation", Training = "Training", Loss = "Loss";

    private static readonly (string Prefix, string Part)[] Prefixes =
    {
        ("validation", Validation), ("valid", Validation), ("val", Validation), ("training", Training), ("train", Training),
    };

    private static readonly string[] Falling =
    {
        "loss", "error", "cost", "costs", "perplexity", "deviation", "distance", "regret", "risk", "mae", "mse", "rmse", "mape", "entropy",
    };

    private static readonly string[] Rising =
    {
        "accuracy", "acc", "auc", "score", "precision", "recall", "sensitivity", "specificity", "f1", "r2", "kappa", "correct", "hits", "gain",
        "profit", "reward", "likelihood", "similarity", "correlation", "dice", "iou", "lift",
    };

    private MonitorName(string name, bool? falls)
    {
        Name = name;
        Falls = falls;
    }

    /// <summary>The name of the result as the core writes it.</summary>
    public string Name { get; }

    /// <summary>Of a metric that a script returns, whether less is better; null for the others, which the core knows.</summary>
    public bool? Falls { get; }

    /// <summary>The result that is looked at without -Monitor.</summary>
    public static string Usual(bool validates) => validates ? Validation + Loss : Training + Loss;

    /// <param name="name">The name as the user wrote it; null for the usual one. Here its spelling is corrected; the core refuses
    /// unknown names.</param>
    /// <param name="metrics">The metrics of the run; null for the default ones.</param>
    /// <param name="validates">Whether there is validation data.</param>
    /// <param name="hasScript">Whether a script may return metrics: then other names are theirs.</param>
    /// <param name="mode">-MonitorMode.</param>
    /// <param name="parameter">What the cmdlet's parameter is called; that of the mode is called so with Mode behind it.</param>
    public static MonitorName Of(string? name, object[]? metrics, bool validates, bool hasScript = false, string? mode = null, string parameter = "Monitor")
    {
        string[] all = Catalog.Metrics.Items.Select(item => item.Name).ToArray();
        string[] results = new[] { Loss }
            .Concat(metrics?.Select(metric => Convert.ToString(metric)!).Where(metric => Suggestion.Same(NamedValue.Normalize(metric), all) is null) ?? Enumerable.Empty<string>())
            .Concat(all).ToArray();
        string[] labels = results.SelectMany(label => new[] { Validation + label, Training + label }).ToArray();
        string wanted = name ?? Usual(validates);
        string? known = Array.Find(labels, label => label.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            ?? (hasScript ? null : Elsewhere(wanted, results, validates)); // a script may call its own metrics so
        string suggestion = known is not null ? string.Empty
            : hasScript && IsOfPart(wanted) ? Suggestion.For(wanted, labels)
            : Suggestion.ForName(wanted, labels);
        if (suggestion.Length > 0)
        {
            throw Errors.UnknownMonitor(parameter, wanted, suggestion);
        }

        bool? given = mode is null ? (bool?)null : IsMinimum(mode);
        if (known is null && hasScript)
        {
            return new MonitorName(wanted, given ?? Tells(wanted) ?? throw Errors.MonitorModeNeeded(parameter, wanted));
        }

        string monitor = known ?? wanted;
        if (given is bool falls && known is not null && Direction(monitor) is bool own && own != falls)
        {
            throw Errors.MonitorModeContradicts(parameter, monitor, own);
        }

        return validates || !monitor.StartsWith(Validation, StringComparison.Ordinal)
            ? new MonitorName(monitor, null)
            : throw Errors.Invalid(
                "NothingToMonitor", $"-{parameter} {monitor} needs validation data: give -Validation here or to Split-Dataset.");
    }

    /// <summary>Whether -MonitorMode or its like says that less is better.</summary>
    public static bool IsMinimum(string mode) => mode.StartsWith("Min", StringComparison.OrdinalIgnoreCase);

    /// <summary>The metric that a result is of, such as Accuracy for ValidationAccuracy; null for the loss and for what a script
    /// returns.</summary>
    public static CatalogItem? MetricOf(string monitor) =>
        Array.Find(Catalog.Metrics.Items, item => monitor == Validation + item.Name || monitor == Training + item.Name);

    /// <summary>Whether the words of a name, as those of MyF1Score, my_score or RMSE, say that less is better; null where they do not
    /// tell.</summary>
    public static bool? Tells(string name)
    {
        string[] words = Regex.Matches(name, "[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*").Cast<Match>()
            .Select(match => match.Value.ToLowerInvariant()).ToArray();
        bool falls = words.Intersect(Falling).Any(), rises = words.Intersect(Rising).Any();
        CatalogItem? item = Array.Find(Catalog.Metrics.Items, known => NamedValue.Normalize(known.Name) == NamedValue.Normalize(name));
        return item is not null ? item.Falls : falls == rises ? (bool?)null : falls;
    }

    // A result under the name that Keras has for it, as val_mae, or in another spelling, as 'validation loss'. A metric alone is that of the validation
    // data, where there is some.
    private static string? Elsewhere(string name, string[] results, bool validates)
    {
        string plain = NamedValue.Normalize(name.Replace(" ", string.Empty).Replace(".", string.Empty).Replace("/", string.Empty));
        foreach ((string prefix, string part) in Prefixes)
        {
            if (plain.StartsWith(prefix, StringComparison.Ordinal) && Suggestion.Same(plain.Substring(prefix.Length), results) is string result)
            {
                return part + result;
            }
        }

        return Suggestion.Same(plain, results) is string own ? (validates ? Validation : Training) + own : null;
    }

    private static bool IsOfPart(string name) =>
        name.StartsWith(Validation, StringComparison.OrdinalIgnoreCase) || name.StartsWith(Training, StringComparison.OrdinalIgnoreCase);

    private static bool? Direction(string monitor) => monitor is Validation + Loss or Training + Loss ? true : MetricOf(monitor)?.Falls;
}
