using System.Globalization;
using System.Management.Automation;

namespace NormTools;

/// <summary>What trials are compared by: a metric of <see cref="ModelTest"/>.</summary>
internal sealed class TrialScore
{
    private readonly CatalogItem item;

    private TrialScore(CatalogItem item) => this.item = item;

    public string Name => item.Name;

    /// <summary>Whether less is better.</summary>
    public bool Falls => item.Falls;

    /// <summary>Whether it is a share of rows.</summary>
    public bool IsShare => item.IsShare;

    /// <summary>The first of -Metric; without it the accuracy for classes, and the root mean squared error for quantities.</summary>
    /// <exception cref="NormToolsException">There is no such metric, or it does not fit the data.</exception>
    public static TrialScore Of(object[]? metrics, Dataset data)
    {
        object? first = Unwrapped.Of(metrics?.FirstOrDefault());
        bool hasArguments = first is System.Collections.IDictionary;
        string name = first is null ? (data.IsClassification ? "Accuracy" : "RootMeanSquaredError")
            : hasArguments ? (string)((System.Collections.IDictionary)Catalog.Metrics.Specify(first))["type"]!
            : Convert.ToString(first, CultureInfo.InvariantCulture)!;
        CatalogItem item = Catalog.Metrics.Find(name);
        return hasArguments || item.Arguments.Any(argument => argument.IsRequired)
            ? throw Errors.Invalid("MetricWithArguments", $"-Metric: the first is what is compared, and {item.Name} would need arguments; Test-Model's metrics have none.")
            : new TrialScore(item);
    }

    /// <summary>Judges a model as Test-Model does, by the loss of its run.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The rows.</param>
    /// <param name="run">Its run.</param>
    /// <param name="withIntervals">Whether values have their intervals, which take longer than all else.</param>
    /// <param name="isKept">Whether the test is to be kept as JSON.</param>
    public static ModelTest Test(Model model, Dataset data, TrainingRun run, bool withIntervals, bool isKept = false) =>
        ModelJudge.Of(model, data, run.Options.LossSpecification, withIntervals ? 0 : -1, isKept);

    /// <summary>The value of a test; NaN where it is not defined.</summary>
    /// <exception cref="NormToolsException">The metric is not one of such data.</exception>
    public double Value(ModelTest test) => (double)Row(test).Properties["Value"].Value;

    /// <summary>The standard error that the number of rows leaves, from the interval of a test; NaN where it is not known.</summary>
    public double RowError(ModelTest test)
    {
        PSObject row = Row(test);
        return ((double)row.Properties["High"].Value - (double)row.Properties["Low"].Value) / (2 * Student.Normal);
    }

    /// <summary>Whether one value is better than another; NaN is better than nothing.</summary>
    public bool IsBetter(double one, double other) =>
        !double.IsNaN(one) && (double.IsNaN(other) || (Falls ? one < other : one > other));

    /// <summary>A value as it is written, shares in percent.</summary>
    public string Write(double value) => double.IsNaN(value) ? string.Empty
        : item.IsPercent ? FormattableString.Invariant($"{value:0.0 %}")
        : Text.Short(value);

    /// <summary>A difference of two values as it is written, of shares in points.</summary>
    public string WriteDifference(double value) => double.IsNaN(value) ? string.Empty
        : item.IsPercent ? FormattableString.Invariant($"{100 * value:0.0} points")
        : Text.Short(value, digits: 3);

    /// <summary>A difference with its interval, as in "1.8 points (1.4 to 2.2)".</summary>
    public string WriteDifference(Estimate estimate)
    {
        double factor = item.IsPercent ? 100 : 1;
        string Bare(double value) => (factor * value).ToString(item.IsPercent ? "0.0" : "G3", CultureInfo.InvariantCulture);
        return WriteDifference(estimate.Mean) + (double.IsNaN(estimate.Low) ? string.Empty : $" ({Bare(estimate.Low)} to {Bare(estimate.High)})");
    }

    /// <summary>A value with its interval, as in "96.7 % (83.3, 99.4)".</summary>
    public string Write(Estimate estimate)
    {
        string value = Write(estimate.Mean);
        return double.IsNaN(estimate.Low) ? value : $"{value} ({Bare(estimate.Low)}, {Bare(estimate.High)})";
    }

    private string Bare(double value) => item.IsPercent ? (100 * value).ToString("0.0", CultureInfo.InvariantCulture)
        : Text.Short(value);

    private PSObject Row(ModelTest test) =>
        Array.Find(test.Metrics, metric => Name.Equals((string)metric.Properties["Name"].Value, StringComparison.OrdinalIgnoreCase))
        ?? throw Errors.Invalid("MetricDoesNotFit", $"-Metric {Name} is not defined for these data; there are "
            + string.Join(", ", test.Metrics.Select(metric => metric.Properties["Name"].Value)) + ".");
}
