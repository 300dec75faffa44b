using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace NormTools;

/// <summary>Reads a trial's score from what its script wrote.</summary>
internal sealed class SweepMeasure
{
    private const string OfTable = "Score";

    // Losses that may be below 0; of the others an interval ends there.
    private static readonly string[] Signed = { "GaussianNegativeLogLikelihood", "PoissonNegativeLogLikelihood", "NegativeLogLikelihood", "KullbackLeibler" };

    private readonly CatalogItem? metric;

    /// <param name="name">-Score: a result of an epoch, such as ValidationAccuracy; null for the loss.</param>
    /// <param name="mode">-ScoreMode.</param>
    /// <exception cref="NormToolsException">There is no such result.</exception>
    public SweepMeasure(string? name, string? mode)
    {
        MonitorName? monitor = name is null ? null : MonitorName.Of(name, null, validates: true, hasScript: true, mode, "Score");
        metric = monitor is null ? null : MonitorName.MetricOf(monitor.Name);
        Falls = monitor is null ? mode is null || MonitorName.IsMinimum(mode) : monitor.Falls ?? metric?.Falls ?? true;
        IsShare = metric?.IsShare == true;
        Name = monitor?.Name;
    }

    /// <summary>The name of the result; null for the loss.</summary>
    public string? Name { get; }

    /// <summary>Whether less is better.</summary>
    public bool Falls { get; }

    /// <summary>Whether it is a share, from 0 to 1.</summary>
    public bool IsShare { get; }

    /// <summary>Whether the score of a run cannot be below 0.</summary>
    public bool IsNeverNegative(TrainingRun? run) => run is not null
        && (metric is not null ? metric.Falls : (Name is null || Name.EndsWith("Loss", StringComparison.Ordinal)) && !Signed.Contains(run.Options.Loss));

    /// <summary>Whether a score is better than another one.</summary>
    public bool IsBetter(double score, double than) => Falls ? score < than : score > than;

    /// <summary>Whether the result of an epoch is better than another one: the score, or the loss where the score is the script's own.</summary>
    public bool IsBetterEpoch(double value, double than) => Name is null || Falls ? value < than : value > than;

    /// <summary>The result of an epoch that the score is.</summary>
    /// <exception cref="NormToolsException">NoSuchScore.</exception>
    public double ValueOf(TrainingEpoch epoch)
    {
        string name = Name ?? (epoch.ValidationLoss is null ? "TrainingLoss" : "ValidationLoss");
        PSObject record = PSObject.AsPSObject(epoch);
        return record.Properties[name]?.Value is double value ? value
            : throw Errors.NoSuchScore(name, record.Properties.Where(property => property.Value is double)
                .Select(property => property.Name).Where(known => known != nameof(TrainingEpoch.LearningRate)).ToArray());
    }

    /// <summary>Marks the trials that no other one is better than.</summary>
    public void MarkBest(IReadOnlyList<SweepTrial> trials)
    {
        double? best = null;
        foreach (SweepTrial trial in trials)
        {
            best = trial.State == SweepTrialState.Completed && trial.Score is double score && (best is null || IsBetter(score, best.Value)) ? score : best;
        }

        foreach (SweepTrial trial in trials)
        {
            trial.IsBest = best is not null && trial.State == SweepTrialState.Completed && trial.Score == best;
        }
    }

    /// <summary>The score of the last run, number, or table with a Score, that a script wrote.</summary>
    /// <exception cref="NormToolsException">There is none.</exception>
    public SweepScore Of(IEnumerable<PSObject> output, out TrainingRun? run)
    {
        run = null;
        foreach (PSObject item in output.Reverse())
        {
            object? basic = Unwrapped.Of(item);
            if (basic is TrialReport report)
            {
                return new SweepScore(report.Value, null);
            }

            if (basic is TrainingRun trained)
            {
                run = trained;
                return OfRun(trained);
            }

            object? value = basic is IDictionary table ? table[OfTable] : basic is string ? null : item?.Properties[OfTable]?.Value ?? basic;
            if (Unwrapped.Of(value) is IConvertible number and not (string or bool or char or DateTime))
            {
                return Name is null ? Finite(number.ToDouble(CultureInfo.InvariantCulture), null) : throw Errors.ScoreOfNumber(Name, number);
            }
        }

        throw Errors.NoScore();
    }

    private SweepScore OfRun(TrainingRun run)
    {
        TrainingEpoch epoch = run.Result is { } result && run.State != TrainingState.NotFinite ? result
            : throw Errors.TrialEnded(run.Reason);
        return Finite(ValueOf(epoch), epoch.Epoch);
    }

    private static SweepScore Finite(double score, long? epoch) =>
        double.IsNaN(score) || double.IsInfinity(score) ? throw Errors.ScoreNotFinite(score) : new SweepScore(score, epoch);
}
