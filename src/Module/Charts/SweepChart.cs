namespace NormTools.Charts;

/// <summary>The scores of a sweep's trials in their order, and the best so far.</summary>
internal static class SweepChart
{
    private const double Fence = 3; // interquartile ranges behind the quartiles: what lies beyond would flatten everything else

    public static LineChart Draw(SweepTable table, ChartOptions options)
    {
        SweepTrial[] scored = table.Trials.Where(trial => trial.Score is not null).ToArray();
        (double low, double high) = Shown(scored.Select(trial => trial.Score!.Value).ToArray(), table.Measure.Falls);
        SweepTrial[] shown = scored.Where(trial => trial.Score >= low && trial.Score <= high).ToArray();
        int beyond = scored.Length - shown.Length, failed = table.Trials.Length - scored.Length;
        string note = Text.Count(table.Trials.Length, "trial") + Said(table.Trials.Count(trial => trial.State == SweepTrialState.Pruned), "pruned")
            + Said(failed, "failed") + Said(beyond, "beyond the picture");
        var chart = new LineChart(options.Title ?? "Sweep: best score so far", "Trial", table.ScoreName) { Logarithmic = options.Logarithmic, Note = note };
        Add(chart, "trial", shown.Where(trial => trial.State == SweepTrialState.Completed), 1, false, "#1f77b4");
        Add(chart, "pruned", shown.Where(trial => trial.State == SweepTrialState.Pruned), 4, true, "#7f3f98");
        AddBest(chart, table);
        return chart;
    }

    private static void Add(LineChart chart, string name, IEnumerable<SweepTrial> trials, int sign, bool isHollow, string color)
    {
        SweepTrial[] all = trials.ToArray();
        if (all.Length > 0)
        {
            chart.Add(new ChartSeries(name, color, Array.ConvertAll(all, trial => (double)trial.Trial), Array.ConvertAll(all, trial => trial.Score!.Value))
            {
                IsPoints = true,
                Sign = sign,
                IsHollow = isHollow,
            });
        }
    }

    private static void AddBest(LineChart chart, SweepTable table)
    {
        var (x, y) = (new List<double>(), new List<double>());
        double best = double.NaN;
        foreach (SweepTrial trial in table.Trials)
        {
            if (trial.State == SweepTrialState.Completed && (double.IsNaN(best) || table.Measure.IsBetter(trial.Score!.Value, best)))
            {
                x.Add(trial.Trial);
                y.Add(best); // up to here the one before
                best = trial.Score!.Value;
            }

            x.Add(trial.Trial);
            y.Add(best);
        }

        chart.Add(new ChartSeries("best so far", "#d9541e", x, y) { Best = double.IsNaN(best) ? null : (table.Best.Trial, best) });
    }

    // Good scores are all in it.
    private static (double Low, double High) Shown(double[] scores, bool falls)
    {
        double[] sorted = scores.OrderBy(score => score).ToArray();
        double first = sorted[sorted.Length / 4], third = sorted[Math.Min(sorted.Length - 1, 3 * sorted.Length / 4)], room = Fence * (third - first);
        return room > 0 ? (falls ? sorted[0] : first - room, falls ? third + room : sorted[sorted.Length - 1]) : (sorted[0], sorted[sorted.Length - 1]);
    }

    private static string Said(int count, string what) => count == 0 ? string.Empty : FormattableString.Invariant($", {count:N0} {what}");
}
