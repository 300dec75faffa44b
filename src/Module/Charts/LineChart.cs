using System.Globalization;
using System.Security;
using System.Text;
using NormTools.Native;

namespace NormTools.Charts;

/// <summary>One line of a chart; a point that is not finite leaves a gap.</summary>
internal sealed class ChartSeries
{
    public ChartSeries(string name, string color, IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        Name = name;
        Color = color;
        X = x;
        Y = y;
    }

    public string Name { get; }

    public string Color { get; }

    public IReadOnlyList<double> X { get; }

    public IReadOnlyList<double> Y { get; }

    /// <summary>Whether the line is dashed: told from others without its colour.</summary>
    public bool IsDashed { get; set; }

    /// <summary>The sign at some of its points, that tells it from others without its colour: 0 for none.</summary>
    public int Sign { get; set; }

    /// <summary>Whether every point has its sign, not about eight of them.</summary>
    public bool HasAllSigns { get; set; }

    /// <summary>The interval of each point, drawn as a band behind the lines; null for none.</summary>
    public (IReadOnlyList<double> Low, IReadOnlyList<double> High)? Band { get; set; }

    /// <summary>A point to mark by a ring; null for none.</summary>
    public (double X, double Y)? Best { get; set; }
}

/// <summary>A line chart as SVG: title, axes with round ticks, a legend, an optional mark.</summary>
internal sealed class LineChart
{
    private const double Width = 720;
    private const double PlotHeight = 280;
    private const double Left = 70;
    private const double Right = 20;
    private const double LegendTop = 46;
    private const double LegendRow = 20;
    private const double Bottom = 56;

    private readonly List<ChartSeries> series = new List<ChartSeries>();

    private (double X, int Row)[] places = Array.Empty<(double, int)>(); // of the legend

    private double Top => LegendTop + (LegendRow * (places.LastOrDefault().Row + 1)) - 2;

    private double Height => Top + PlotHeight + Bottom;

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

    /// <summary>A position on the horizontal axis to mark, with its label.</summary>
    public (double X, string Label)? Mark { get; set; }

    public void Add(ChartSeries line) => series.Add(line);

    public string ToSvg()
    {
        places = Places();
        ChartAxis x = ChartAxis.Over(StopFlag.Each(series.SelectMany(line => line.X)), LogarithmicX, whole: true);
        ChartAxis y = ChartAxis.Over(StopFlag.Each(series.SelectMany(Heights)), Logarithmic, whole: false);
        var svg = new StringBuilder();
        svg.Append(Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" "));
        svg.AppendLine("font-family=\"Segoe UI, Helvetica, Arial, sans-serif\" font-size=\"13\" fill=\"#333\">");
        svg.AppendLine(Invariant($"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>"));
        svg.AppendLine(Invariant($"<text x=\"{Left}\" y=\"28\" font-size=\"17\" font-weight=\"600\">{Escape(Title)}</text>"));
        Grid(svg, x, y);
        Legend(svg);
        if (Mark is not null)
        {
            double at = MapX(x, Mark.Value.X);
            bool flip = at > Width - 140;
            svg.AppendLine(Invariant($"<line x1=\"{at:0.##}\" y1=\"{Top}\" x2=\"{at:0.##}\" y2=\"{Height - Bottom}\" stroke=\"#888\" stroke-dasharray=\"4 4\"/>"));
            svg.AppendLine(Invariant($"<text x=\"{at + (flip ? -6 : 6):0.##}\" y=\"{Top + 14}\" fill=\"#666\" text-anchor=\"{(flip ? "end" : "start")}\">{Escape(Mark.Value.Label)}</text>"));
        }

        foreach (ChartSeries line in series)
        {
            Band(svg, line, x, y);
        }

        foreach (ChartSeries line in series)
        {
            svg.AppendLine(Invariant($"<path d=\"{Path(line, x, y)}\" fill=\"none\" stroke=\"{line.Color}\" stroke-width=\"2\"{Dash(line)} stroke-linejoin=\"round\" stroke-linecap=\"round\"/>"));
            Signs(svg, line, x, y);
        }

        foreach (ChartSeries line in series)
        {
            if (line.Best is (double bestX, double bestY) && IsShown(bestY, y))
            {
                svg.AppendLine(Invariant($"<circle cx=\"{MapX(x, bestX):0.##}\" cy=\"{MapY(y, bestY):0.##}\" r=\"6\" fill=\"none\" stroke=\"#111\" stroke-width=\"1.6\"/>"));
            }
        }

        return svg.AppendLine("</svg>").ToString();
    }

    private static double MapX(ChartAxis axis, double value) => Left + (axis.Position(value) * (Width - Left - Right));

    private double MapY(ChartAxis axis, double value) => Height - Bottom - (axis.Position(value) * (Height - Top - Bottom));

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

            path.Append(Invariant($"{(pen ? 'L' : 'M')}{MapX(x, line.X[i]):0.##} {MapY(y, value):0.##} "));
            if (!pen && line.Y.Count == 1)
            {
                path.Append("h0.01 "); // a round cap makes one point visible
            }

            pen = true;
        }

        return path.ToString().TrimEnd();
    }

    private static IEnumerable<double> Heights(ChartSeries line) =>
        line.Band is { } band ? line.Y.Concat(band.Low).Concat(band.High) : line.Y;

    // There along the upper ends and back along the lower ones, over the points that have both.
    private void Band(StringBuilder svg, ChartSeries line, ChartAxis x, ChartAxis y)
    {
        if (line.Band is not { } band)
        {
            return;
        }

        int[] points = Enumerable.Range(0, line.X.Count).Where(i => IsShown(band.Low[i], y) && IsShown(band.High[i], y)).ToArray();
        IEnumerable<string> edge = points.Select(i => Place(line.X[i], band.High[i])).Concat(points.Reverse().Select(i => Place(line.X[i], band.Low[i])));
        if (points.Length > 1)
        {
            svg.AppendLine(Invariant($"<polygon points=\"{string.Join(" ", edge)}\" fill=\"{line.Color}\" fill-opacity=\"0.15\" stroke=\"none\"/>"));
        }

        string Place(double across, double up) => Invariant($"{MapX(x, across):0.##},{MapY(y, up):0.##}");
    }

    private static string Escape(string text) => SecurityElement.Escape(Text.Shown(text));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Grid(StringBuilder svg, ChartAxis x, ChartAxis y)
    {
        double floor = Height - Bottom;
        foreach (double tick in y.Ticks)
        {
            double at = MapY(y, tick);
            svg.AppendLine(Invariant($"<line x1=\"{Left}\" y1=\"{at:0.##}\" x2=\"{Width - Right}\" y2=\"{at:0.##}\" stroke=\"#e3e3e3\"/>"));
            svg.AppendLine(Invariant($"<text x=\"{Left - 8}\" y=\"{at + 4:0.##}\" text-anchor=\"end\">{y.Label(tick)}</text>"));
        }

        foreach (double tick in x.Ticks)
        {
            double at = MapX(x, tick);
            svg.AppendLine(Invariant($"<line x1=\"{at:0.##}\" y1=\"{floor}\" x2=\"{at:0.##}\" y2=\"{floor + 5}\" stroke=\"#999\"/>"));
            svg.AppendLine(Invariant($"<text x=\"{at:0.##}\" y=\"{floor + 20}\" text-anchor=\"middle\">{x.Label(tick)}</text>"));
        }

        svg.AppendLine(Invariant($"<line x1=\"{Left}\" y1=\"{floor}\" x2=\"{Width - Right}\" y2=\"{floor}\" stroke=\"#999\"/>"));
        svg.AppendLine(Invariant($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 14}\" text-anchor=\"middle\">{Escape(XLabel)}</text>"));
        double middle = (Top + floor) / 2;
        svg.AppendLine(Invariant($"<text x=\"18\" y=\"{middle}\" text-anchor=\"middle\" transform=\"rotate(-90 18 {middle})\">{Escape(YLabel)}</text>"));
    }

    private void Legend(StringBuilder svg)
    {
        for (int i = 0; i < places.Length; i++)
        {
            ChartSeries line = series[i];
            double at = places[i].X, middle = LegendTop + (LegendRow * places[i].Row);
            svg.AppendLine(Invariant($"<line x1=\"{at}\" y1=\"{middle}\" x2=\"{at + 26}\" y2=\"{middle}\" stroke=\"{line.Color}\" stroke-width=\"2.5\"{Dash(line)}/>"));
            svg.Append(SignAt(line, at + 13, middle));
            svg.AppendLine(Invariant($"<text x=\"{at + 32}\" y=\"{middle + 4}\">{Escape(line.Name)}</text>"));
        }
    }

    // As many entries in a row as there is room for.
    private (double X, int Row)[] Places()
    {
        var found = new List<(double, int)>();
        double at = Left;
        int row = 0;
        foreach (ChartSeries line in series)
        {
            double width = 54 + (7.2 * Text.Width(line.Name));
            if (at > Left && at + width > Width - Right)
            {
                at = Left;
                row++;
            }

            found.Add((at, row));
            at += width;
        }

        return found.ToArray();
    }

    private static string Dash(ChartSeries line) => line.IsDashed ? " stroke-dasharray=\"7 5\"" : string.Empty;

    private static bool IsShown(double value, ChartAxis y) => !double.IsNaN(value) && !double.IsInfinity(value) && (!y.Logarithmic || value > 0);

    // At about eight points of the line.
    private void Signs(StringBuilder svg, ChartSeries line, ChartAxis x, ChartAxis y)
    {
        int step = line.HasAllSigns ? 1 : Math.Max(1, line.Y.Count / 8);
        for (int i = step / 2; line.Sign > 0 && i < line.Y.Count; i += step)
        {
            if (IsShown(line.Y[i], y))
            {
                svg.Append(SignAt(line, MapX(x, line.X[i]), MapY(y, line.Y[i])));
            }
        }
    }

    private static string SignAt(ChartSeries line, double x, double y)
    {
        string fill = Invariant($"fill=\"{(line.IsDashed ? "#ffffff" : line.Color)}\" stroke=\"{line.Color}\" stroke-width=\"1.5\"/>");
        return line.Sign == 0 ? string.Empty : ((line.Sign - 1) % 5) switch
        {
            0 => Invariant($"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"3.5\" {fill}"),
            1 => Invariant($"<rect x=\"{x - 3.5:0.##}\" y=\"{y - 3.5:0.##}\" width=\"7\" height=\"7\" {fill}"),
            2 => Invariant($"<polygon points=\"{x:0.##},{y - 4.5:0.##} {x + 4.5:0.##},{y + 3.5:0.##} {x - 4.5:0.##},{y + 3.5:0.##}\" {fill}"),
            3 => Invariant($"<polygon points=\"{x:0.##},{y - 5:0.##} {x + 5:0.##},{y:0.##} {x:0.##},{y + 5:0.##} {x - 5:0.##},{y:0.##}\" {fill}"),
            _ => Invariant($"<polygon points=\"{x:0.##},{y + 4.5:0.##} {x + 4.5:0.##},{y - 3.5:0.##} {x - 4.5:0.##},{y - 3.5:0.##}\" {fill}"),
        } + Environment.NewLine;
    }
}
