using System.Globalization;
using NormTools.Native;

namespace NormTools.Charts;

/// <summary>A confusion matrix as a picture: a row a true class, a column a predicted one, darker for a larger share of the row.</summary>
internal static class ConfusionChart
{
    private const double Side = 520; // of the matrix, at most
    private const double LargestCell = 72;
    private const double LeastCellWithCount = 15;
    private const int MostBoxes = 60; // classes: beyond them the cells are pixels of an image
    private const int LongestName = 24;
    private const double RecallColumn = 62;

    public static string Draw(ModelTest test, string? title)
    {
        string[] names = NamesOf(test);
        var counts = new ConfusionCounts(test.ConfusionMatrix!);
        int classes = names.Length;
        double cell = Math.Min(LargestCell, Side / classes), side = cell * classes;
        double labelSize = Math.Min(Svg.FontSize, Math.Max(7, cell * 0.8));
        string[] labels = Svg.Shorten(names, LongestName);
        double nameWidth = 1.1 * labels.Max(label => Svg.WidthOf(label, labelSize));
        double left = 56 + nameWidth, width = Math.Max(left + side + RecallColumn + 110, 560);
        bool isTurned = labels.Max(label => Svg.WidthOf(label, labelSize)) > cell - 6;
        var svg = new Svg();
        double head = svg.Heading(28, title ?? "Confusion matrix", width) + 20;
        svg.Text(28, head, Note(test), fill: Svg.Faint);
        double top = head + 46 + (isTurned ? nameWidth : 16);
        svg.Text(left + (side / 2), head + 28, "Predicted class", "middle");
        svg.Text(22, top + (side / 2), "True class", "middle", turn: -90);
        int every = Math.Max(1, (int)Math.Ceiling(labelSize * 1.15 / cell)); // names that would overlap are left out
        for (int i = 0; i < classes; i += every)
        {
            double middle = (i + 0.5) * cell;
            svg.Text(left - 8, top + middle + (labelSize * 0.35), labels[i], "end", size: labelSize, tooltip: names[i]);
            if (isTurned)
            {
                svg.Text(left + middle + (labelSize * 0.35), top - 8, labels[i], size: labelSize, turn: -90, tooltip: names[i]);
            }
            else
            {
                svg.Text(left + middle, top - 8, labels[i], "middle", size: labelSize, tooltip: names[i]);
            }
        }

        double[] sums = Enumerable.Range(0, classes).Select(counts.Sum).ToArray();
        if (classes > MostBoxes)
        {
            svg.Image(left, top, side, side, Pixels(counts.Cells, sums));
        }
        else
        {
            Cells(svg, left, top, cell, names, counts, sums);
        }

        svg.Box(left, top, side, side, "none", Svg.Rule);
        svg.Text(left + side + 10, top - 8, "right", fill: Svg.Faint);
        for (int row = 0; row < classes; row += every)
        {
            string right = sums[row] == 0 ? "-" : (counts.Cells[(row * classes) + row] / sums[row]).ToString("0.0 %", CultureInfo.InvariantCulture);
            svg.Text(left + side + 10, top + ((row + 0.5) * cell) + (labelSize * 0.35), right, size: labelSize);
        }

        Scale(svg, left + side + 10 + RecallColumn, top, Math.Max(80, Math.Min(side, 200)));
        return svg.Finish(width, top + Math.Max(side, 110) + 28);
    }

    private static string[] NamesOf(ModelTest test) => Enumerable.Range(0, (int)test.ConfusionMatrix!.Dimensions[0])
        .Select(i => test.ClassNames is not null && i < test.ClassNames.Length ? test.ClassNames[i] : i.ToString(CultureInfo.InvariantCulture))
        .ToArray();

    private static string Note(ModelTest test) => FormattableString.Invariant(
        $"{Text.Count(test.Count, "sample")}, accuracy {test.Accuracy:0.0 %}; the largest class alone {test.Baseline:0.0 %}") + (test.ConfusionMatrix!.DType == DType.Float64 ? "; samples count by their weights" : string.Empty);

    private static void Cells(Svg svg, double left, double top, double cell, string[] names, ConfusionCounts counts, double[] sums)
    {
        int classes = names.Length;
        double digits = counts.Written(counts.Cells.Max()).Length;
        double size = Math.Min(15, Math.Min(cell * 0.5, (cell - 4) / (digits * 0.6)));
        for (int i = 0; i < counts.Cells.Length; i++)
        {
            StopFlag.ThrowIfRaised();
            (int row, int column) = (i / classes, i % classes);
            double share = sums[row] == 0 ? 0 : counts.Cells[i] / sums[row];
            (double x, double y) = (left + (column * cell), top + (row * cell));
            string told = FormattableString.Invariant($"{names[row]}, predicted {names[column]}: {counts.Grouped(counts.Cells[i])} ({share:0.0 %})");
            svg.Box(x, y, cell, cell, ChartColors.Shade(share), "#ffffff", told);
            if (counts.Cells[i] > 0 && cell >= LeastCellWithCount)
            {
                string count = counts.Written(counts.Cells[i]);
                svg.Text(x + (cell / 2), y + (cell / 2) + (size * 0.35), count, "middle", share > 0.45 ? "#ffffff" : "#111", size);
            }
        }
    }

    private static byte[] Pixels(double[] counts, double[] sums)
    {
        int classes = sums.Length;
        var pixels = new byte[3 * counts.Length];
        for (int i = 0; i < counts.Length; i++)
        {
            double sum = sums[i / classes];
            (int red, int green, int blue) = ChartColors.Mix(sum == 0 ? 0 : counts[i] / sum);
            (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) = ((byte)red, (byte)green, (byte)blue);
        }

        return PngImage.Write(pixels, classes, classes, 3);
    }

    // What the shades mean.
    private static void Scale(Svg svg, double x, double top, double height)
    {
        const int Steps = 20;
        for (int i = 0; i < Steps; i++)
        {
            svg.Box(x, top + (i * height / Steps), 14, (height / Steps) + 0.5, ChartColors.Shade(1 - (i / (double)(Steps - 1))));
        }

        svg.Box(x, top, 14, height, "none", Svg.Rule);
        foreach (double share in new[] { 0, 0.5, 1 })
        {
            svg.Text(x + 20, top + ((1 - share) * height) + 4, share.ToString("0 %", CultureInfo.InvariantCulture), size: 11);
        }

        svg.Text(x + 68, top + (height / 2), "share of the true class", "middle", Svg.Faint, 11, turn: -90);
    }
}
