namespace NormTools.Reports;

/// <summary>A table of a report: a caption, headings of columns, and the first cell of each row as its heading.</summary>
internal sealed class ReportTable
{
    private readonly string caption;
    private readonly (string Name, bool IsNumber)[] columns;
    private readonly List<string[]> rows = new List<string[]>();

    /// <param name="caption">What it shows.</param>
    /// <param name="headings">A heading that starts with '>' is of a column of numbers, one that starts with '$' of commands.</param>
    public ReportTable(string caption, params string[] headings)
    {
        this.caption = caption;
        IsCommand = Array.ConvertAll(headings, heading => heading.StartsWith("$", StringComparison.Ordinal));
        columns = Array.ConvertAll(headings, heading => (heading.TrimStart('>', '$'), heading.StartsWith(">", StringComparison.Ordinal)));
    }

    public int Count => rows.Count;

    private bool[] IsCommand { get; }

    public void Add(params string[] cells) => rows.Add(cells);

    public void Write(HtmlText page)
    {
        page.Open("div", ("class", "wide"), ("role", "region"), ("aria-label", caption), ("tabindex", "0"));
        page.Open("table").Element("caption", caption).Open("thead").Open("tr");
        foreach ((string name, bool isNumber) in columns)
        {
            page.Element("th", name, Attributes(isNumber, ("scope", "col")));
        }

        page.Close().Close().Open("tbody");
        foreach (string[] row in rows)
        {
            Native.StopFlag.ThrowIfRaised();
            page.Open("tr");
            for (int i = 0; i < row.Length; i++)
            {
                Cell(page, row[i], i);
            }

            page.Close();
        }

        page.Close().Close().Close();
    }

    private void Cell(HtmlText page, string cell, int column)
    {
        if (column == 0)
        {
            page.Element("th", cell, Attributes(columns[0].IsNumber, ("scope", "row")));
        }
        else if (IsCommand[column])
        {
            page.Open("td").Element("code", cell).Close();
        }
        else
        {
            page.Element("td", cell, Attributes(columns[column].IsNumber));
        }
    }

    private static (string, string)[] Attributes(bool isNumber, params (string, string)[] others) =>
        isNumber ? others.Append(("class", "number")).ToArray() : others;
}
