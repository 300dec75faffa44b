using System.Collections.Specialized;
using System.Globalization;

namespace NormTools;

/// <summary>The options that a run really uses, with defaults filled in. It is a record: nothing in it can be
/// changed.</summary>
public sealed partial class TrainingOptions : IEquatable<TrainingOptions>
{
    /// <summary>The loss's name.</summary>
    public string Loss => (string)LossSpecification["type"]!;

    /// <summary>The loss's arguments.</summary>
    public OrderedDictionary LossArguments { get; private set; } = new OrderedDictionary().AsReadOnly();

    /// <summary>The optimiser's name in torch.optim.</summary>
    public string Optimizer => (string)OptimizerSpecification["type"]!;

    /// <summary>The optimiser's arguments under torch's names.</summary>
    public OrderedDictionary OptimizerArguments { get; private set; } = new OrderedDictionary().AsReadOnly();

    /// <summary>The schedule's name in torch.optim.lr_scheduler; null for a constant rate.</summary>
    public string? Schedule => (string?)ScheduleSpecification?["type"];

    /// <summary>The schedule's arguments under torch's names.</summary>
    public OrderedDictionary ScheduleArguments { get; private set; } = new OrderedDictionary().AsReadOnly();

    /// <summary>The names of the metrics.</summary>
    public IReadOnlyList<string> Metric => Array.AsReadOnly(Metrics.Select(metric => metric.Name).ToArray());

    /// <summary>The metrics that were given arguments, by their names: the type and all arguments of each.</summary>
    public OrderedDictionary MetricArguments { get; private set; } = new OrderedDictionary().AsReadOnly();

    /// <summary>How the samples of training are changed, in this order: the type and all arguments of each.</summary>
    public IReadOnlyList<OrderedDictionary> Augment { get; private set; } = Array.Empty<OrderedDictionary>();

    /// <summary>The number of epochs.</summary>
    public int Epoch { get; internal set; }

    /// <summary>The number of samples in a batch.</summary>
    public int BatchSize { get; internal set; }

    /// <summary>Whether each epoch draws a new order.</summary>
    public bool Shuffle { get; internal set; }

    /// <summary>Whether the last batch is left out if it is not full.</summary>
    public bool DropLast { get; internal set; }

    /// <summary>The seed, as for torch.manual_seed before the loop; null if the run continues another stream.</summary>
    public ulong? Seed { get; internal set; }

    /// <summary>The generator that the run draws from; null if it has a seed, or continues the model's
    /// stream.</summary>
    public RandomGenerator? Generator { get; internal set; }

    /// <summary>The most threads; 0 for those of Set-NormToolsOption.</summary>
    public int Thread { get; internal set; }

    /// <summary>Epochs without improvement before the run ends; null for never.</summary>
    public int? EarlyStopping { get; internal set; }

    /// <summary>The smallest change of the monitored value that counts as an improvement.</summary>
    public double MinimumChange { get; internal set; }

    /// <summary>The value that early stopping compares.</summary>
    public string Monitor { get; internal set; } = "ValidationLoss";

    /// <summary>Minimum or Maximum, what is better of a metric that a script of -OnEpoch returns; null where another is
    /// monitored.</summary>
    public string? MonitorMode { get; internal set; }

    /// <summary>The first epoch that early stopping counts.</summary>
    public int StartEpoch { get; internal set; } = 1;

    /// <summary>Improvements reset the wait of early stopping only once they pass this value; null for any
    /// improvement.</summary>
    public double? Baseline { get; internal set; }

    /// <summary>Whether the model gets the weights of its best epoch back.</summary>
    public bool RestoresBest { get; internal set; }

    /// <summary>The largest norm of all gradients together; null for any.</summary>
    public double? ClipNorm { get; internal set; }

    /// <summary>The largest size of a gradient's value; null for any.</summary>
    public double? ClipValue { get; internal set; }

    /// <summary>The factor of the sum of |w| in the loss.</summary>
    public double L1 { get; internal set; }

    /// <summary>The factor of the sum of w^2 in the loss.</summary>
    public double L2 { get; internal set; }

    /// <summary>Whether L1 is a separate (proximal) step instead of a part of the loss.</summary>
    public bool Proximal { get; internal set; }

    /// <summary>The largest norm of the weights that lead into a unit; null for any.</summary>
    public double? MaximumNorm { get; internal set; }

    /// <summary>The share of the old average of the weights that a step keeps; null if no average is kept.</summary>
    public double? AverageDecay { get; internal set; }

    /// <summary>The first epoch behind which the weights go into an average; null where none is kept.</summary>
    public int? AverageFrom { get; internal set; }

    /// <summary>Epochs from one that goes into the average to the next.</summary>
    public int AverageEvery { get; internal set; } = 1;

    /// <summary>Whether rows are drawn so that each class comes as often as the others.</summary>
    public bool Oversample { get; internal set; }

    /// <summary>Whether frozen batch normalisations keep their running statistics, and normalise by them.</summary>
    public bool FreezeStatistics { get; internal set; }

    /// <summary>The layers whose running statistics stay.</summary>
    public IReadOnlyList<string> FixedStatistics { get; private set; } = Array.Empty<string>();

    /// <summary>The number of batches whose gradients make one step.</summary>
    public int Accumulate { get; internal set; } = 1;

    /// <summary>The seed of a separate stream for the order of the samples; null to use the run's stream.</summary>
    public ulong? OrderSeed { get; internal set; }

    /// <summary>Whether each validation draws what PyTorch's loader draws.</summary>
    public bool DrawForValidation { get; internal set; }

    /// <summary>The order of the norm that ClipNorm limits, such as 2, 1, or infinity for the largest value.</summary>
    public double ClipNormType { get; internal set; } = 2;

    /// <summary>How many steps in a row may be skipped because clipped gradients are not finite.</summary>
    public int SkipLimit { get; internal set; } = 10;

    /// <summary>What weight decay applies to: All parameters, or Weight for those with two or more
    /// dimensions.</summary>
    public string DecayTarget { get; internal set; } = "All";

    /// <summary>The groups of parameters with the same arguments: names, number of values, whether they are frozen, the
    /// optimiser's arguments.</summary>
    public IReadOnlyList<TrainingGroup> Group { get; private set; } = Array.Empty<TrainingGroup>();

    /// <summary>The groups as -Group gave them: which parameters, and what differs.</summary>
    public IReadOnlyList<OrderedDictionary> GroupArguments => Array.AsReadOnly(
        (GroupSpecifications ?? Array.Empty<OrderedDictionary>()).Select(group => group.AsReadOnly()).ToArray());

    /// <summary>The frozen parameters as -Freeze gave them.</summary>
    public IReadOnlyList<string> Freeze => Array.AsReadOnly(Frozen ?? Array.Empty<string>());

    /// <summary>Whether the seed was drawn and not given by the user: a checkpoint's stream may then replace
    /// it.</summary>
    internal bool SeedIsDrawn { get; set; }

    /// <summary>Whether early stopping waits anew, where a run goes on that it had ended.</summary>
    internal bool GoesOn { get; set; }

    /// <summary>The augmentation that mixes training samples, which leaves them without metrics; null for none.</summary>
    internal string? Mixes { get; private set; }

    /// <summary>Whether a script of -OnEpoch may return metrics.</summary>
    internal bool TakesScriptMetrics { get; set; }

    /// <summary>Whether another result than the usual one tells the best epoch, without early stopping.</summary>
    internal bool HasOwnMonitor { get; set; }

    /// <summary>Whether a metric is monitored that a script of -OnEpoch returns.</summary>
    internal bool HasScriptMonitor => MonitorMode is not null;

    internal OrderedDictionary LossSpecification { get; set; } = new OrderedDictionary();

    internal OrderedDictionary OptimizerSpecification { get; set; } = new OrderedDictionary();

    internal OrderedDictionary? ScheduleSpecification { get; set; }

    internal object[]? AugmentationSpecifications { get; set; }

    internal OrderedDictionary[]? GroupSpecifications { get; set; }

    internal string[]? Frozen { get; set; }

    internal object[]? MetricSpecifications { get; set; }

    /// <summary>The metrics, as the core describes them.</summary>
    internal RunMetric[] Metrics { get; set; } = Array.Empty<RunMetric>();

    /// <summary>Every option under the core's name, as the core describes it.</summary>
    internal Dictionary<string, object?> Settings { get; set; } = new Dictionary<string, object?>();

    /// <summary>Every option on its own line, such as "optimizer.lr = 0.001".</summary>
    public override string ToString() => string.Join(
        Environment.NewLine, Settings.OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => $"{item.Key} = {item.Value}"));

    /// <summary>Whether two runs train in the same way.</summary>
    public bool Equals(TrainingOptions? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TrainingOptions);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode();

    /// <summary>The options that differ between two runs, with this run's value and the other's.</summary>
    public string[] Difference(TrainingOptions other) => Settings.Keys.Union(other.Settings.Keys)
        .OrderBy(name => name, StringComparer.Ordinal)
        .Select(name => (Name: name, One: Value(name), Other: other.Value(name)))
        .Where(item => item.One != item.Other)
        .Select(item => $"{item.Name} = {item.One}; {item.Other}").ToArray();

    /// <summary>The same options for a run that goes on, with more epochs where that is wished.</summary>
    internal TrainingOptions GoingOn(int? epochs)
    {
        TrainingOptions copy = Copy();
        copy.Epoch = epochs ?? Epoch;
        copy.GoesOn = epochs is not null;
        return copy;
    }

    /// <summary>The same options, for a run of its own.</summary>
    internal TrainingOptions Copy() => (TrainingOptions)MemberwiseClone();

    private string Value(string name) =>
        Settings.TryGetValue(name, out object? value) ? Convert.ToString(value, CultureInfo.InvariantCulture)! : "not given";
}
