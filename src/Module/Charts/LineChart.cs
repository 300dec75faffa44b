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
}

/// <summary>A line chart as SVG: title, axes with round ticks, a legend, an optional mark.</summary>
internal sealed class LineChart
{
    private const double Width = 720;
    private const double Height = 400;
    private const double Left = 70;
    private const double Right = 20;
    private const double Top = 64;
    private const double Bottom = 56;

    private readonly List<ChartSeries> series = new List<ChartSeries>();

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

    /// <summary>A position on the horizontal axis to mark, with its label.</summary>
    public (double X, string Label)? Mark { get; set; }

    public void Add(ChartSeries line) => series.Add(line);

    public string ToSvg()
    {
        ChartAxis x = ChartAxis.Over(StopFlag.Each(series.SelectMany(line => line.X)), logarithmic: false, whole: true);
        ChartAxis y = ChartAxis.Over(StopFlag.Each(series.SelectMany(line => line.Y)), Logarithmic, whole: false);
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
            svg.AppendLine(Invariant($"<path d=\"{Path(line, x, y)}\" fill=\"none\" stroke=\"{line.Color}\" stroke-width=\"2\" stroke-linejoin=\"round\" stroke-linecap=\"round\"/>"));
        }

        return svg.AppendLine("</svg>").ToString();
    }

    private static double MapX(ChartAxis axis, double value) => Left + (axis.Position(value) * (Width - Left - Right));

    private static double MapY(ChartAxis axis, double value) => Height - Bottom - (axis.Position(value) * (Height - Top - Bottom));

    private static string Path(ChartSeries line, ChartAxis x, ChartAxis y)
    {
        var path = new StringBuilder();
        bool pen = false;
        StopFlag.ThrowIfRaised(); // checked for each line, and within long ones
        int looked = 0;
        for (int i = 0; i < line.Y.Count; i++)
        {
            StopFlag.Poll(ref looked);
            double value = line.Y[i];
            if (double.IsNaN(value) || double.IsInfinity(value) || (y.Logarithmic && value <= 0))
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
        double at = Left;
        foreach (ChartSeries line in series)
        {
            svg.AppendLine(Invariant($"<line x1=\"{at}\" y1=\"46\" x2=\"{at + 22}\" y2=\"46\" stroke=\"{line.Color}\" stroke-width=\"3\"/>"));
            svg.AppendLine(Invariant($"<text x=\"{at + 28}\" y=\"50\">{Escape(line.Name)}</text>"));
            at += 48 + (7.2 * line.Name.Length);
        }
    }
}
