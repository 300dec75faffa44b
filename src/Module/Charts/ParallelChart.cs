namespace NormTools.Charts;

/// <summary>Parallel coordinates of a sweep: an axis a parameter and one for the score, a line a trial, the darker and thicker the better.</summary>
internal static class ParallelChart
{
    private const double LeastLeft = 70, Right = 60, Gap = 130, PlotHeight = 300, MostWidth = 1600;
    private const double LabelSize = 11, Letter = 1.15; // a label's width over that of average letters: numbers and capitals are wider
    private const int LongestLabel = 12;
    private const string Pruned = "#7f3f98", Failed = "#8a8a8a";

    public static string Draw(SweepTable table, string? title)
    {
        SweepAxis[] axes = Array.ConvertAll(table.Names, name => new SweepAxis(table, name));
        double left = Math.Max(LeastLeft, axes[0].Ticks.Max(tick => WidthOf(Svg.Shorten(tick.Label, LongestLabel))) + 16);
        double gap = Math.Min(Gap, MostWidth / axes.Length), width = Math.Max(560, left + (gap * axes.Length) + Right);
        gap = (width - left - Right) / axes.Length;
        var svg = new Svg();
        double head = svg.Heading(28, title ?? "Sweep: parameters and score", width) + 20;
        head = svg.Note(28, head, $"{Text.Count(table.Trials.Length, "trial")}; the darker and thicker a line, the better"
            + Said(table, SweepTrialState.Pruned, "purple, dashed: pruned") + Said(table, SweepTrialState.Failed, "grey, dotted: failed"), width);
        double top = head + 46, floor = top + PlotHeight;
        ChartAxis score = Score(table, out double low, out double high);
        foreach (int trial in Enumerable.Range(0, table.Trials.Length).OrderByDescending(trial => table.Ranks[trial]))
        {
            Line(svg, table, trial, axes.Select((axis, i) => (left + (i * gap), floor - (axis.PlaceOf(trial) * PlotHeight)))
                .Append((left + (axes.Length * gap), table.Trials[trial].Score is double value
                    ? floor - (score.Position(Math.Min(Math.Max(value, low), high)) * PlotHeight) : double.NaN)));
        }

        for (int i = 0; i < axes.Length; i++)
        {
            Axis(svg, left + (i * gap), top, floor, table.Names[i], axes[i].Ticks, gap);
        }

        Axis(svg, left + (axes.Length * gap), top, floor, table.ScoreName, score.Ticks.Where(tick => tick >= low && tick <= high)
            .Select(tick => (score.Position(tick), score.Label(tick))), gap, isLast: true);
        return svg.Finish(width, floor + 28);
    }

    // From the best score on: bad ones may be a thousand times as bad, and end at the axis' end.
    private static ChartAxis Score(SweepTable table, out double low, out double high)
    {
        double[] sorted = table.Trials.Where(trial => trial.Score is not null).Select(trial => trial.Score!.Value).OrderBy(score => score).ToArray();
        double first = sorted[sorted.Length / 4], third = sorted[Math.Min(sorted.Length - 1, 3 * sorted.Length / 4)], room = 1.5 * (third - first);
        bool falls = table.Measure.Falls;
        (low, high) = (falls ? sorted[0] : Math.Max(sorted[0], first - room), falls ? Math.Min(sorted[sorted.Length - 1], third + room) : sorted[sorted.Length - 1]);
        return ChartAxis.Between(low, high, 6);
    }

    private static void Line(Svg svg, SweepTable table, int trial, IEnumerable<(double X, double Y)> points)
    {
        Native.StopFlag.ThrowIfRaised();
        double best = table.Trials.Length == 1 ? 1 : 1 - ((table.Ranks[trial] - 1) / (table.Trials.Length - 1));
        (double X, double Y)[] shown = points.Where(point => !double.IsNaN(point.Y)).ToArray();
        string path = string.Join(" ", shown.Select((point, i) => FormattableString.Invariant($"{(i == 0 ? 'M' : 'L')}{point.X:0.##} {point.Y:0.##}")));
        (string color, string? dash) = table.Trials[trial].State switch
        {
            SweepTrialState.Completed => (ChartColors.Shade(0.2 + (0.8 * best * best)), null),
            SweepTrialState.Pruned => (Pruned, "6 4"),
            _ => (Failed, (string?)"1.5 4"),
        };
        svg.Path(path, color, best == 1 ? 3.5 : 0.8 + (1.4 * best * best), dash);
    }

    private static void Axis(Svg svg, double x, double top, double floor, string name, IEnumerable<(double Place, string Label)> ticks, double gap, bool isLast = false)
    {
        svg.Line(x, top, x, floor, Svg.Ink, 1.2);
        svg.Text(x, top - 14, Svg.Shorten(name, (int)(gap / 7.5)), "middle", isBold: true, tooltip: name);
        double free = double.PositiveInfinity;
        foreach ((double place, string label) in ticks.OrderBy(tick => tick.Place))
        {
            double at = floor - (place * (floor - top));
            if (at <= free)
            {
                string shown = Svg.Shorten(label, LongestLabel);
                double room = WidthOf(shown);
                svg.Line(isLast ? x + 4 : x - 4, at, x, at, Svg.Ink);
                svg.Box(isLast ? x + 6 : x - 8 - room, at - 7, room + 2, 13, "#ffffff"); // the lines would cross it out
                svg.Text(isLast ? x + 7 : x - 7, at + 4, shown, isLast ? "start" : "end", size: LabelSize, tooltip: label);
                free = at - 15;
            }
        }
    }

    private static double WidthOf(string label) => Letter * Svg.WidthOf(label, LabelSize);

    private static string Said(SweepTable table, SweepTrialState state, string how) => table.Trials.Any(trial => trial.State == state) ? $"; {how}" : string.Empty;
}
