using System.Text;

namespace NormTools.Charts;

/// <summary>A line chart in characters: eight dots a character where the terminal has Braille, otherwise one, with a sign now and then
/// that tells each line from others without colours.</summary>
internal sealed class TerminalPlot
{
    private const int SignEvery = 14; // columns
    private const int DashLength = 4; // dots, and as many of a gap

    private static readonly int[] Colors = { 36, 33, 32, 35, 34, 31, 96, 93, 92, 95 }; // of ANSI, for foregrounds
    private static readonly int[,] Braille = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } }; // row, column

    private readonly LineChart chart;
    private readonly TerminalStyle style;
    private readonly ChartAxis x;
    private readonly ChartAxis y;
    private readonly int margin; // columns before the plot
    private readonly int columns;
    private readonly int rows;
    private readonly int[,] dots;
    private readonly int[,] owner; // number of the line that was drawn last, from 1
    private readonly bool[,] isSign;

    private TerminalPlot(LineChart chart, TerminalStyle style)
    {
        this.chart = chart;
        this.style = style;
        (x, y) = chart.Axes();
        margin = Math.Max(y.Ticks.Max(tick => y.Label(tick).Length), chart.XLabel.Length) + 2;
        columns = Math.Max(10, style.Width - margin);
        rows = style.Height;
        dots = new int[rows, columns];
        owner = new int[rows, columns];
        isSign = new bool[rows, columns];
    }

    private int Across => style.HasUnicode ? 2 : 1; // dots of a character

    private int Down => style.HasUnicode ? 4 : 1;

    /// <summary>The lines of the chart: heading, legend, plot, axis.</summary>
    public static IEnumerable<string> Lines(LineChart chart, TerminalStyle style)
    {
        var plot = new TerminalPlot(chart, style);
        for (int i = chart.Series.Count - 1; i >= 0; i--) // what comes first is on top
        {
            plot.Draw(chart.Series[i], i);
        }

        return plot.Write();
    }

    private void Draw(ChartSeries line, int number)
    {
        int dot = 0;
        (int X, int Y)? before = null;
        int lastSign = -SignEvery + (3 * number) + 4;
        for (int i = 0; i < line.Y.Count; i++)
        {
            if (!LineChart.IsShown(line.Y[i], y))
            {
                before = null;
                continue;
            }

            (int X, int Y) place = (Place(x.Position(line.X[i]), columns * Across), Place(1 - y.Position(line.Y[i]), rows * Down));
            (int X, int Y) from = before ?? place;
            int steps = Math.Max(1, Math.Max(Math.Abs(place.X - from.X), Math.Abs(place.Y - from.Y)));
            for (int step = before is null ? steps : 1; step <= steps; step++)
            {
                int across = from.X + (int)Math.Round((place.X - from.X) * step / (double)steps);
                int down = from.Y + (int)Math.Round((place.Y - from.Y) * step / (double)steps);
                Dot(across, down, number, isGap: line.IsDashed && style.HasUnicode && dot++ / DashLength % 2 == 1);
                if ((across / Across) - lastSign >= SignEvery)
                {
                    lastSign = across / Across;
                    isSign[down / Down, lastSign] = true;
                    owner[down / Down, lastSign] = number + 1;
                }
            }

            before = place;
        }
    }

    private void Dot(int across, int down, int number, bool isGap)
    {
        (int row, int column) = (down / Down, across / Across);
        if (!isGap && !isSign[row, column])
        {
            dots[row, column] |= style.HasUnicode ? Braille[down % Down, across % Across] : 1;
            owner[row, column] = number + 1;
        }
    }

    private IEnumerable<string> Write()
    {
        foreach (string line in WrappedText.Break(Text.Shown($"{chart.YLabel}: {chart.Title}"), 0, 2, style.Width))
        {
            yield return Plain(line);
        }

        foreach (string line in Legend())
        {
            yield return line;
        }

        ILookup<int, double> ticks = y.Ticks.ToLookup(tick => Place(1 - y.Position(tick), rows));
        for (int row = 0; row < rows; row++)
        {
            string label = ticks.Contains(row) ? y.Label(ticks[row].First()) : string.Empty;
            yield return label.PadLeft(margin - 2) + " " + (label.Length > 0 ? style.HasUnicode ? "┤" : "+" : style.HasUnicode ? "│" : "|") + Row(row);
        }

        yield return new string(' ', margin - 1) + (style.HasUnicode ? "└" : "+") + AxisLine();
        yield return (Plain(chart.XLabel).PadLeft(margin - 2) + "  " + AxisLabels()).TrimEnd();
    }

    private string Row(int row)
    {
        var text = new StringBuilder();
        int color = 0, blanks = 0;
        for (int column = 0; column < columns; column++)
        {
            if (!isSign[row, column] && dots[row, column] == 0)
            {
                blanks++;
                continue;
            }

            text.Append(' ', blanks);
            blanks = 0;
            int number = owner[row, column];
            if (number != color)
            {
                text.Append(Color(number));
                color = number;
            }

            text.Append(isSign[row, column] ? Sign(number - 1) : style.HasUnicode ? ((char)(0x2800 + dots[row, column])).ToString() : ".");
        }

        return text.Append(color == 0 ? string.Empty : Color(0)).ToString();
    }

    private string AxisLine()
    {
        char[] line = new string(style.HasUnicode ? '─' : '-', columns).ToCharArray();
        foreach (double tick in x.Ticks)
        {
            line[Place(x.Position(tick), columns)] = style.HasUnicode ? '┬' : '+';
        }

        return new string(line);
    }

    private string AxisLabels()
    {
        char[] line = new string(' ', columns).ToCharArray();
        int free = 0;
        foreach (double tick in x.Ticks)
        {
            string label = x.Label(tick);
            int start = Math.Min(Math.Max(Place(x.Position(tick), columns) - (label.Length / 2), 0), columns - label.Length);
            if (start >= free)
            {
                label.CopyTo(0, line, start, label.Length);
                free = start + label.Length + 1;
            }
        }

        return new string(line);
    }

    // Each line's sign and name, with its last value, and its best one.
    private IEnumerable<string> Legend()
    {
        var line = new StringBuilder();
        int used = 0;
        for (int i = 0; i < chart.Series.Count; i++)
        {
            ChartSeries series = chart.Series[i];
            double last = series.Y.Where(value => LineChart.IsShown(value, y)).DefaultIfEmpty(double.NaN).Last();
            string best = series.Best is (double epoch, double value) ? FormattableString.Invariant($", best {Text.Loss(value)} at {epoch}") : string.Empty;
            string entry = Plain(Svg.Shorten($"{series.Name} {Text.Loss(last)}{best}", style.Width - 4));
            int width = 2 + Text.Width(entry);
            if (used > 0 && used + 3 + width > style.Width)
            {
                yield return line.ToString();
                line.Clear();
                used = 0;
            }

            line.Append(used > 0 ? "   " : string.Empty).Append(Color(i + 1)).Append(Sign(i)).Append(Color(0)).Append(' ').Append(entry);
            used += (used > 0 ? 3 : 0) + width;
        }

        yield return line.ToString();
    }

    private string Sign(int number)
    {
        ChartSeries line = chart.Series[number];
        bool isHollow = line.IsHollow ?? line.IsDashed;
        int sign = Math.Max(line.Sign - 1, 0) % 5;
        return (style.HasUnicode ? isHollow ? "○□△◇▽" : "●■▲◆▼" : isHollow ? "o=^x%" : "*#AXV")[sign].ToString();
    }

    private string Color(int number) => !style.HasColor ? string.Empty
        : number == 0 ? "\u001b[0m"
        : FormattableString.Invariant($"\u001b[{Colors[(number - 1) % Colors.Length]}m");

    // What a terminal without Unicode can show.
    private string Plain(string text) => style.HasUnicode ? text : new string(text.Select(letter => letter == '…' ? '~' : letter > '~' ? '?' : letter).ToArray());

    private static int Place(double share, int count) => Math.Min(Math.Max((int)(share * count), 0), count - 1);
}
