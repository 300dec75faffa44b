using System.Text;

namespace NormTools;

/// <summary>Aligned columns of text under underlined headings, as PowerShell's own tables look.</summary>
internal sealed class TextTable
{
    private readonly bool[] right;
    private readonly List<string[]> rows = new List<string[]>();

    /// <param name="headings">A heading that starts with '>' makes its column align to the right.</param>
    public TextTable(params string[] headings)
    {
        right = headings.Select(heading => heading.StartsWith(">", StringComparison.Ordinal)).ToArray();
        string[] names = headings.Select(heading => heading.TrimStart('>')).ToArray();
        rows.Add(names);
        rows.Add(names.Select(name => new string('-', name.Length)).ToArray());
    }

    public void Add(params string[] cells) => rows.Add(cells);

    public override string ToString()
    {
        var text = new StringBuilder();
        int[] widths = Enumerable.Range(0, right.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (string[] row in rows)
        {
            IEnumerable<string> cells = row.Select((cell, i) => right[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
            text.AppendLine(("  " + string.Join("  ", cells)).TrimEnd());
        }

        return text.ToString().TrimEnd('\r', '\n');
    }
}
