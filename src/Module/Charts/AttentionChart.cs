using System.Globalization;
using NormTools.Native;

namespace NormTools.Charts;

/// <summary>The weights of attention of one sample as pictures: their mean, and each head; a row a step that reads, a column one that is
/// read.</summary>
internal static class AttentionChart
{
    private const double Width = 980, Side = 380, LargestCell = 34, Gap = 30;
    private const int MostBoxes = 48; // steps: beyond them the cells are pixels of an image
    private const int LongestWord = 18;

    public static string Draw(AttentionMap map, string? title)
    {
        int steps = map.Step.Length, cells = steps * steps;
        var values = (float[])map.Weight.ToArray();
        (string Name, float[] Weights)[] panels = Enumerable.Range(0, (int)map.HeadCount)
            .Select(head => ($"head {head + 1}, entropy {map.Entropy[head].ToString("0.00", CultureInfo.InvariantCulture)}", values.Skip(head * cells).Take(cells).ToArray()))
            .ToArray();
        if (panels.Length > 1)
        {
            panels = panels.Prepend(("mean of the heads", (float[])map.Mean.ToArray())).ToArray();
        }

        double cell = Math.Min(LargestCell, Side / steps), side = cell * steps;
        double size = Math.Min(Svg.FontSize, Math.Max(7, cell * 0.8));
        string[] words = Array.ConvertAll(map.Step, word => Svg.Shorten(word, LongestWord));
        double word = 1.2 * words.Max(text => Svg.WidthOf(text, size));
        int perRow = Math.Max(1, Math.Min(panels.Length, (int)((Width - 28) / (word + side + Gap))));
        double width = Math.Max(520, 28 + (perRow * (word + side + Gap)));
        var svg = new Svg();
        double head = svg.Heading(28, title ?? FormattableString.Invariant($"Attention of layer {map.Layer}, sample {map.Row}"), width) + 20;
        head = svg.Note(28, head, "A row is a step that reads, a column one that is read; each row sums to 1. Darker is more, in each picture up to its largest weight. Entropy: 1 reads all alike, 0 one.", width);
        double height = word + side + 48, top = head + 8;
        for (int i = 0; i < panels.Length; i++)
        {
            StopFlag.ThrowIfRaised();
            (double x, double y) = (28 + (i % perRow * (word + side + Gap)), top + (i / perRow * height));
            Panel(svg, x + word + 8, y + 28 + word, cell, size, map.Step, words, panels[i]);
            svg.Text(x + word + 8, y + 14, panels[i].Name + FormattableString.Invariant($", up to {panels[i].Weights.Max():0.00}"), fill: Svg.Faint, size: 12);
        }

        return svg.Finish(width, top + (((panels.Length + perRow - 1) / perRow) * height) + 8);
    }

    private static void Panel(Svg svg, double left, double top, double cell, double size, string[] names, string[] words, (string Name, float[] Weights) panel)
    {
        int steps = words.Length;
        double side = cell * steps, most = panel.Weights.Max();
        int every = Math.Max(1, (int)Math.Ceiling(size * 1.15 / cell)); // words that would overlap are left out
        for (int i = 0; i < steps; i += every)
        {
            double middle = ((i + 0.5) * cell) + (size * 0.35);
            svg.Text(left - 6, top + middle, words[i], "end", size: size, tooltip: names[i]);
            svg.Text(left + middle, top - 6, words[i], size: size, turn: -90, tooltip: names[i]);
        }

        if (steps > MostBoxes)
        {
            svg.Image(left, top, side, side, Pixels(panel.Weights, steps, most));
        }
        else
        {
            for (int i = 0; i < panel.Weights.Length; i++)
            {
                (int row, int column) = (i / steps, i % steps);
                string told = FormattableString.Invariant($"{names[row]} reads {names[column]}: {panel.Weights[i]:0.000}");
                svg.Box(left + (column * cell), top + (row * cell), cell, cell, ChartColors.Shade(most > 0 ? panel.Weights[i] / most : 0), "#ffffff", told);
            }
        }

        svg.Box(left, top, side, side, "none", Svg.Rule);
    }

    private static byte[] Pixels(float[] weights, int steps, double most)
    {
        var pixels = new byte[3 * weights.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            (int red, int green, int blue) = ChartColors.Mix(most > 0 ? weights[i] / most : 0);
            (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) = ((byte)red, (byte)green, (byte)blue);
        }

        return PngImage.Write(pixels, steps, steps, 3);
    }
}
