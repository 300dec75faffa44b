using System.Globalization;

namespace NormTools;

/// <summary>The trials of a sweep side by side: which of them is better, and by which values they differ.</summary>
internal sealed class SweepTable
{
    /// <param name="trials">The trials, in any order.</param>
    /// <exception cref="NormToolsException">They are of several sweeps, or none of them has a score.</exception>
    public SweepTable(IEnumerable<SweepTrial> trials)
    {
        Trials = trials.OrderBy(trial => trial.Trial).ToArray();
        Names = Trials[0].Parameter.Keys.Cast<string>().ToArray();
        if (Trials.Any(trial => !trial.Parameter.Keys.Cast<string>().SequenceEqual(Names)) || Trials.Select(trial => trial.Trial).Distinct().Count() < Trials.Length)
        {
            throw Errors.SeveralSweeps();
        }

        if (Trials.All(trial => trial.Score is null))
        {
            throw Errors.NoTrialScored(Trials.Length);
        }

        Measure = Trials[0].Measure;
        Ranks = RanksOf(Trials, Measure);
    }

    public SweepTrial[] Trials { get; }

    /// <summary>The parameters.</summary>
    public string[] Names { get; }

    /// <summary>How the trials are scored.</summary>
    public SweepMeasure Measure { get; }

    /// <summary>What the score is called.</summary>
    public string ScoreName => Measure.Name ?? "Score";

    /// <summary>The place of each trial, 1 for the best; equal ones share theirs. Behind those that were completed are those that were pruned, the
    /// later the better, and behind them those that failed.</summary>
    public double[] Ranks { get; }

    /// <summary>The best of the trials that were completed, or of all where none was.</summary>
    public SweepTrial Best => Trials[Array.IndexOf(Ranks, Ranks.Min())];

    /// <summary>The values of a parameter.</summary>
    public object?[] ValuesOf(string name) => Array.ConvertAll(Trials, trial => trial.Parameter[name]);

    /// <summary>The values of a parameter as numbers; null where one is none.</summary>
    public double[]? NumbersOf(string name)
    {
        object?[] values = ValuesOf(name);
        return values.All(value => value is IConvertible and not (string or bool or char or DateTime))
            ? Array.ConvertAll(values, value => Convert.ToDouble(value, CultureInfo.InvariantCulture)) : null;
    }

    private static double[] RanksOf(SweepTrial[] trials, SweepMeasure measure)
    {
        (int State, long Epoch, double Score)[] keys = Array.ConvertAll(trials, trial => trial.State switch
        {
            SweepTrialState.Completed => (0, 0L, (measure.Falls ? 1 : -1) * trial.Score!.Value),
            SweepTrialState.Pruned => (1, -(trial.Epoch ?? 0), (measure.Falls ? 1 : -1) * trial.Score!.Value),
            _ => (2, 0L, 0.0),
        });
        int[] order = Enumerable.Range(0, keys.Length).OrderBy(i => keys[i]).ToArray();
        var ranks = new double[keys.Length];
        for (int start = 0, end; start < order.Length; start = end)
        {
            end = start + 1;
            while (end < order.Length && keys[order[end]].Equals(keys[order[start]]))
            {
                end++;
            }

            for (int i = start; i < end; i++)
            {
                ranks[order[i]] = (start + end + 1) / 2.0;
            }
        }

        return ranks;
    }
}
