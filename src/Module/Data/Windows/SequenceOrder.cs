using System.Globalization;
using NormTools.Native;

namespace NormTools;

/// <summary>The rows of series in the order of their time: one series a group, interrupted where rows are missing.</summary>
internal sealed class SequenceOrder
{
    private const double MostSteps = 1.5; // months are of 28 to 31 days, and the next missing row makes 2

    private readonly List<int[]> runs = new List<int[]>();

    /// <summary>Row indices that follow each other without a gap.</summary>
    public IReadOnlyList<int[]> Runs => runs;

    /// <summary>How many gaps there are.</summary>
    public int Gaps { get; private set; }

    /// <summary>The largest step that is none, as text; null without times.</summary>
    public string? LargestStep { get; private set; }

    /// <param name="rows">The rows.</param>
    /// <param name="groups">The group of each row; null for one.</param>
    /// <param name="times">The time of each row; null for their order in the table.</param>
    /// <param name="areDates">Whether times are dates, in ticks.</param>
    /// <param name="maximumStep">The largest step that is no gap; null for one and a half times the usual one.</param>
    /// <exception cref="NormToolsException">DuplicateTime, ShuffledSeries.</exception>
    public static SequenceOrder Of(SequenceRows rows, object[]? groups, double[]? times, bool areDates, double? maximumStep)
    {
        var order = new SequenceOrder();
        int[][] series = StopFlag.Rows(rows.Number.Count).Select(row => (int)row)
            .GroupBy(row => groups?[row] ?? string.Empty)
            .Select(group => group.OrderBy(row => times?[row] ?? rows.Number[row]).ToArray()).ToArray();
        double largest = maximumStep ?? 1;
        if (times is not null)
        {
            double[] steps = series.SelectMany(own => own.Skip(1).Select((row, i) => times[row] - times[own[i]])).ToArray();
            if (Array.IndexOf(steps, 0) >= 0)
            {
                throw Errors.DuplicateTime(groups is not null);
            }

            Array.Sort(steps);
            largest = maximumStep ?? (steps.Length == 0 ? 1 : MostSteps * steps[steps.Length / 2]);
            order.LargestStep = areDates
                ? TimeSpan.FromTicks((long)largest).ToString(null, CultureInfo.InvariantCulture)
                : largest.ToString("G6", CultureInfo.InvariantCulture);
        }

        foreach (int[] own in series)
        {
            RefuseMixed(rows, own);
            int start = 0;
            for (int i = 1; i <= own.Length; i++)
            {
                // Rows of a group stand anywhere in the table: without times they follow each other.
                bool isGap = i < own.Length && (times is not null ? times[own[i]] - times[own[i - 1]] > largest
                    : groups is null && rows.Number[own[i]] - rows.Number[own[i - 1]] > 1);
                if (i == own.Length || isGap)
                {
                    order.runs.Add(own.Skip(start).Take(i - start).ToArray());
                    start = i;
                    order.Gaps += isGap ? 1 : 0;
                }
            }
        }

        return order;
    }

    /// <summary>What follows without a gap within one part.</summary>
    public IEnumerable<int[]> Stretches(SequenceRows rows, int part)
    {
        foreach (int[] run in runs)
        {
            int[] own = run.Where(row => rows.Part[row] == part).ToArray(); // parts of a series lie one behind another
            if (own.Length > 0)
            {
                yield return own;
            }
        }
    }

    private static void RefuseMixed(SequenceRows rows, int[] series)
    {
        for (int i = 1; i < series.Length; i++)
        {
            if (rows.Part[series[i]] < rows.Part[series[i - 1]])
            {
                throw Errors.ShuffledSeries();
            }
        }
    }
}
