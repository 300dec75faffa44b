namespace NormTools.Charts;

/// <summary>The names of a chart's lines, each beside a piece of its line: in rows above the plot, or in a column beside it.</summary>
internal sealed class ChartLegend
{
    private const double Row = 20;
    private const double Sample = 26; // length of the piece of line
    private const double Gap = 22;
    private const int LongestName = 48;

    private readonly IReadOnlyList<ChartSeries> series;
    private readonly (double X, double Y)[] places;

    private ChartLegend(IReadOnlyList<ChartSeries> series, (double X, double Y)[] places, double end)
    {
        this.series = series;
        this.places = places;
        End = end;
    }

    /// <summary>Where the legend ends, below.</summary>
    public double End { get; }

    /// <summary>As many entries in a row as there is room for; those of several rows stand below each other.</summary>
    public static ChartLegend Above(IReadOnlyList<ChartSeries> series, double left, double right, double top)
    {
        var places = new List<(double, double)>();
        double[] widths = series.Select(Width).ToArray();
        bool isOneRow = widths.Sum() <= right - left + Gap;
        double column = widths.Length == 0 ? 0 : widths.Max();
        int columns = Math.Max(1, (int)((right - left + Gap) / Math.Max(column, 1)));
        double at = left;
        for (int i = 0; i < widths.Length; i++)
        {
            places.Add(isOneRow ? (at, top) : (left + (i % columns * column), top + (i / columns * Row)));
            at += widths[i];
        }

        int rows = isOneRow || widths.Length == 0 ? 1 : (widths.Length + columns - 1) / columns;
        return new ChartLegend(series, places.ToArray(), top + (rows * Row));
    }

    /// <summary>One below the other.</summary>
    public static ChartLegend Beside(IReadOnlyList<ChartSeries> series, double left, double top) => new ChartLegend(
        series, series.Select((_, i) => (left, top + (i * Row))).ToArray(), top + (series.Count * Row));

    /// <summary>The width of the widest entry.</summary>
    public static double WidestOf(IReadOnlyList<ChartSeries> series) => series.Count == 0 ? 0 : series.Max(Width);

    public void Draw(Svg svg)
    {
        for (int i = 0; i < places.Length; i++)
        {
            ChartSeries line = series[i];
            (double x, double y) = places[i];
            if (line.Band is not null)
            {
                svg.Area(new[] { (x, y - 6), (x + Sample, y - 6), (x + Sample, y + 6), (x, y + 6) }, line.Color, 0.15);
            }

            if (!line.IsPoints)
            {
                svg.Line(x, y, x + Sample, y, line.Color, line.IsReference ? 1.2 : 2.5, line.Dash);
            }

            if (line.Sign > 0)
            {
                svg.Sign(line.Sign - 1, line.IsHollow ?? line.IsDashed, x + (Sample / 2), y, line.Color);
            }

            svg.Text(x + Sample + 6, y + 4, Svg.Shorten(line.Name, LongestName), tooltip: line.Name);
        }
    }

    private static double Width(ChartSeries line) => Sample + 6 + Svg.WidthOf(Svg.Shorten(line.Name, LongestName)) + Gap;
}
