using System.Collections.Specialized;
using System.Management.Automation;
using NormTools.Contract;

namespace NormTools;

/// <summary>The record of one epoch of a training run. Each metric is also a property of its own, such as
/// ValidationAccuracy or TrainingRocAuc.</summary>
public sealed class TrainingEpoch : IMetricTexts
{
    private static readonly string[] Intrinsic = { "psobject", "psbase", "psadapted", "psextended", "pstypenames" };

    private readonly RunMetric[] metrics;

    internal TrainingEpoch(in EpochRecord record, RunMetric[] metrics, double[] training, double[] validation)
    {
        this.metrics = metrics;
        Epoch = record.Epoch;
        TrainingLoss = record.TrainingLoss;
        ValidationLoss = Known(record.ValidationLoss);
        LearningRate = record.LearningRate;
        Duration = Time(record.Seconds);
        TrainingMetrics = Table(training);
        ValidationMetrics = Table(ValidationLoss is null ? Array.Empty<double>() : validation);
        PSObject extended = PSObject.AsPSObject(this);
        foreach (RunMetric metric in metrics)
        {
            extended.Properties.Add(new RecordProperty("Training" + metric.Name, TrainingMetrics[metric.Name]));
            extended.Properties.Add(new RecordProperty("Validation" + metric.Name, ValidationMetrics[metric.Name]));
        }
    }

    /// <summary>The number of the epoch, from 1.</summary>
    public long Epoch { get; }

    /// <summary>The loss of all of the epoch's samples, each taken before its batch's step.</summary>
    public double TrainingLoss { get; }

    /// <summary>The loss of the validation data after the epoch; null without such data.</summary>
    public double? ValidationLoss { get; }

    /// <summary>The metrics of the training samples by name, from the same passes as the training loss, while the model
    /// changed.</summary>
    public OrderedDictionary TrainingMetrics { get; }

    /// <summary>The metrics of the validation data by name; empty without such data.</summary>
    public OrderedDictionary ValidationMetrics { get; }

    /// <summary>The metrics that the script of -OnEpoch returned for the epoch, by name; those that it returned for other epochs
    /// only are NaN. Each is also a property of its own.</summary>
    public OrderedDictionary ScriptMetrics { get; private set; } = new OrderedDictionary().AsReadOnly();

    /// <summary>The learning rate of the epoch's last step.</summary>
    public double LearningRate { get; }

    /// <summary>The time the epoch took, validation included.</summary>
    public TimeSpan Duration { get; }

    /// <summary>The epoch as a line of text.</summary>
    public override string ToString()
    {
        string text = FormattableString.Invariant($"Epoch {Epoch}: training loss {Text.Loss(TrainingLoss)}") + Said(TrainingMetrics);
        text += ValidationLoss is null ? string.Empty : $"; validation loss {Text.Loss(ValidationLoss.Value)}" + Said(ValidationMetrics);
        text += SaidOfScript("; ");
        return text + FormattableString.Invariant($"; {Duration.TotalSeconds:0.00} s");
    }

    /// <summary>The nearest time to a number of seconds: what is written as seconds and read again stays the same.</summary>
    internal static TimeSpan Time(double seconds) => TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));

    /// <summary>What the epoch was judged by, for a line of progress: loss and metrics of validation, or the metrics of training.</summary>
    internal string Judged() => (ValidationLoss is null ? Said(TrainingMetrics)
        : FormattableString.Invariant($", validation loss {Text.Loss(ValidationLoss.Value)}") + Said(ValidationMetrics)) + SaidOfScript(", ");

    /// <summary>Takes what a script returned for the epoch.</summary>
    internal void Take(Dictionary<string, object?> values)
    {
        var table = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        PSObject extended = PSObject.AsPSObject(this);
        foreach (string name in ScriptMetrics.Keys)
        {
            extended.Properties.Remove(name);
        }

        foreach (KeyValuePair<string, object?> item in values)
        {
            table.Add(item.Key, RunJson.Real(item.Value) ?? double.NaN);
            extended.Properties.Add(new RecordProperty(item.Key, table[item.Key]));
        }

        ScriptMetrics = table.AsReadOnly();
    }

    /// <summary>Makes sure that a name can be that of a script's metric.</summary>
    /// <exception cref="NormToolsException">ScriptMetricTaken.</exception>
    internal void ThrowIfTaken(string name)
    {
        if (!ScriptMetrics.Contains(name)
            && (Intrinsic.Contains(name, StringComparer.OrdinalIgnoreCase) || PSObject.AsPSObject(this).Members[name] is not null))
        {
            throw Errors.ScriptMetricTaken(name);
        }
    }

    /// <summary>The metrics' names, or their values of Training or Validation, as text.</summary>
    IEnumerable<string> IMetricTexts.MetricTexts(string what)
    {
        OrderedDictionary values = what == "Validation" ? ValidationMetrics : TrainingMetrics;
        string judged = ValidationLoss is null ? "Training" : "Validation"; // the column in which those of a script stand
        return metrics.Where(metric => values.Contains(metric.Name))
            .Select(metric => what == "Name" ? metric.Name : metric.Write(values[metric.Name]))
            .Concat(ScriptMetrics.Keys.Cast<string>().Select(name =>
                what == "Name" ? Text.Shown(name) : what == judged ? RunMetric.Write((double)ScriptMetrics[name], isPercent: false) : string.Empty));
    }

    private OrderedDictionary Table(double[] values)
    {
        var table = new OrderedDictionary();
        for (int i = 0; i < values.Length; i++)
        {
            table.Add(metrics[i].Name, values[i]);
        }

        return table.AsReadOnly();
    }

    private string Said(OrderedDictionary values) => string.Concat(metrics.Where(metric => values.Contains(metric.Name))
        .Select(metric => $", {metric.InSentence()} {metric.Write(values[metric.Name])}"));

    private string SaidOfScript(string separator) => string.Concat(ScriptMetrics.Keys.Cast<string>()
        .Select(name => $"{separator}{Text.Shown(name)} {RunMetric.Write((double)ScriptMetrics[name], isPercent: false)}"));

    private static double? Known(double value) => double.IsNaN(value) ? (double?)null : value;
}
