namespace NormTools.Reports;

/// <summary>What was tried and what each brought; what is left to try.</summary>
internal static class RemedySection
{
    public static void Write(HtmlText page, ReportContent content)
    {
        ModelFitTest fit = content.Fit;
        FitRemedy[] tried = fit.Remedy.Where(remedy => remedy.Difference is not null).ToArray();
        FitRemedy[] others = fit.Remedy.Except(tried).ToArray();
        if (tried.Length > 0)
        {
            Tried(page, tried, fit.Confirmation, content.Subject);
        }
        else
        {
            page.Open("p").Write("None was tried. These lines train them, and say what each brings: ").Element("code", "$run | Test-ModelFit -Try | Export-TrainingReport ./report.html -Force").Close();
        }

        if (others.Length > 0)
        {
            var table = new ReportTable(
                tried.Length > 0 ? "What was not tried" : "What to try, the likeliest first", "Remedy", "Against", tried.Length > 0 ? "Why it was not" : "Why", "$The line that applies it");
            foreach (FitRemedy remedy in others)
            {
                table.Add(remedy.Change, remedy.Verdict, tried.Length > 0 ? remedy.Reason ?? string.Empty : remedy.Why, remedy.Command);
            }

            table.Write(page);
        }
        else if (tried.Length == 0)
        {
            page.Element("p", "Nothing is known that would help here.");
        }
    }

    private static void Tried(HtmlText page, FitRemedy[] tried, FitConfirmation? found, FitSubject subject)
    {
        int helpful = tried.Count(remedy => remedy.Result == "Helps");
        page.Element("p", helpful == 0
            ? $"Nothing helped: none of {Text.Count(tried.Length, "remedy", "remedies")} is better than the run's own settings beyond chance."
            : $"{Text.Count(helpful, "remedy helps", "remedies help")} beyond chance, of {tried.Length} that were tried.");
        page.Element("p", FormattableString.Invariant($"Each was trained from {Retraining.Seeds} seeds, as the run's own settings were, and judged by the same {tried[0].Count:N0} rows; ")
            + "the intervals hold for all of them together (95 %). The test part chose nothing.", ("class", "soft"));
        if (found is not null)
        {
            page.Element("p", $"{found.Remedy.Change} on {found.Count:N0} test rows, {subject.Measure} {subject.Written(found.Without)} without and {subject.Written(found.With)} with it: "
                + $"a difference of {subject.Written(found.Difference)} ({subject.Written(found.Low)} to {subject.Written(found.High)}), {found.Conclusion}.");
        }

        var table = new ReportTable($"Remedies that were tried, by their {subject.Measure}", "Remedy", "Result", ">Without", ">With", ">Difference", ">Interval", ">Seconds", "$The line that applies it");
        foreach (FitRemedy remedy in tried)
        {
            table.Add(
                remedy.Change,
                remedy.Result == "NoDifference" ? "no difference" : remedy.Result.ToLowerInvariant(),
                subject.Written(remedy.Without!.Value),
                subject.Written(remedy.With!.Value),
                subject.Written(remedy.Difference!.Value),
                $"{subject.Written(remedy.Low!.Value)} to {subject.Written(remedy.High!.Value)}",
                FormattableString.Invariant($"{remedy.Seconds:0.0}"),
                remedy.Command);
        }

        table.Write(page);
    }
}
