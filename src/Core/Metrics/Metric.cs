using System.Text.Json;
using NormTools.Core.Catalogs;
using NormTools.Core.Losses;

namespace NormTools.Core.Metrics;

/// <summary>A metric's value; where it is undefined, NaN and the reason.</summary>
internal readonly record struct MetricValue(double Value, string? Reason = null)
{
    public static implicit operator MetricValue(double value) => new(value);

    public static MetricValue Undefined(string reason) => new(double.NaN, reason);
}

/// <summary>A number that says how good predictions are.</summary>
internal abstract class Metric
{
    /// <summary>All metrics by their names.</summary>
    public static Catalog<Metric> Catalog { get; } = new("metric", "UnknownMetric");

    /// <summary>Its name in the catalog.</summary>
    public string Name { get; private set; } = string.Empty;

    /// <summary>Its name in a history: that of the catalog, unless arguments are part of it.</summary>
    public virtual string Label => Name;

    /// <summary>Its arguments, defaults filled in.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; private set; } = new Dictionary<string, string>();

    /// <summary>The JSON that makes the same metric, defaults filled in.</summary>
    public string Specification { get; private set; } = string.Empty;

    /// <summary>Whether lower is better.</summary>
    public abstract bool Falls { get; }

    /// <summary>The evidence it needs.</summary>
    public abstract EvidenceNeeds Needs { get; }

    /// <summary>Whether it is for classification (true) or regression (false).</summary>
    public bool IsOfClasses => (Needs & EvidenceNeeds.Values) == 0;

    /// <summary>Whether it is a share of samples, so that Wilson's interval applies.</summary>
    public virtual bool IsShare => false;

    /// <summary>Whether it is written in percent.</summary>
    public virtual bool IsPercent => IsShare;

    /// <summary>Whether it is among the few shown in the summary of a test.</summary>
    public virtual bool IsHeadline => false;

    /// <summary>The fewest classes for which its value is meaningful.</summary>
    public virtual long LeastClasses => 0;

    /// <summary>Reads a metric from its specification: a name, or an object with its type and arguments.</summary>
    /// <exception cref="CoreException">UnknownMetric, UnknownOption, InvalidRunOptions.</exception>
    public static Metric Create(JsonElement element)
    {
        Metric metric = Catalog.Create(element, out Arguments read);
        metric.Name = Catalog.Find(element).Name;
        metric.Settings = read.Settings;
        metric.Specification = read.Specification(metric.Name);
        return metric;
    }

    /// <summary>Its value for the evidence gathered.</summary>
    public abstract MetricValue Value(MetricEvidence evidence);

    /// <exception cref="CoreException">MetricDoesNotFit: the loss's outputs are not what it measures.</exception>
    public void CheckFit(Loss loss)
    {
        if (MetricEvidence.Reads(loss) != IsOfClasses)
        {
            string takes = IsOfClasses ? "classes" : "quantities";
            string has = IsOfClasses ? "quantities" : "classes";
            IEnumerable<string> fitting = Catalog.Entries
                .Where(entry => entry.Sample.IsOfClasses != IsOfClasses).Select(entry => entry.Name);
            throw CoreException.Argument(
                "MetricDoesNotFit", $"The metric {Name} is for {takes}, and {loss.Name} is a loss of {has}. For it there are "
                    + $"{string.Join(", ", fitting)}.");
        }
    }
}
