using System.Text.Json;
using NormTools.Core.Checkpoints;
using NormTools.Core.Metrics;

namespace NormTools.Core.Training;

/// <summary>What an epoch's result leads to.</summary>
internal readonly record struct StoppingDecision(bool KeepWeights, bool Stop);

/// <summary>Ends a run that no longer improves, by Keras's rules, and keeps track of the best epoch.</summary>
/// <remarks>
/// An epoch is an improvement if its result is better than the best so far by more than min_delta; the wait restarts if
/// it is also better than the baseline. After patience epochs without that the run ends, but never with its first
/// epoch. Epochs before start_epoch do not count. Without the option the run is never ended and no weights are kept,
/// but the best epoch is still tracked.
/// </remarks>
internal sealed class EarlyStopping : ICheckpointed
{
    private readonly MonitoredResult monitor;
    private readonly double? patience;
    private readonly double minDelta;
    private readonly double? baseline;
    private readonly long startEpoch = 1;
    private long wait;

    /// <exception cref="CoreException">UnknownOption, InvalidRunOptions.</exception>
    public EarlyStopping(JsonElement? given, IReadOnlyList<Metric> metrics, bool hasValidation, bool takesGiven = false)
    {
        if (given is not JsonElement element)
        {
            monitor = MonitoredResult.Create(string.Empty, metrics, hasValidation);
            return;
        }

        Arguments arguments = new(element, "early_stopping", "InvalidRunOptions", "UnknownOption") { IsTyped = false };
        string mode = arguments.OneOf("mode", "auto", "auto", "min", "max");
        monitor = MonitoredResult.Create(
            arguments.TextOr("monitor", string.Empty), metrics, hasValidation, takesGiven, mode == "auto" ? null : mode == "min");
        if (mode != "auto" && monitor.Falls != (mode == "min"))
        {
            throw arguments.Invalid("mode", $"is {mode}, but of {monitor.Name} {(monitor.Falls ? "less" : "more")} is better");
        }

        patience = arguments.NumberOrNull("patience", 0, 0);
        minDelta = Math.Abs(arguments.Number("min_delta", 0));
        RestoresBest = arguments.Flag("restore_best", true);
        startEpoch = arguments.Integer("start_epoch", 1);
        baseline = arguments.NumberOrNull("baseline", null, double.NegativeInfinity);
        arguments.RefuseOthers();
        Dictionary<string, string> settings = new(arguments.Settings) { ["monitor"] = monitor.Name };
        if (!monitor.IsGiven)
        {
            settings.Remove("mode"); // it follows from the name
        }

        Settings = settings;
    }

    /// <summary>Its arguments, defaults filled in; none where it was not asked for.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    /// <summary>Whether the best epoch's weights are restored at the end.</summary>
    public bool RestoresBest { get; }

    /// <summary>Whether some epoch's weights have been kept.</summary>
    public bool HasWeights { get; private set; }

    /// <summary>The best epoch, from 1; 0 as long as there is none.</summary>
    public long BestEpoch { get; private set; }

    public double BestValue { get; private set; } = double.NaN;

    /// <summary>Whether it compares a metric that the caller gives.</summary>
    public bool AwaitsGiven => monitor.IsGiven;

    /// <summary>What it compares.</summary>
    public MonitoredResult Monitor => monitor;

    /// <inheritdoc/>
    public void Save(CheckpointWriter entries)
    {
        entries.Add("early_stopping.has_weights", HasWeights ? 1L : 0);
        entries.Add("early_stopping.wait", wait);
        entries.Add("early_stopping.best_epoch", BestEpoch);
        entries.Add("early_stopping.best_value", BestValue);
    }

    /// <inheritdoc/>
    public void Restore(CheckpointReader entries)
    {
        long epochs = entries.Integers("history.epoch").Length;
        HasWeights = entries.Flag("early_stopping.has_weights");
        wait = entries.Integer("early_stopping.wait", 0, epochs);
        BestEpoch = entries.Integer("early_stopping.best_epoch", 0, epochs);
        BestValue = entries.Number("early_stopping.best_value");
        if (double.IsNaN(BestValue) != (BestEpoch == 0))
        {
            throw entries.Invalid("it has a best epoch without its value, or a value without its epoch");
        }
    }

    /// <summary>Waits anew.</summary>
    public void GoOn() => wait = 0;

    public StoppingDecision EpochEnded(in EpochResult result)
    {
        double current = monitor.Value(result);
        if (result.Epoch < startEpoch || (monitor.IsGiven && double.IsNaN(current)))
        {
            return default;
        }

        // The first epoch's weights are kept whatever its result, so that there always are some.
        bool keep = RestoresBest && !HasWeights;
        HasWeights |= RestoresBest;
        wait++;
        bool isFirst = double.IsNaN(BestValue) && !double.IsNaN(current);
        if (isFirst || monitor.IsBetter(current, BestValue, minDelta))
        {
            BestValue = current;
            BestEpoch = result.Epoch;
            wait = baseline is not double level || monitor.IsBetter(current, level, minDelta) ? 0 : wait;
            return new StoppingDecision(RestoresBest, false);
        }

        return new StoppingDecision(keep, patience is double limit && wait >= limit && result.Epoch > 1);
    }
}
