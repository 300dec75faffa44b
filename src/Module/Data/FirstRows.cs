using System.Collections.Specialized;
using System.Globalization;

namespace NormTools;

/// <summary>The first rows of a table as they came, with as many columns as there is room for.</summary>
internal static class FirstRows
{
    private const int Most = 3;
    private const int LongestText = 24;
    private const int Gap = 2;
    private const string Others = "...";

    /// <summary>Null where the samples are no table.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="width">Columns of the console.</param>
    public static string? Render(Dataset data, int width)
    {
        if (data.Count == 0 || !data.Raw.HasNamedColumns)
        {
            return null;
        }

        long[] first = Enumerable.Range(0, (int)Math.Min(Most, data.Count)).Select(row => (long)row).ToArray();
        OrderedDictionary[] rows = SampleRows.Of(data.Part(first)).Cast<OrderedDictionary>().ToArray();
        string[] names = rows[0].Keys.Cast<string>().ToArray();
        int targets = names.Length - data.Raw.FeatureNames!.Length;
        string[][] cells = Array.ConvertAll(rows, row => Array.ConvertAll(names, name => Cell(row[name])));
        int[] shown = Fitting(names, cells, targets, width);
        var table = new TextTable(Array.ConvertAll(shown, column => column < 0 ? Others
            : (Array.TrueForAll(rows, row => row[column] is not string) ? ">" : string.Empty) + Short(names[column])));
        foreach (string[] row in cells)
        {
            table.Add(Array.ConvertAll(shown, column => column < 0 ? Others : row[column]));
        }

        return table.ToString();
    }

    // The first columns, and what is to be predicted behind them; -1 stands for those that are left out.
    private static int[] Fitting(string[] names, string[][] cells, int targets, int width)
    {
        int[] widths = Enumerable.Range(0, names.Length)
            .Select(i => Gap + Math.Max(Text.Width(Short(names[i])), cells.Max(row => Text.Width(row[i])))).ToArray();
        if (widths.Sum() < width)
        {
            return Enumerable.Range(0, names.Length).ToArray();
        }

        int[] last = targets == 1 ? new[] { names.Length - 1 } : Array.Empty<int>();
        int room = width - 1 - Gap - Others.Length - last.Sum(i => widths[i]);
        var shown = new List<int>();
        for (int i = 0; i < names.Length - last.Length && widths[i] <= room; i++)
        {
            room -= widths[i];
            shown.Add(i);
        }

        return shown.Concat(new[] { -1 }).Concat(last).ToArray();
    }

    private static string Short(string text) =>
        text.Length <= LongestText ? Text.Shown(text) : Text.Shown(text.Substring(0, LongestText - Others.Length)) + Others;

    private static string Cell(object? value) => value switch
    {
        null => string.Empty,
        float number => number.ToString("G7", CultureInfo.InvariantCulture),
        _ => Short(Convert.ToString(value, CultureInfo.InvariantCulture)!),
    };
}
