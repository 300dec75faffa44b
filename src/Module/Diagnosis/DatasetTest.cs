using System.Text;

namespace NormTools;

/// <summary>What the checks of a data set found.</summary>
public sealed class DatasetTest : IDisplay
{
    private readonly string subject;

    internal DatasetTest(string subject, IEnumerable<DatasetFinding> findings, string[] passed, string[] skipped)
    {
        this.subject = subject;
        Finding = findings.OrderByDescending(finding => finding.Severity).ThenByDescending(finding => finding.Affected).ToArray();
        Passed = passed;
        Skipped = skipped;
    }

    /// <summary>What was found, the worst first.</summary>
    public DatasetFinding[] Finding { get; }

    /// <summary>The checks that found nothing.</summary>
    public string[] Passed { get; }

    /// <summary>The checks that could not be made, each with the reason.</summary>
    public string[] Skipped { get; }

    /// <summary>Whether checks were made that found no problem and no warning.</summary>
    public bool IsGood => Passed.Length + Finding.Length > 0 && Finding.All(finding => finding.Severity == FindingSeverity.Note);

    /// <summary>The test in a sentence.</summary>
    public string Verdict
    {
        get
        {
            int problems = Finding.Count(finding => finding.Severity == FindingSeverity.Problem);
            int warnings = Finding.Count(finding => finding.Severity == FindingSeverity.Warning);
            int notes = Finding.Length - problems - warnings;
            return Passed.Length + Finding.Length == 0
                ? "Nothing is known of the data: none of the checks could be made."
                : problems + warnings == 0
                ? $"Nothing speaks against the data: {Text.Count(Passed.Length, "check")} found nothing"
                    + (notes == 0 ? "." : $", {Text.Count(notes, "note")}.")
                : $"{Text.Count(problems, "problem")}, {Text.Count(warnings, "warning")}, {Text.Count(notes, "note")}; "
                    + $"{Text.Count(Passed.Length, "check")} found nothing.";
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Verdict;

    /// <summary>The test as text.</summary>
    public string ToDisplayString() => ((IDisplay)this).ToDisplayString(Display.UsualWidth);

    string IDisplay.ToDisplayString(int width)
    {
        var text = new StringBuilder();
        WrappedText.Append(text, "Data check: ", subject, 2, width);
        WrappedText.Append(text, "Verdict:    ", Verdict, 12, width);
        foreach (DatasetFinding finding in Finding)
        {
            text.AppendLine();
            string place = finding.Part == "Train" ? string.Empty : $" ({finding.Part})";
            WrappedText.Append(text, $"{finding.Severity} ", $"{finding.Check}{place}: {finding.Evidence}", 4, width);
            WrappedText.Append(text, "    ", finding.Meaning, 4, width);
            WrappedText.Append(text, "    -> ", finding.Remedy, 7, width);
        }

        if (Passed.Length > 0)
        {
            text.AppendLine();
            WrappedText.Append(text, "Passed:     ", string.Join(", ", Passed), 12, width);
        }

        foreach (string skipped in Skipped)
        {
            WrappedText.Append(text, "Not tried:  ", skipped, 12, width);
        }

        return text.ToString().TrimEnd();
    }
}
