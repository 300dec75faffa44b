namespace NormTools.Reports;

/// <summary>What was found in the data, and the parts that they were divided into.</summary>
internal static class DataSection
{
    private const int MostClasses = 12; // that have a column each

    public static void Write(HtmlText page, ReportContent content)
    {
        DatasetTest test = content.Data;
        page.Element("p", test.Verdict);
        Parts(content.Subject).Write(page);
        if (test.Finding.Length > 0)
        {
            var table = new ReportTable("What the checks found, the worst first", "Check", "Severity", "Part", "Found", "What it means", "What to do");
            foreach (DatasetFinding finding in test.Finding)
            {
                table.Add(finding.Check, finding.Severity.ToString(), finding.Part, finding.Evidence, finding.Meaning, finding.Remedy);
            }

            table.Write(page);
        }

        if (test.Passed.Length > 0)
        {
            page.Element("p", "Nothing was found by: " + string.Join(", ", test.Passed) + ".");
        }

        foreach (string skipped in test.Skipped)
        {
            page.Element("p", "Not tried: " + skipped, ("class", "soft"));
        }
    }

    private static ReportTable Parts(FitSubject subject)
    {
        string[] classes = subject.Train.ClassNames is { Length: <= MostClasses } names ? names : Array.Empty<string>();
        var table = new ReportTable("The parts of the data", new[] { "Part", ">Rows" }.Concat(classes.Select(name => ">" + name)).ToArray());
        foreach ((string name, Dataset? part) in new[] { ("Training", subject.Train), ("Validation", subject.Validation), ("Test", subject.Test) })
        {
            if (part is not null)
            {
                table.Add(new[] { name, Count(part.Count) }
                    .Concat(classes.Select(own => part.ClassCounts is { } counts && counts.Contains(own) ? Count((long)counts[own]!) : "0")).ToArray());
            }
        }

        return table;
    }

    private static string Count(long rows) => FormattableString.Invariant($"{rows:N0}");
}
