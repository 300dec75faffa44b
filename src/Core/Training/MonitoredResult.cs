using NormTools.Core.Metrics;

namespace NormTools.Core.Training;

/// <summary>The results of one epoch.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="TrainingLoss">The mean over the batches, each computed before its own step.</param>
/// <param name="ValidationLoss">NaN without validation data.</param>
/// <param name="LearningRate">The rate of the epoch's last step.</param>
/// <param name="Seconds">The time it took.</param>
/// <param name="TrainingMetrics">In the order of the options; computed while the model was changing.</param>
/// <param name="ValidationMetrics">In the order of the options; NaN without validation data.</param>
internal readonly record struct EpochResult(
    long Epoch,
    double TrainingLoss,
    double ValidationLoss,
    double LearningRate,
    double Seconds,
    double[] TrainingMetrics,
    double[] ValidationMetrics)
{
    /// <summary>What the caller measured of the epoch, by name.</summary>
    public IReadOnlyDictionary<string, double> Given { get; init; } = GivenMetrics.None;

    /// <summary>The columns of a checkpoint's history after "epoch", in the order of <see cref="Values"/>.</summary>
    public static IReadOnlyList<string> Columns(IReadOnlyList<Metric> metrics) =>
    [
        "training_loss", "validation_loss", "learning_rate", "seconds",
        .. metrics.Select(metric => $"training_{metric.Label.ToLowerInvariant()}"),
        .. metrics.Select(metric => $"validation_{metric.Label.ToLowerInvariant()}"),
    ];

    public double[] Values() =>
        [TrainingLoss, ValidationLoss, LearningRate, Seconds, .. TrainingMetrics, .. ValidationMetrics];

    public bool Equals(EpochResult other) => Epoch == other.Epoch && Values().SequenceEqual(other.Values())
        && Given.OrderBy(item => item.Key, StringComparer.Ordinal).SequenceEqual(other.Given.OrderBy(item => item.Key, StringComparer.Ordinal));

    public override int GetHashCode() => HashCode.Combine(Epoch, TrainingLoss);

    /// <summary>The reverse of <see cref="Values"/>.</summary>
    public static EpochResult FromValues(long epoch, double[] values)
    {
        int metrics = (values.Length - 4) / 2;
        return new(
            epoch, values[0], values[1], values[2], values[3], values[4..(4 + metrics)], values[(4 + metrics)..]);
    }
}

/// <summary>The result of an epoch that early stopping or a schedule follows: a loss or a metric, of the training or
/// the validation data, or one that the caller gives.</summary>
internal sealed class MonitoredResult
{
    private readonly bool ofValidation;
    private readonly int metric; // -1: the loss

    private MonitoredResult(string name, bool falls)
        : this(name, false, -1, falls) => IsGiven = true;

    private MonitoredResult(string name, bool ofValidation, int metric, bool falls)
    {
        Name = name;
        this.ofValidation = ofValidation;
        this.metric = metric;
        Falls = falls;
    }

    public string Name { get; }

    /// <summary>Whether lower is better.</summary>
    public bool Falls { get; }

    /// <summary>Whether it is a metric that the caller gives behind each epoch.</summary>
    public bool IsGiven { get; }

    /// <summary>Whether it is a metric of the training samples.</summary>
    public bool IsTrainingMetric => metric >= 0 && !ofValidation;

    /// <summary>The result with a given name; an empty name means the loss on the validation data if there is any,
    /// otherwise on the training data.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="metrics">The metrics of the run.</param>
    /// <param name="hasValidation">Whether there is validation data.</param>
    /// <param name="takesGiven">Whether other names are metrics that the caller gives.</param>
    /// <param name="falls">Whether lower is better, where the caller gives it; null where that is not known.</param>
    /// <exception cref="CoreException">InvalidRunOptions: there is no such result, or the run will not have
    /// it.</exception>
    public static MonitoredResult Create(
        string name, IReadOnlyList<Metric> metrics, bool hasValidation, bool takesGiven = false, bool? falls = null)
    {
        name = name.Length == 0 ? hasValidation ? "ValidationLoss" : "TrainingLoss" : name;
        bool ofValidation = name.StartsWith("Validation", StringComparison.Ordinal);
        string part = ofValidation ? "Validation" : "Training";
        string what = name.StartsWith(part, StringComparison.Ordinal) ? name[part.Length..] : string.Empty;
        int index = metrics.Select(item => item.Label).ToList().IndexOf(what);
        if (what != "Loss" && index < 0 && takesGiven)
        {
            return new MonitoredResult(name, falls ?? throw CoreException.Argument(
                "InvalidRunOptions", $"Whether more or less of {Excerpt.Of(name)} is better is not known: mode has to be min or max."));
        }

        if (what != "Loss" && index < 0)
        {
            IEnumerable<string> results = new[] { "Loss" }.Concat(metrics.Select(item => item.Label));
            IEnumerable<string> all = results.SelectMany(item => new[] { "Validation" + item, "Training" + item });
            throw CoreException.Argument(
                "InvalidRunOptions", $"monitor has to be one of {string.Join(", ", all)}, but \"{name}\" was given. Other "
                    + "metrics are monitored once they are among the run's metrics.");
        }

        return hasValidation || !ofValidation
            ? new MonitoredResult(name, ofValidation, what == "Loss" ? -1 : index, what == "Loss" || metrics[index].Falls)
            : throw CoreException.Argument(
                "InvalidRunOptions", $"monitor cannot be {name}, because the run has no validation data.");
    }

    /// <summary>Its value in an epoch; NaN where the caller gave none.</summary>
    public double Value(in EpochResult result) => IsGiven ? result.Given.GetValueOrDefault(Name, double.NaN)
        : metric < 0 ? (ofValidation ? result.ValidationLoss : result.TrainingLoss)
        : (ofValidation ? result.ValidationMetrics : result.TrainingMetrics)[metric];

    /// <summary>Whether a value is strictly better than another by more than <paramref name="minDelta"/>; NaN never
    /// is.</summary>
    public bool IsBetter(double value, double than, double minDelta) =>
        Falls ? value + minDelta < than : value - minDelta > than;
}
