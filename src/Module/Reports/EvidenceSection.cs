using System.Management.Automation;

namespace NormTools.Reports;

/// <summary>The figures: what the verdict rests on, all metrics of the rows that judge, the classes.</summary>
internal static class EvidenceSection
{
    private const int MostClasses = 20; // of a confusion matrix
    private const int MostConfusions = 12;

    public static void Write(HtmlText page, ReportContent content)
    {
        var figures = new ReportTable("What the verdict rests on, each figure with its interval of 95 %", "Figure", ">Value", ">Interval", ">Rows");
        foreach (FitEvidence item in content.Fit.Evidence)
        {
            figures.Add(item.Name, item.Text, item.Interval, FormattableString.Invariant($"{item.Count:N0}"));
        }

        if (figures.Count > 0)
        {
            figures.Write(page);
        }

        if (content.Test is not { } test)
        {
            page.Element("p", "The model could not be judged by further metrics: " + content.NoTest);
            return;
        }

        Metrics(page, test, content.JudgedName);
        if (test.PerClass is not null)
        {
            Classes(page, test, content.JudgedName);
            Confusions(page, test, content.JudgedName);
        }
    }

    private static void Metrics(HtmlText page, ModelTest test, string part)
    {
        var table = new ReportTable(FormattableString.Invariant($"All metrics of {test.Count:N0} {part} rows"), "Metric", ">Value", ">Interval");
        table.Add("Loss", Text.Loss(test.Loss), string.Empty);
        foreach (PSObject metric in test.Metrics)
        {
            double low = Real(metric, "Low");
            table.Add(
                Word(metric, "Name"),
                Short(Real(metric, "Value")),
                double.IsNaN(low) ? Word(metric, "Reason") : $"{Short(low)} to {Short(Real(metric, "High"))}");
        }

        table.Write(page);
    }

    private static void Classes(HtmlText page, ModelTest test, string part)
    {
        var table = new ReportTable($"Each class of the {part} rows", "Class", ">Rows", ">Precision", ">Recall", ">F1", ">AUC");
        foreach (PSObject row in test.PerClass!)
        {
            table.Add(
                Word(row, "Class"),
                FormattableString.Invariant($"{Real(row, "Count"):#,##0.##}"),
                Short(Real(row, "Precision")),
                Short(Real(row, "Recall")),
                Short(Real(row, "F1")),
                Short(Real(row, "Auc")));
        }

        table.Write(page);
    }

    private static void Confusions(HtmlText page, ModelTest test, string part)
    {
        var counts = new ConfusionCounts(test.ConfusionMatrix!);
        int classes = counts.Classes;
        string[] names = Enumerable.Range(0, classes).Select(i => test.ClassNames is { } own && i < own.Length ? own[i] : FormattableString.Invariant($"{i}")).ToArray();
        if (classes <= MostClasses)
        {
            var matrix = new ReportTable($"Confusion matrix of the {part} rows: a row for each true class, a column for each predicted one{(counts.AreWeights ? "; rows count by their weights" : string.Empty)}", new[] { "True" }.Concat(names.Select(name => ">" + name)).ToArray());
            for (int i = 0; i < classes; i++)
            {
                matrix.Add(new[] { names[i] }.Concat(Enumerable.Range(i * classes, classes).Select(j => counts.Grouped(counts.Cells[j]))).ToArray());
            }

            matrix.Write(page);
            return;
        }

        var table = new ReportTable($"The most frequent confusions of the {part} rows", "True", "Predicted", counts.AreWeights ? ">Weight" : ">Rows");
        foreach (int i in Enumerable.Range(0, counts.Cells.Length).Where(i => i / classes != i % classes && counts.Cells[i] > 0).OrderByDescending(i => counts.Cells[i]).Take(MostConfusions))
        {
            table.Add(names[i / classes], names[i % classes], counts.Grouped(counts.Cells[i]));
        }

        table.Write(page);
    }

    private static double Real(PSObject row, string name) =>
        row.Properties[name].Value is { } value ? Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture) : double.NaN;

    private static string Word(PSObject row, string name) =>
        Convert.ToString(row.Properties[name].Value, System.Globalization.CultureInfo.InvariantCulture) ?? string.Empty;

    private static string Short(double value) => double.IsNaN(value) ? "-" : FormattableString.Invariant($"{value:0.####}");
}
