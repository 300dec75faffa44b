namespace NormTools;

/// <summary>The result of an epoch that decisions go by.</summary>
internal static class MonitorName
{
    /// <summary>The name of a result as the core writes it; without one, the loss on the validation data if there are
    /// any.</summary>
    /// <param name="name">As the user wrote it; the core says which there are, here its spelling is put right.</param>
    /// <param name="metrics">What the run measures; null for what is usual.</param>
    /// <param name="validates">Whether there are validation data.</param>
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
                "NothingToMonitor", $"-Monitor {monitor} needs validation data: Split-Dataset -Validation, or -Validation.");
    }
}
