namespace NormTools;

/// <summary>Reads -Monitor: the result of an epoch that early stopping compares.</summary>
internal static class MonitorName
{
    /// <summary>The name of the result as the core writes it; without a name, the validation loss, or the training loss
    /// without validation data.</summary>
    /// <param name="name">The name as the user wrote it. Here its spelling is corrected; the core refuses unknown
    /// names.</param>
    /// <param name="metrics">The metrics of the run; null for the default ones.</param>
    /// <param name="validates">Whether there is validation data.</param>
    public static string Of(string? name, object[]? metrics, bool validates)
    {
        if (name is null)
        {
            return validates ? "ValidationLoss" : "TrainingLoss";
        }

        string[] labels = new[] { "Loss" }
            .Concat(metrics?.Select(metric => Convert.ToString(metric)!) ?? Enumerable.Empty<string>())
            .Concat(Catalog.Metrics.Items.Select(item => item.Name))
            .SelectMany(label => new[] { "Validation" + label, "Training" + label }).ToArray();
        string suggestion = Suggestion.ForName(name, labels);
        if (suggestion.Length > 0)
        {
            throw Errors.Invalid("UnknownMonitor", $"-Monitor: there is no \"{name}\".{suggestion}");
        }

        string monitor = Array.Find(labels, known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
        return validates || !monitor.StartsWith("Validation", StringComparison.Ordinal)
            ? monitor
            : throw Errors.Invalid(
                "NothingToMonitor", $"-Monitor {monitor} needs validation data: give -Validation here or to Split-Dataset.");
    }
}
