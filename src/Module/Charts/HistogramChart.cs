using System.Globalization;
using NormTools.Native;

namespace NormTools.Charts;

/// <summary>Histograms side by side: of a model's parameters, or of the outputs or gradients of its layers.</summary>
internal static class HistogramChart
{
    private const int Columns = 3;
    private const int MostPanels = 60;
    private const double Left = 24;
    private const double PanelWidth = 244;
    private const double PanelHeight = 176;
    private const double PlotLeft = 44; // within a panel
    private const double PlotTop = 42;
    private const double PlotHeight = 92;
    private const double PlotWidth = PanelWidth - PlotLeft - 18;

    /// <exception cref="NormToolsException">NothingToDraw: no parameter fits -Layer, or the model has none.</exception>
    public static string OfWeights(Model model, ChartOptions options)
    {
        model.ThrowIfDisposed();
        string[] all = model.Parameters.Keys;
        string[] names = Chosen(all, options.Layer, name => name.Contains('.') ? name.Substring(0, name.LastIndexOf('.')) : name);
        Panel[] panels = names.Take(MostPanels).Select(name =>
        {
            StopFlag.ThrowIfRaised();
            using Tensor tensor = model.Parameters[name];
            var values = (float[])tensor.ToArray();
            return new Panel(name, $"{Text.Shape(tensor.Dimensions)}{Moments(values)}", ValueHistogram.Of(values));
        }).ToArray();
        return Draw(panels, names.Length, options.Title ?? $"Weights of {model}", "Value of a parameter", options.Logarithmic);
    }

    /// <exception cref="NormToolsException">NothingToDraw: no layer fits -Layer, or none has a gradient.</exception>
    public static string OfSignal(SignalPropagation signal, bool isGradient, ChartOptions options)
    {
        LayerSignal[] all = signal.Layers.Where(layer => !isGradient || layer.GradientStandardDeviation is not null).ToArray();
        string[] names = Chosen(all.Select(layer => layer.Name).ToArray(), options.Layer, name => name);
        LayerSignal[] layers = all.Where(layer => names.Contains(layer.Name)).ToArray();
        Panel[] panels = layers.Take(MostPanels).Select(layer => new Panel(
            $"{layer.Name} {layer.Type}",
            isGradient ? FormattableString.Invariant($"sd {layer.GradientStandardDeviation:G3}")
                : FormattableString.Invariant($"mean {layer.Mean:G3}, sd {layer.StandardDeviation:G3}, zero {layer.ZeroShare:0 %}"),
            isGradient ? layer.GradientHistogram : layer.Histogram)).ToArray();
        string what = isGradient ? "Gradients at the layers' outputs" : "Outputs of the layers";
        return Draw(
            panels, layers.Length, options.Title ?? $"{what}, {Text.Count(signal.RowCount, "sample")}", isGradient ? "Value of a gradient" : "Value of an output", options.Logarithmic);
    }

    private static string[] Chosen(string[] names, string[]? patterns, Func<string, string> layer)
    {
        string[] found = names.Where(name => NamePattern.Fits(name, patterns) || NamePattern.Fits(layer(name), patterns)).ToArray();
        string[] missing = NamePattern.Missing(patterns, names.Concat(names.Select(layer))).ToArray();
        return names.Length == 0 ? throw Errors.Data("NothingToDraw", "The model has no parameters, and its layers no gradients, to draw.")
            : found.Length == 0 || missing.Length > 0 ? throw Errors.NoSuchLayer(missing.Concat(patterns!).First(), names)
            : found;
    }

    private static string Moments(float[] values)
    {
        double[] finite = values.Where(value => !float.IsNaN(value) && !float.IsInfinity(value)).Select(value => (double)value).ToArray();
        double mean = finite.Length == 0 ? double.NaN : finite.Average();
        double deviation = finite.Length == 0 ? double.NaN : Math.Sqrt(finite.Average(value => (value - mean) * (value - mean)));
        string odd = finite.Length == values.Length ? string.Empty : FormattableString.Invariant($", {values.Length - finite.Length:N0} not finite");
        return finite.Length == 0 ? odd : FormattableString.Invariant($", mean {mean:G3}, sd {deviation:G3}") + odd;
    }

    private static string Draw(Panel[] panels, int all, string title, string axis, bool isLogarithmic)
    {
        int columns = Math.Min(Columns, Math.Max(2, panels.Length));
        double width = (2 * Left) + (columns * PanelWidth);
        var svg = new Svg();
        double head = svg.Heading(Left, title, width) + 20;
        string note = $"Up: number of values in each of 40 bins{(isLogarithmic ? ", on a logarithmic scale" : string.Empty)}. Across: {axis.ToLowerInvariant()}.";
        foreach (string line in Svg.Lines(panels.Length == all ? note : $"{note} {panels.Length} of {all}: -Layer draws others.", (int)(width / 7.6)))
        {
            svg.Text(Left, head, line, fill: Svg.Faint);
            head += 17;
        }

        for (int i = 0; i < panels.Length; i++)
        {
            StopFlag.ThrowIfRaised();
            Draw(svg, panels[i], Left + (i % columns * PanelWidth), head + (i / columns * PanelHeight), isLogarithmic);
        }

        return svg.Finish(width, head + ((panels.Length + columns - 1) / columns * PanelHeight) + 8);
    }

    private static void Draw(Svg svg, Panel panel, double x, double y, bool isLogarithmic)
    {
        svg.Text(x + 4, y + 16, Svg.Shorten(panel.Name, 30), isBold: true, tooltip: panel.Name);
        svg.Text(x + 4, y + 32, Svg.Shorten(panel.Detail, 38), fill: Svg.Faint, size: 11, tooltip: panel.Detail);
        double left = x + PlotLeft, floor = y + PlotTop + PlotHeight;
        svg.Line(left, floor, left + PlotWidth, floor, Svg.Rule);
        if (panel.Histogram is not ValueHistogram histogram)
        {
            svg.Text(left + (PlotWidth / 2), floor - (PlotHeight / 2), "no finite value", "middle", Svg.Faint);
            return;
        }

        ChartAxis axis = ChartAxis.Between(histogram.Low, histogram.High, 4);
        long most = histogram.Count.Max();
        double At(double value) => left + (axis.Position(value) * PlotWidth);
        double Height(long count) => isLogarithmic ? Math.Log(1 + count) / Math.Log(1 + most) : (double)count / most;
        double bin = (histogram.High - histogram.Low) / histogram.Count.Length;
        for (int i = 0; i < histogram.Count.Length; i++)
        {
            if (histogram.Count[i] > 0)
            {
                double start = bin > 0 ? At(histogram.Low + (i * bin)) : At(histogram.Low) - 2, height = Height(histogram.Count[i]) * PlotHeight;
                double end = bin > 0 ? At(histogram.Low + ((i + 1) * bin)) : start + 4;
                svg.Box(start, floor - height, Math.Max(end - start, 1), height, "#8fb3d4", "#3d78ad");
            }
        }

        if (histogram.Low < 0 && histogram.High > 0)
        {
            svg.Line(At(0), y + PlotTop, At(0), floor, Svg.Faint, dash: "2 3");
        }

        double free = left - PlotLeft;
        foreach (double tick in axis.Ticks)
        {
            double half = Svg.WidthOf(axis.Label(tick), 11) / 2;
            svg.Line(At(tick), floor, At(tick), floor + 4, Svg.Rule);
            if (At(tick) - half >= free)
            {
                svg.Text(At(tick), floor + 16, axis.Label(tick), "middle", size: 11);
                free = At(tick) + half + 4;
            }
        }

        svg.Text(left - 5, y + PlotTop + 8, Short(most), "end", size: 11);
        svg.Text(left - 5, floor, "0", "end", size: 11);
    }

    private static string Short(long count) => count switch
    {
        >= 1_000_000 => (count / 1e6).ToString("0.#", CultureInfo.InvariantCulture) + "M",
        >= 100_000 => (count / 1e3).ToString("0", CultureInfo.InvariantCulture) + "k",
        _ => count.ToString(CultureInfo.InvariantCulture),
    };

    private readonly struct Panel
    {
        public Panel(string name, string detail, ValueHistogram? histogram)
        {
            Name = name;
            Detail = detail;
            Histogram = histogram;
        }

        public string Name { get; }

        public string Detail { get; }

        public ValueHistogram? Histogram { get; }
    }
}
