using System.Text;

namespace NormTools;

/// <summary>The remedies that were tried, as a table, and what follows.</summary>
internal static class FitTrialsDisplay
{
    private const int MostRows = 8;

    public static void Append(StringBuilder text, ModelFitTest test, int width)
    {
        FitRemedy[] tried = test.Remedy.Where(remedy => remedy.Difference is not null).ToArray();
        FitRemedy[] helpful = tried.Where(remedy => remedy.Result == "Helps").ToArray();
        bool isShare = test.Evidence.FirstOrDefault()?.Unit == "Accuracy";
        var table = new TextTable("Tried", ">Without", ">With", ">Difference", ">Interval", ">Seconds", "Result");
        foreach (FitRemedy remedy in tried.Take(MostRows))
        {
            table.Add(
                remedy.Change,
                Written(remedy.Without),
                Written(remedy.With),
                Signed(remedy.Difference),
                $"{Signed(remedy.Low)} to {Signed(remedy.High)}",
                FormattableString.Invariant($"{remedy.Seconds:0.0}"),
                remedy.Result == "NoDifference" ? "-" : remedy.Result.ToLowerInvariant());
        }

        text.AppendLine().AppendLine(table.ToString(width, 0)).AppendLine();
        FitRemedy[] others = tried.Skip(MostRows).ToArray();
        if (others.Length > 0)
        {
            int harmful = others.Count(remedy => remedy.Result == "Harms");
            WrappedText.Append(
                text, string.Empty, $"{others.Length:N0} more brought less{(harmful == 0 ? string.Empty : $", {harmful:N0} of them did harm")}: (... | Test-ModelFit -Try).Remedy has all.", 2, width);
        }

        string basis = $"{Retraining.Seeds} seeds each, on {tried[0].Count:N0} rows; the intervals hold for all {tried.Length} together";
        if (helpful.Length == 0)
        {
            WrappedText.Append(text, string.Empty, $"Nothing helped: none of {Text.Count(tried.Length, "remedy", "remedies")} is better than the run's own settings beyond chance ({basis}).", 0, width);
        }
        else
        {
            WrappedText.Append(text, string.Empty, $"What helped ({basis}):", 0, width);
            foreach (FitRemedy remedy in helpful)
            {
                WrappedText.Append(text, "  ", $"{remedy.Change}: {remedy.Command}", 4, width);
            }
        }

        if (test.Confirmation is { } found)
        {
            WrappedText.Append(
                text, string.Empty, $"{found.Remedy.Change} on {found.Count:N0} test rows, which chose nothing: {Signed(found.Difference)} ({Signed(found.Low)} to {Signed(found.High)}), {found.Conclusion}.", 0, width);
        }

        foreach (IGrouping<string?, FitRemedy> left in test.Remedy.Where(remedy => remedy.Reason is not null).GroupBy(remedy => remedy.Reason))
        {
            WrappedText.Append(text, "Not tried: ", $"{string.Join(", ", left.Select(remedy => remedy.Change))}: {left.Key}.", 2, width);
        }

        string Written(double? value) => isShare ? FormattableString.Invariant($"{100 * value:0.0} %") : FormattableString.Invariant($"{value:0.00}");

        string Signed(double? value) => isShare ? FormattableString.Invariant($"{100 * value:+0.0;-0.0;0.0}") : FormattableString.Invariant($"{value:+0.00;-0.00;0.00}");
    }
}
