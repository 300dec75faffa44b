using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools;

/// <summary>How a trial of a sweep ended.</summary>
public enum SweepTrialState
{
    /// <summary>Every repetition has its score.</summary>
    Completed,

    /// <summary>A repetition ended with an error, or with a loss that was not finite; the scores of the others are there.</summary>
    Failed,

    /// <summary>It was ended before its last epoch, because others promised more; its score is of the epoch that it had come to.</summary>
    Pruned,

    /// <summary>The file of its result cannot be read; Resume-TrainingSweep does it again.</summary>
    Damaged,
}

/// <summary>A trial of a sweep: its values, and what they brought. Each parameter is also a property of its own.</summary>
public sealed class SweepTrial
{
    internal SweepTrial(int trial, OrderedDictionary parameters, SweepOutcome outcome, SweepMeasure measure)
    {
        Trial = trial;
        Parameter = parameters.AsReadOnly();
        Outcome = outcome;
        Measure = measure;
        Scores = outcome.Scores.Select(score => score.Value).ToArray();
        string? error = Error = outcome.Error;
        State = outcome.State;
        Estimate estimate = Estimate.Of(Scores).Within(measure.IsShare, outcome.IsNeverNegative);
        Score = error is null && Scores.Length > 0 ? estimate.Mean : (double?)null;
        Low = error is null && estimate.Count > 1 ? estimate.Low : (double?)null;
        High = error is null && estimate.Count > 1 ? estimate.High : (double?)null;
        Epoch = outcome.Scores.Select(score => score.Epoch).LastOrDefault();
        PSObject extended = PSObject.AsPSObject(this);
        foreach (DictionaryEntry entry in parameters)
        {
            if (extended.Members[(string)entry.Key] is null)
            {
                extended.Properties.Add(new RecordProperty((string)entry.Key, entry.Value));
            }
        }
    }

    /// <summary>Its number, from 1.</summary>
    public int Trial { get; }

    /// <summary>How it ended.</summary>
    public SweepTrialState State { get; }

    /// <summary>The mean of the scores of its repetitions; null where one failed.</summary>
    public double? Score { get; }

    /// <summary>The lower end of the mean's interval of 95 %; null for a single repetition.</summary>
    public double? Low { get; }

    /// <summary>The upper end.</summary>
    public double? High { get; }

    /// <summary>The score of each repetition that ended.</summary>
    public double[] Scores { get; }

    /// <summary>The mean score at the end of each rung of -Prune SuccessiveHalving or Hyperband; empty without.</summary>
    public double[] RungScores => Outcome.Rungs.ToArray();

    /// <summary>Whether no trial of the sweep that was completed has a better score.</summary>
    public bool IsBest { get; internal set; }

    /// <summary>Its values.</summary>
    public OrderedDictionary Parameter { get; }

    /// <summary>The epoch that the last repetition's score is of; null where it came from no run.</summary>
    public long? Epoch { get; }

    /// <summary>The seconds that it took.</summary>
    public double Seconds { get; internal set; }

    /// <summary>The machine that it ran on.</summary>
    public string Host { get; internal set; } = string.Empty;

    /// <summary>Its folder; null where the sweep has none.</summary>
    public string? Path { get; internal set; }

    /// <summary>Why it failed; null otherwise.</summary>
    public string? Error { get; }

    /// <summary>The run of the best trial's last repetition, with its model, which a sweep with a folder keeps there; null for the other
    /// trials, and where the script trained none.</summary>
    public TrainingRun? Run { get; internal set; }

    internal SweepOutcome Outcome { get; }

    /// <summary>How it is scored.</summary>
    internal SweepMeasure Measure { get; }

    /// <summary>Its values in a line.</summary>
    public override string ToString() =>
        string.Join(", ", Parameter.Cast<DictionaryEntry>().Select(entry => $"{entry.Key} {ParameterChoice.Written(entry.Value)}"));
}

/// <summary>What a repetition of a trial brought.</summary>
internal readonly struct SweepScore
{
    public SweepScore(double value, long? epoch)
    {
        Value = value;
        Epoch = epoch;
    }

    public double Value { get; }

    /// <summary>The epoch of a run that has it.</summary>
    public long? Epoch { get; }
}
