namespace NormTools.Reports;

/// <summary>A report as one HTML file that asks for nothing else: no script, no font, no picture from outside.</summary>
internal static class TrainingReport
{
    private static readonly (string Id, string Heading, Action<HtmlText, ReportContent> Write)[] Sections =
    {
        ("verdict", "Verdict", VerdictSection.Write),
        ("curves", "Curves", CurveSection.Write),
        ("evidence", "Evidence", EvidenceSection.Write),
        ("mistakes", "Worst mistakes", MistakeSection.Write),
        ("signal", "Signal per layer", SignalSection.Write),
        ("data", "Data checks", DataSection.Write),
        ("remedies", "Remedies", RemedySection.Write),
        ("options", "Options and versions", OptionSection.Write),
        ("commands", "Commands that make it again", (page, content) => page.Lines(content.Commands, "Commands that make it again")),
    };

    public static string Write(ReportContent content)
    {
        var page = new HtmlText();
        Begin(page, content.Title, content.Fit.Heading, "verdict");
        page.Open("nav", ("aria-label", "Contents")).Open("ol");
        foreach ((string id, string heading, _) in Sections)
        {
            page.Open("li").Element("a", heading, ("href", "#" + id)).Close();
        }

        page.Close().Close().Close().Open("main");
        page.Open("section", ("aria-labelledby", "question")).Element("h2", "Question", ("id", "question")).Element("p", content.Question, ("class", "lead"));
        page.Element("p", Predicted(content.Subject), ("class", "soft")).Close();
        foreach ((string id, string heading, Action<HtmlText, ReportContent> write) in Sections)
        {
            Native.StopFlag.ThrowIfRaised();
            page.Open("section", ("aria-labelledby", id)).Element("h2", heading, ("id", id));
            write(page, content);
            page.Close();
        }

        return page.Close().Close().Close().ToString();
    }

    /// <summary>The head of the page, and the beginning of its header.</summary>
    /// <param name="page">The page.</param>
    /// <param name="title">The heading.</param>
    /// <param name="said">The line below it.</param>
    /// <param name="first">The section that those who use the keyboard can go to at once.</param>
    public static void Begin(HtmlText page, string title, string said, string first)
    {
        page.Raw("<!DOCTYPE html>").Open("html", ("xmlns", "http://www.w3.org/1999/xhtml"), ("lang", "en"));
        Head(page, title);
        page.Open("body").Element("a", $"Skip to the {first}", ("class", "skip"), ("href", "#" + first));
        page.Open("header").Element("h1", title).Element("p", said, ("class", "soft"));
    }

    // What the page may load: the pictures and the style that stand in it.
    private static void Head(HtmlText page, string title)
    {
        page.Open("head").Empty("meta", ("charset", "utf-8"));
        page.Empty("meta", ("http-equiv", "Content-Security-Policy"), ("content", "default-src 'none'; img-src data:; style-src 'unsafe-inline'"));
        page.Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        page.Empty("meta", ("name", "color-scheme"), ("content", "light dark")).Empty("link", ("rel", "icon"), ("href", "data:,"));
        page.Element("title", title).Open("style").Raw(ReportStyle.Rules).Close().Close();
    }

    private static string Predicted(FitSubject subject)
    {
        Dataset train = subject.Train;
        string source = train.Source is string file ? $" of {file}" : string.Empty;
        string what = train.ClassNames is { } classes ? $"which of {Text.Count(classes.Length, "class", "classes")} a sample{source} belongs to"
            : $"{(train.TargetNames is { } names ? string.Join(", ", names) : Text.Count(train.TargetWidth, "quantity", "quantities"))} of a sample{source}";
        return $"The model says {what}. It is {subject.Run.ModelText}, trained with {subject.Run.Options.Loss} and {subject.Run.Options.Optimizer} for "
            + FormattableString.Invariant($"{Text.Count(subject.Run.EpochCount, "epoch")} in {subject.Run.Duration.TotalSeconds:0.00} s. ")
            + $"{subject.Run.State}. {subject.Run.Reason}";
    }
}
