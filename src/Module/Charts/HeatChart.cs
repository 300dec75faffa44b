using System.Globalization;

namespace NormTools.Charts;

/// <summary>The best score of a sweep by two of its parameters: a cell a pair of values, the darker the better.</summary>
internal static class HeatChart
{
    private const double LeastCell = 84, MostCell = 150, Row = 48, Gap = 14;
    private const double Letter = 1.15; // a label's width over that of average letters: numbers and capitals are wider
    private const int LongestLabel = 22;

    public static string Draw(SweepTable table, string across, string down, string? title)
    {
        var (x, y) = (new SweepAxis(table, across), new SweepAxis(table, down));
        string[] columns = x.Labels, rows = y.Labels;
        var best = new SweepTrial?[rows.Length, columns.Length];
        var ranks = new double[rows.Length, columns.Length];
        var counts = new int[rows.Length, columns.Length];
        for (int trial = 0; trial < table.Trials.Length; trial++)
        {
            (int row, int column) = (y.NumberOf(trial), x.NumberOf(trial));
            counts[row, column]++;
            if (table.Trials[trial].Score is not null && (best[row, column] is null || table.Ranks[trial] < ranks[row, column]))
            {
                (best[row, column], ranks[row, column]) = (table.Trials[trial], table.Ranks[trial]); // one that was pruned only where none was completed
            }
        }

        string[] labels = Svg.Shorten(y.Marks.Select(mark => mark.Label).ToArray(), LongestLabel);
        double cell = Math.Min(MostCell, Math.Max(LeastCell, (Letter * x.Marks.Max(mark => Svg.WidthOf(mark.Label))) + Gap));
        double left = 56 + (1.1 * labels.Max(label => Svg.WidthOf(label))), width = Math.Max(left + (cell * columns.Length) + 30, 560);
        var svg = new Svg();
        double head = svg.Heading(28, title ?? $"Sweep: best {table.ScoreName} by {across} and {down}", width) + 20;
        head = svg.Note(28, head, $"{Text.Count(table.Trials.Length, "trial")}; the darker a cell, the better; the number below is of its trials"
            + (best.Cast<SweepTrial?>().Any(trial => trial?.State == SweepTrialState.Pruned) ? "; (brackets): all were pruned" : string.Empty), width);
        double top = head + 22, end = top + (Row * rows.Length);
        Cells(svg, left, top, cell, best, ranks, counts, (row, column) => $"{down} {rows[row]}, {across} {columns[column]}");
        for (int i = 0; i < labels.Length; i++)
        {
            (double place, string label) = y.Marks[i];
            svg.Text(left - 8, end - (place * Row) + 4, labels[i], "end", tooltip: label);
        }

        string[] names = Svg.Shorten(x.Marks.Select(mark => mark.Label).ToArray(), (int)((cell - Gap) / (Letter * Svg.WidthOf("0"))));
        for (int i = 0; i < names.Length; i++)
        {
            (double place, string label) = x.Marks[i];
            svg.Text(left + (place * cell), end + 18, names[i], "middle", tooltip: label);
        }

        svg.Text(left + (cell * columns.Length / 2), end + 42, across, "middle");
        svg.Text(22, (top + end) / 2, down, "middle", turn: -90);
        return svg.Finish(width, end + 58);
    }

    // By the order of the cells and not by their scores: one that is a thousand times as bad would make all others alike.
    private static void Cells(Svg svg, double left, double top, double cell, SweepTrial?[,] best, double[,] ranks, int[,] counts, Func<int, int, string> named)
    {
        double[] order = ranks.Cast<double>().Where(rank => rank > 0).Distinct().OrderBy(rank => rank).ToArray();
        int rows = best.GetLength(0);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < best.GetLength(1); column++)
            {
                (double x, double y) = (left + (column * cell), top + ((rows - 1 - row) * Row));
                SweepTrial? trial = best[row, column];
                double share = trial is null ? 0 : order.Length == 1 ? 1 : 1 - (Array.IndexOf(order, ranks[row, column]) / (order.Length - 1.0));
                double shade = trial is null ? 0 : 0.08 + (0.92 * share);
                string ink = shade > 0.65 ? "#ffffff" : "#111", told = FormattableString.Invariant($"{counts[row, column]:N0}");
                svg.Box(x, y, cell, Row, ChartColors.Shade(shade), "#ffffff", $"{named(row, column)}: {(trial is null ? "no score" : Score(trial))}, {Text.Count(counts[row, column], "trial")}");
                svg.Text(x + (cell / 2), y + 20, trial is null ? counts[row, column] == 0 ? "-" : "failed" : trial.State == SweepTrialState.Pruned ? $"({Score(trial)})" : Score(trial), "middle", ink, isBold: share == 1 && trial is not null);
                svg.Text(x + (cell / 2), y + 37, counts[row, column] == 0 ? string.Empty : told, "middle", ink, 10);
            }
        }

        svg.Box(left, top, cell * best.GetLength(1), Row * rows, "none", Svg.Rule);
    }

    private static string Score(SweepTrial trial) => trial.Score!.Value.ToString("G4", CultureInfo.InvariantCulture);
}
