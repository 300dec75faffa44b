namespace NormTools.Reports;

/// <summary>What is wrong, for somebody who does not know the module.</summary>
internal static class VerdictSection
{
    public static void Write(HtmlText page, ReportContent content)
    {
        ModelFitTest fit = content.Fit;
        page.Element("p", fit.IsGood ? "Nothing was found that speaks against this model."
            : fit.Verdict[0].Name == "CannotTell" ? "The rows at hand do not decide it."
            : fit.Verdict.Length == 1 ? "One thing was found."
            : $"{fit.Verdict.Length} things were found; the one that costs most comes first.", ("class", "lead"));
        page.Open("ul", ("class", "verdicts"));
        foreach (FitVerdict verdict in fit.Verdict)
        {
            page.Open("li").Element("h3", verdict.Name).Element("p", VerdictWords.Of(verdict.Name));
            page.Element("p", Sentence(verdict.Because));
            if (verdict.Cost > 0)
            {
                page.Element("p", FormattableString.Invariant($"Cost: {100 * verdict.Cost:0.0} points of the {content.Subject.Measure} that are lost, or that cannot be believed."), ("class", "soft"));
            }

            if (verdict.WouldDecide is string decides)
            {
                page.Element("p", "What would decide: " + decides);
            }

            page.Close();
        }

        page.Close();
        if (Next(fit) is FitRemedy next)
        {
            page.Element("h3", next.Result == "Helps" ? "What helped most" : "What to try first");
            page.Open("p").Write($"{next.Change}: {next.Why}. ").Element("code", next.Command).Close();
        }

        if (fit.Basis.Length > 0)
        {
            page.Element("p", fit.Basis, ("class", "soft"));
        }
    }

    // What was measured to help; where nothing was tried, what is likeliest to.
    private static FitRemedy? Next(ModelFitTest fit) => fit.Remedy.FirstOrDefault(remedy => remedy.Result == "Helps")
        ?? (fit.Remedy.All(remedy => remedy.Result == "Untried") ? fit.Remedy.FirstOrDefault() : null);

    private static string Sentence(string text) =>
        text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text.Substring(1).TrimEnd('.') + ".";
}
