using System.Text;
using NormTools.Native;

namespace NormTools.Charts;

/// <summary>A line chart as SVG: title, axes with round ticks, a legend, an optional mark.</summary>
internal sealed class LineChart
{
    private const double UsualWidth = 720;
    private const double UsualHeight = 280; // of the plot
    private const double SquareSide = 420;
    private const double Left = 70;
    private const double Right = 20;
    private const double LegendTop = 46;
    private const double LegendGap = 24; // between the plot and a legend beside it
    private const double LabelRow = 17;

    private readonly List<ChartSeries> series = new List<ChartSeries>();

    private double top;
    private double width;
    private double plotWidth;
    private double plotHeight;

    public LineChart(string title, string xLabel, string yLabel)
    {
        Title = title;
        XLabel = xLabel;
        YLabel = yLabel;
    }

    public string Title { get; }

    public string XLabel { get; }

    public string YLabel { get; }

    /// <summary>Whether the vertical axis is logarithmic; values that are not positive then leave gaps.</summary>
    public bool Logarithmic { get; set; }

    /// <summary>Whether the horizontal axis is logarithmic.</summary>
    public bool LogarithmicX { get; set; }

    /// <summary>Whether the horizontal axis is of whole numbers.</summary>
    public bool WholeX { get; set; } = true;

    /// <summary>What the places 1, 2 and so on of the horizontal axis are called; null where it has numbers.</summary>
    public string[]? PlaceNames { get; set; }

    /// <summary>Whether both axes are of shares, from 0 to 1: the plot is square, its legend beside it.</summary>
    public bool IsOfShares { get; set; }

    /// <summary>A line of text below the title.</summary>
    public string? Note { get; set; }

    /// <summary>A position on the horizontal axis to mark, with its label.</summary>
    public (double X, string Label)? Mark { get; set; }

    private double Floor => top + plotHeight;

    /// <summary>Its lines.</summary>
    public IReadOnlyList<ChartSeries> Series => series;

    public void Add(ChartSeries line) => series.Add(line);

    public string ToSvg()
    {
        var svg = new Svg();
        (ChartAxis x, ChartAxis y) = Axes();
        plotWidth = IsOfShares ? SquareSide : UsualWidth - Left - Right;
        plotHeight = IsOfShares ? SquareSide : UsualHeight;
        double beside = Left + plotWidth + LegendGap;
        width = IsOfShares ? Math.Max(UsualWidth, beside + ChartLegend.WidestOf(series)) : UsualWidth;
        double head = svg.Heading(Left, Title, width);
        if (Note is not null)
        {
            head += 20;
            svg.Text(Left, head, Svg.Shorten(Note, 96), fill: Svg.Faint, tooltip: Note);
        }

        ChartLegend legend = IsOfShares ? ChartLegend.Beside(series, beside, head + 26) : ChartLegend.Above(series, Left, width - Right, head + LegendTop - 28);
        top = IsOfShares ? head + 18 : legend.End - 2;
        double end = Grid(svg, x, y);
        legend.Draw(svg);
        DrawMark(svg, x);
        foreach (ChartSeries line in series)
        {
            Band(svg, line, x, y);
        }

        foreach (int number in Enumerable.Range(0, series.Count).OrderBy(number => series[number].IsReference ? 0 : 1))
        {
            Draw(svg, number, x, y);
        }

        foreach (ChartSeries line in series)
        {
            if (line.Best is (double bestX, double bestY) && IsShown(bestY, y))
            {
                svg.Ring(MapX(x, bestX), MapY(y, bestY));
            }
        }

        return svg.Finish(width, Math.Max(end, IsOfShares ? legend.End : 0));
    }

    /// <summary>The axes that suit the lines.</summary>
    public (ChartAxis X, ChartAxis Y) Axes()
    {
        if (IsOfShares)
        {
            return (ChartAxis.Share(), ChartAxis.Share());
        }

        IEnumerable<double> places = StopFlag.Each(series.SelectMany(line => line.X));
        return (PlaceNames is not null ? ChartAxis.Named(PlaceNames)
            : WholeX || LogarithmicX ? ChartAxis.Over(places, LogarithmicX, whole: true) : ChartAxis.Between(places.Min(), places.Max(), 6),
            ChartAxis.Over(StopFlag.Each(series.SelectMany(Heights)), Logarithmic, whole: false));
    }

    private double MapX(ChartAxis axis, double value) => Left + (axis.Position(value) * plotWidth);

    private double MapY(ChartAxis axis, double value) => Floor - (axis.Position(value) * plotHeight);

    private void Draw(Svg svg, int number, ChartAxis x, ChartAxis y)
    {
        ChartSeries line = series[number];
        if (!line.IsPoints && Path(line, x, y) is { Length: > 0 } path)
        {
            svg.Path(path, line.Color, line.IsReference ? 1.2 : 2, line.Dash);
        }

        int step = line.HasAllSigns || line.IsPoints ? 1 : Math.Max(1, line.Y.Count / 8);
        int start = (step / 2) + (number * step / Math.Max(series.Count, 1)); // not all signs at one place
        for (int i = start % step; (line.Sign > 0 || line.Y.Count == 1) && i < line.Y.Count; i += step)
        {
            if (IsShown(line.Y[i], y))
            {
                svg.Sign(Math.Max(line.Sign - 1, 0), line.IsHollow ?? line.IsDashed, MapX(x, line.X[i]), MapY(y, line.Y[i]), line.Color);
            }
        }
    }

    private string Path(ChartSeries line, ChartAxis x, ChartAxis y)
    {
        var path = new StringBuilder();
        bool pen = false;
        StopFlag.ThrowIfRaised(); // checked for each line, and within long ones
        int looked = 0;
        for (int i = 0; i < line.Y.Count; i++)
        {
            StopFlag.Poll(ref looked);
            double value = line.Y[i];
            if (!IsShown(value, y))
            {
                pen = false;
                continue;
            }

            path.Append(FormattableString.Invariant($"{(pen ? 'L' : 'M')}{MapX(x, line.X[i]):0.##} {MapY(y, value):0.##} "));
            bool isAlone = !pen && (i + 1 == line.Y.Count || !IsShown(line.Y[i + 1], y));
            path.Append(isAlone ? "h0.01 " : string.Empty); // a round cap makes one point visible
            pen = true;
        }

        return path.ToString().TrimEnd();
    }

    private static IEnumerable<double> Heights(ChartSeries line) =>
        line.Band is { } band ? line.Y.Concat(band.Low).Concat(band.High) : line.Y;

    // There along the upper ends and back along the lower ones, over the points that have both.
    private void Band(Svg svg, ChartSeries line, ChartAxis x, ChartAxis y)
    {
        if (line.Band is not { } band)
        {
            return;
        }

        int[] points = Enumerable.Range(0, line.X.Count).Where(i => IsShown(band.Low[i], y) && IsShown(band.High[i], y)).ToArray();
        if (points.Length > 1)
        {
            svg.Area(
                points.Select(i => (MapX(x, line.X[i]), MapY(y, band.High[i])))
                    .Concat(points.Reverse().Select(i => (MapX(x, line.X[i]), MapY(y, band.Low[i])))),
                line.Color,
                0.15);
        }
    }

    // Gives where it ends, below.
    private double Grid(Svg svg, ChartAxis x, ChartAxis y)
    {
        foreach (double tick in y.Ticks)
        {
            double at = MapY(y, tick);
            svg.Line(Left, at, Left + plotWidth, at, Svg.GridRule);
            svg.Text(Left - 8, at + 4, y.Label(tick), "end");
        }

        double free = 0; // labels before it are drawn: one that would touch them is left out
        foreach (double tick in x.Ticks)
        {
            double at = MapX(x, tick), half = Svg.WidthOf(x.Label(tick)) / 2;
            svg.Line(at, Floor, at, Floor + 5, Svg.Rule);
            if (at - half >= free)
            {
                svg.Text(at, Floor + 20, x.Label(tick), "middle");
                free = at + half + 4;
            }
        }

        svg.Line(Left, Floor, Left + plotWidth, Floor, Svg.Rule);
        double end = Floor + 25;
        foreach (string label in Svg.Lines(XLabel, (int)(plotWidth / 7)))
        {
            end += LabelRow;
            svg.Text(Left + (plotWidth / 2), end, label, "middle");
        }

        svg.Text(18, top + (plotHeight / 2), Svg.Shorten(YLabel, (int)(plotHeight / 7)), "middle", turn: -90, tooltip: YLabel);
        return end + 14;
    }

    private void DrawMark(Svg svg, ChartAxis x)
    {
        if (Mark is not (double place, string label))
        {
            return;
        }

        double at = MapX(x, place);
        bool flip = at > width - 140;
        svg.Line(at, top, at, Floor, "#888", dash: "4 4");
        svg.Text(at + (flip ? -6 : 6), top + 14, label, flip ? "end" : "start", Svg.Faint);
    }

    /// <summary>Whether a value has a place on an axis.</summary>
    public static bool IsShown(double value, ChartAxis y) => !double.IsNaN(value) && !double.IsInfinity(value) && (!y.Logarithmic || value > 0);
}
