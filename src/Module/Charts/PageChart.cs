using System.Text;

namespace NormTools.Charts;

/// <summary>A chart as a part of a page: in the colours of its style, which differ between light, dark and paper, and in words.</summary>
internal static class PageChart
{
    private const int MostDescribed = 8; // lines

    // What charts are drawn with, and the page's names for it.
    private static readonly (string Color, string Name)[] Colors =
    {
        ("#ffffff", "paper"), (Svg.Ink, "ink"), ("#111", "ink"), (Svg.Faint, "soft"), ("#888", "soft"), (Svg.Rule, "axis"), ("#ccc", "axis"),
        (Svg.GridRule, "grid"), ("#1f77b4", "line1"), ("#d9541e", "line2"), ("#2ca02c", "line3"), ("#7f3f98", "line4"),
    };

    /// <summary>The picture with a page's variables for colours. Quotes in texts are escaped: only attributes are changed.</summary>
    public static string Colored(string svg)
    {
        var text = new StringBuilder(svg);
        foreach ((string color, string name) in Colors)
        {
            text.Replace($"=\"{color}\"", $"=\"var(--{name})\"");
        }

        return text.ToString();
    }

    /// <summary>What the picture shows, for those who do not see it: where each line begins and ends, and what is marked.</summary>
    public static string InWords(LineChart chart)
    {
        IEnumerable<string> lines = chart.Series.Take(MostDescribed).Select(line =>
        {
            int[] known = Enumerable.Range(0, line.Y.Count).Where(i => !double.IsNaN(line.Y[i]) && !double.IsInfinity(line.Y[i])).ToArray();
            string best = line.Best is (double place, double value) ? FormattableString.Invariant($", best {value:G4} at {place:G6}") : string.Empty;
            return known.Length == 0 ? $"{line.Name} has no finite value"
                : FormattableString.Invariant($"{line.Name} from {line.Y[known[0]]:G4} at {line.X[known[0]]:G6} to {line.Y[known[known.Length - 1]]:G4} at {line.X[known[known.Length - 1]]:G6}{best}");
        });
        return $"{chart.YLabel} by {chart.XLabel}: {string.Join("; ", lines)}.";
    }
}
