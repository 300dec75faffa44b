using System.Text;

namespace NormTools;

/// <summary>Writes measurements of normalisations, and tests of a model's, in lines that fit a narrow
/// console.</summary>
internal static class NormalizationDisplay
{
    private const string Indent = "    ";
    private const int Narrow = 80;

    /// <param name="measure">The measurement.</param>
    /// <param name="width">The width of the console, to which the note is wrapped.</param>
    public static string Render(NormalizationMeasure measure, int width)
    {
        var text = new StringBuilder();
        string sets = measure.StatisticCount == 0 ? "no sets"
            : Count(measure.StatisticCount, "set") + " of " + Count(measure.ValueCount, "value");
        string difference = measure.DifferenceFromBatchNorm is null ? string.Empty
            : FormattableString.Invariant($"vs BN {measure.DifferenceFromBatchNorm:G3}");
        text.Append(Columns((measure.Method, 22), ("over " + measure.Over, 17), (sets, 23), (difference, 0)));
        if (measure.MeanBefore is not null)
        {
            string mean = "mean " + Change(measure.MeanBefore, measure.MeanAfter);
            string deviation = "std " + Change(measure.DeviationBefore, measure.DeviationAfter);
            text.AppendLine().Append(Indent).Append(Columns((mean, 35), (deviation, 0)));
        }

        if (measure.Note is not null)
        {
            Break(text, measure.Note, Math.Max(width, Narrow));
        }

        return text.ToString();
    }

    public static string Render(NormalizationLayerTest test)
    {
        var text = new StringBuilder();
        string sets = Count(test.StatisticCount, "set") + " of " + Count(test.ValueCount, "value")
            + (test.LastBatchValueCount is null ? string.Empty
                : FormattableString.Invariant($", {test.LastBatchValueCount} in the last batch"));
        string warnings = test.Warning.Length == 0 ? string.Empty : Count(test.Warning.Length, "warning");
        text.Append(Columns((test.Name + " " + test.Type, 22), (sets, 44), (warnings, 0)));
        if (test.SmallestVariance is not null)
        {
            string gap = test.TrainEvalGap is null ? string.Empty
                : FormattableString.Invariant($"train-eval gap {test.TrainEvalGap:G3}");
            text.AppendLine().Append(Indent).Append(Columns(
                (FormattableString.Invariant($"smallest variance {test.SmallestVariance:G3}"), 28),
                (FormattableString.Invariant($"eps > 1 % in {test.EpsilonShare:P0}"), 22),
                (gap, 0)));
        }

        if (test.WarmUp is not null)
        {
            text.AppendLine().Append(Indent).Append(FormattableString.Invariant(
                $"warm-up {test.WarmUp:P0} after {Count(test.BatchesTracked ?? 0, "batch", "batches")}, "))
                .Append(FormattableString.Invariant($"{test.WarmUpAfterEpoch:P0} an epoch later"));
        }

        return text.ToString();
    }

    private static string Count(long count, string one, string? many = null) =>
        FormattableString.Invariant($"{count} {(count == 1 ? one : many ?? one + "s")}");

    private static string Change(ValueRange? before, ValueRange? after) =>
        after is null ? $"{before}" : $"{before} -> {after}";

    // A cell that is too long for its column pushes the rest to the right.
    private static string Columns(params (string Text, int Width)[] cells) =>
        string.Join(" ", cells.Select(cell => cell.Text.PadRight(cell.Width))).TrimEnd();

    // Wraps between words; the console would break a line anywhere.
    private static void Break(StringBuilder text, string note, int width)
    {
        int room = 0;
        foreach (string word in note.Split(' '))
        {
            if (word.Length + 1 > room)
            {
                text.AppendLine().Append(Indent).Append(word);
                room = width - 1 - Indent.Length - word.Length;
            }
            else
            {
                text.Append(' ').Append(word);
                room -= word.Length + 1;
            }
        }
    }
}
