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
    public string? Error { get; private set; }

    /// <summary>Whether it ended before its last epoch, or waits for the next rung.</summary>
    public bool IsPruned { get; set; }

    /// <summary>Whether it may go on.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Whether its scores cannot be below 0.</summary>
    public bool IsNeverNegative { get; set; }

    /// <summary>Whether the file that kept it cannot be read.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>The run of the last repetition.</summary>
    public TrainingRun? Run { get; set; }

    /// <summary>All that came of a trial that trained one of many models (<see cref="TrialReport"/>), as JSON; null for others.</summary>
    public Dictionary<string, object?>? Report { get; set; }

    /// <summary>How it ended, or stands.</summary>
    public SweepTrialState State => IsDamaged ? SweepTrialState.Damaged : Error is not null ? SweepTrialState.Failed : IsPruned ? SweepTrialState.Pruned : SweepTrialState.Completed;

    /// <summary>Takes the failures of repetitions, from 0: the trial has failed then, and the scores of the others are told.</summary>
    public void Fail(IReadOnlyList<(int Repeat, string Message)> failures, int repeats)
    {
        bool isEach = failures.Count == repeats && failures.All(failure => failure.Message == failures[0].Message);
        Error = failures.Count == 0 ? null
            : isEach ? failures[0].Message
            : string.Join("; ", failures.Select(failure => FormattableString.Invariant($"repetition {failure.Repeat + 1} of {repeats}: {failure.Message}")));
    }

    /// <summary>In the place of one that cannot be read.</summary>
    public static SweepOutcome Damaged(string why) => new SweepOutcome { IsDamaged = true, Error = why };

    /// <summary>Takes what <see cref="AddTo"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static SweepOutcome Read(Dictionary<string, object?> json)
    {
        var read = new SweepOutcome { Error = (string?)json["error"], IsPruned = (string?)json["state"] == nameof(SweepTrialState.Pruned), IsNeverNegative = json.ContainsKey("least") };
        read.Scores.AddRange(((List<object?>)json["scores"]!).Zip((List<object?>)json["epochs"]!, (score, epoch) =>
            new SweepScore(Number(score), epoch is null ? (long?)null : RunJson.Count(epoch))));
        read.Rungs.AddRange(Items(json, "rungs").Select(Number));
        read.Paused.AddRange(Items(json, "paused").Select(item => item is true));
        read.Curves.AddRange(Items(json, "curves").Select(curve => ((List<object?>)curve!).Select(Number).ToArray()));
        read.Report = json.TryGetValue("report", out object? report) ? (Dictionary<string, object?>?)report : null;
        read.IsOpen = read.Paused.Contains(true);
        return read;
    }

    /// <summary>Adds it to a trial's JSON.</summary>
    /// <param name="json">Where it goes.</param>
    /// <param name="isPart">Whether other repetitions follow.</param>
    public void AddTo(OrderedDictionary json, bool isPart = false)
    {
        json.Add("state", State.ToString());
        json.Add("scores", Scores.Select(score => score.Value).ToArray());
        json.Add("epochs", Scores.Select(score => (object?)score.Epoch).ToArray());
        json.Add("error", Error);
        Add("report", Report is not null, Report!);
        Add("least", IsNeverNegative, 0);
        Add("rungs", Rungs.Count > 0, Rungs);
        Add("paused", IsOpen || (isPart && Paused.Count > 0), Paused);
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
