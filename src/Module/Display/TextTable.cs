using System.Text;

namespace NormTools;

/// <summary>Aligned columns of text under underlined headings, as PowerShell's own tables look.</summary>
internal sealed class TextTable
{
    private const string Gap = "  ";
    private const int Narrowest = 14; // characters that a wrapped column keeps at least

    private readonly bool[] right;
    private readonly List<string[]> rows = new List<string[]>();

    /// <param name="headings">A heading that starts with '>' makes its column align to the right.</param>
    public TextTable(params string[] headings)
    {
        right = headings.Select(heading => heading.StartsWith(">", StringComparison.Ordinal)).ToArray();
        string[] names = headings.Select(heading => Text.Shown(heading.TrimStart('>'))).ToArray();
        rows.Add(names);
        rows.Add(names.Select(name => new string('-', Text.Width(name))).ToArray());
    }

    /// <summary>The length of a whole row.</summary>
    public int Width => Widths().Sum(width => Gap.Length + width);

    public void Add(params string[] cells) => rows.Add(Array.ConvertAll(cells, cell => Text.Shown(cell)));

    public override string ToString() => Render(rows, Widths());

    /// <summary>The table for a console of a given width: the cells of some columns are wrapped if necessary, the
    /// widest first.</summary>
    public string ToString(int width, params int[] broken)
    {
        int[] widths = Widths();
        for (int excess = Width - (width - 1); excess > 0; excess--)
        {
            int widest = broken.OrderByDescending(column => widths[column]).First();
            widths[widest] = Math.Max(widths[widest] - 1, Narrowest);
        }

        var lines = new List<string[]>();
        foreach (string[] row in rows)
        {
            string[][] cells = row.Select((cell, column) => Break(cell, widths[column])).ToArray();
            for (int line = 0; line < cells.Max(parts => parts.Length); line++)
            {
                lines.Add(cells.Select(parts => line < parts.Length ? parts[line] : string.Empty).ToArray());
            }
        }

        return Render(lines, Widths(lines));
    }

    private static string[] Break(string cell, int width)
    {
        int indent = cell.Length - cell.TrimStart().Length;
        return WrappedText.Break(cell, indent, indent + Gap.Length, width).ToArray();
    }

    private int[] Widths() => Widths(rows);

    private int[] Widths(List<string[]> lines) =>
        Enumerable.Range(0, right.Length).Select(column => lines.Max(line => Text.Width(line[column]))).ToArray();

    private string Render(List<string[]> lines, int[] widths)
    {
        var text = new StringBuilder();
        foreach (string[] line in lines)
        {
            IEnumerable<string> cells = line.Select((cell, i) =>
                right[i] ? Text.PadLeft(cell, widths[i]) : Text.PadRight(cell, widths[i]));
            text.AppendLine((Gap + string.Join(Gap, cells)).TrimEnd());
        }

        return text.ToString().TrimEnd('\r', '\n').Replace(WrappedText.Joined, ' ');
    }
}
