using System.Management.Automation;
using NormTools.Charts;

namespace NormTools.Reports;

/// <summary>The rows that the model is most wrong about: as pictures where they are images, by their columns otherwise.</summary>
internal static class MistakeSection
{
    private const int MostColumns = 8; // of a row
    private const string Side = "144"; // of a picture, in pixels

    public static void Write(HtmlText page, ReportContent content)
    {
        if (content.Test is not { } test)
        {
            page.Element("p", "The model could not be judged: " + content.NoTest);
            return;
        }

        PSObject[] worst = test.Worst;
        if (worst.Length == 0)
        {
            page.Element("p", FormattableString.Invariant($"There is none among {test.Count:N0} {content.JudgedName} rows, or none was asked for."));
            return;
        }

        page.Element("p", FormattableString.Invariant($"{(content.Subject.IsOfClasses ? "The mistakes that the model is surest of" : "The largest differences")}, among {test.Count:N0} {content.JudgedName} rows. ")
            + $"Rows are counted from 0 within that part, as in $split.{(content.JudgedName == "training" ? "Train" : content.JudgedName == "test" ? "Test" : "Validation")}[{worst[0].Properties["Row"].Value}].");
        var rows = new CheckedPart("Worst", content.Judged.Part(worst.Select(row => (long)row.Properties["Row"].Value).ToArray()));
        if (Shape(content, rows) is { } shape)
        {
            Pictures(page, worst, rows, shape, content.Subject.IsOfClasses);
        }
        else
        {
            Rows(page, worst, rows, content);
        }
    }

    private static int[]? Shape(ReportContent content, CheckedPart rows)
    {
        int[]? shape = SampleImage.Shape(content.Judged.Raw.FeatureShape) ?? SampleImage.Shape(content.Subject.Model.InputShape);
        return shape is not null && shape[0] * shape[1] * shape[2] == rows.Width ? shape : null;
    }

    private static void Pictures(HtmlText page, PSObject[] worst, CheckedPart rows, int[] shape, bool isOfClasses)
    {
        float[] finite = rows.Values.Where(value => !float.IsNaN(value) && !float.IsInfinity(value)).DefaultIfEmpty(0).ToArray();
        float[] values = Array.ConvertAll(rows.Values, value => float.IsNaN(value) || float.IsInfinity(value) ? finite.Min() : value);
        page.Open("ul", ("class", "gallery"));
        for (int i = 0; i < worst.Length; i++)
        {
            string said = Said(worst[i], isOfClasses);
            string picture = Convert.ToBase64String(SampleImage.Png(values, i, shape, finite.Min(), finite.Max()));
            page.Open("li").Open("figure").Empty("img", ("src", "data:image/png;base64," + picture), ("alt", "Sample of " + said), ("width", Side), ("height", Side));
            page.Element("figcaption", char.ToUpperInvariant(said[0]) + said.Substring(1)).Close().Close();
        }

        page.Close();
    }

    private static void Rows(HtmlText page, PSObject[] worst, CheckedPart rows, ReportContent content)
    {
        var train = new CheckedPart("Train", content.Subject.Train);
        (double Mean, double Deviation)[] usual = Enumerable.Range(0, Math.Min(train.Width, rows.Width)).Select(column => Usual(train, column)).ToArray();
        bool isWhole = rows.Width <= MostColumns;
        var table = new ReportTable(
            isWhole ? "The worst mistakes, with all columns of the row" : $"The worst mistakes, with the {MostColumns} columns in which the row is furthest from the mean of training",
            ">Row", "True", "Predicted", content.Subject.IsOfClasses ? ">Confidence" : ">Difference", "Columns");
        for (int i = 0; i < worst.Length; i++)
        {
            int row = i;
            IEnumerable<int> columns = Enumerable.Range(0, usual.Length)
                .OrderByDescending(column => isWhole ? 0 : Distance(rows.At(row, column), usual[column])).Take(MostColumns).OrderBy(column => column);
            table.Add(worst[i].Properties.Take(4).Select(property => property.Value is double number ? Text.Short(number) : Convert.ToString(property.Value, System.Globalization.CultureInfo.InvariantCulture)!)
                .Append(string.Join(", ", columns.Select(column => $"{(rows.Names.Length > column ? rows.Names[column] : $"value {column}")} {Value(rows, row, column)}"))).ToArray());
        }

        table.Write(page);
    }

    private static string Said(PSObject row, bool isOfClasses)
    {
        string Word(string name) => row.Properties[name].Value is double number
            ? Text.Short(number)
            : Convert.ToString(row.Properties[name].Value, System.Globalization.CultureInfo.InvariantCulture)!;
        return isOfClasses
            ? FormattableString.Invariant($"row {row.Properties["Row"].Value}: it is {Word("True")}, said was {Word("Predicted")}, {(double)row.Properties["Confidence"].Value:0.0 %} sure")
            : $"row {row.Properties["Row"].Value}: it is {Word("True")}, said was {Word("Predicted")}";
    }

    private static (double, double) Usual(CheckedPart train, int column)
    {
        float[] values = train.Texts[column] is null ? train.Present(column) : Array.Empty<float>();
        if (values.Length < 2)
        {
            return (0, 0);
        }

        double mean = values.Average(value => (double)value);
        return (mean, Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1)));
    }

    private static double Distance(float value, (double Mean, double Deviation) usual) =>
        float.IsNaN(value) ? double.MaxValue : usual.Deviation > 0 ? Math.Abs(value - usual.Mean) / usual.Deviation : 0;

    private static string Value(CheckedPart rows, int row, int column)
    {
        float value = rows.At(row, column);
        return float.IsNaN(value) ? "missing"
            : rows.Texts[column] is { } texts && value >= 0 && value < texts.Length ? texts[(int)value]
            : Text.Short(value);
    }
}
