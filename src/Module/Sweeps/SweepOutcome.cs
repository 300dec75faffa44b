using System.Collections.Specialized;

namespace NormTools;

/// <summary>What the repetitions of a trial brought, and what later rungs and rounds need of it.</summary>
internal sealed class SweepOutcome
{
    /// <summary>A score a repetition.</summary>
    public List<SweepScore> Scores { get; } = new List<SweepScore>();

    /// <summary>Of each repetition whether its run waits for the next rung; none without rungs.</summary>
    public List<bool> Paused { get; } = new List<bool>();

    /// <summary>Of each repetition the result after each epoch, where trials are compared by it.</summary>
    public List<double[]> Curves { get; } = new List<double[]>();

    /// <summary>The mean score at the end of each rung.</summary>
    public List<double> Rungs { get; } = new List<double>();

    /// <summary>Why the trial failed; null otherwise.</summary>
    public string? Error { get; set; }

    /// <summary>Whether it ended before its last epoch, or waits for the next rung.</summary>
    public bool IsPruned { get; set; }

    /// <summary>Whether it may go on.</summary>
    public bool IsOpen { get; set; }

    /// <summary>The run of the last repetition.</summary>
    public TrainingRun? Run { get; set; }

    /// <summary>How it ended, or stands.</summary>
    public SweepTrialState State => Error is not null ? SweepTrialState.Failed : IsPruned ? SweepTrialState.Pruned : SweepTrialState.Completed;

    /// <summary>Takes what <see cref="AddTo"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static SweepOutcome Read(Dictionary<string, object?> json)
    {
        var read = new SweepOutcome { Error = (string?)json["error"], IsPruned = (string?)json["state"] == nameof(SweepTrialState.Pruned) };
        read.Scores.AddRange(((List<object?>)json["scores"]!).Zip((List<object?>)json["epochs"]!, (score, epoch) =>
            new SweepScore(Number(score), epoch is null ? (long?)null : RunJson.Count(epoch))));
        read.Rungs.AddRange(Items(json, "rungs").Select(Number));
        read.Paused.AddRange(Items(json, "paused").Select(item => item is true));
        read.Curves.AddRange(Items(json, "curves").Select(curve => ((List<object?>)curve!).Select(Number).ToArray()));
        read.IsOpen = read.Paused.Contains(true);
        return read;
    }

    /// <summary>Adds it to a trial's JSON.</summary>
    public void AddTo(OrderedDictionary json)
    {
        json.Add("state", State.ToString());
        json.Add("scores", Scores.Select(score => score.Value).ToArray());
        json.Add("epochs", Scores.Select(score => (object?)score.Epoch).ToArray());
        json.Add("error", Error);
        Add("rungs", Rungs.Count > 0, Rungs);
        Add("paused", IsOpen, Paused);
        Add("curves", Curves.Count > 0, Curves);

        void Add(string name, bool isThere, object value)
        {
            if (isThere)
            {
                json.Add(name, value);
            }
        }
    }

    private static double Number(object? value) => RunJson.Real(value) ?? double.NaN;

    private static List<object?> Items(Dictionary<string, object?> json, string name) =>
        json.TryGetValue(name, out object? items) ? (List<object?>)items! : new List<object?>();
}
