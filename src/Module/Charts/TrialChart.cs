using System.Globalization;

namespace NormTools.Charts;

/// <summary>Draws a curve of many models: lines with bands of 95 %.</summary>
internal static class TrialChart
{
    private const double Wide = 8; // from this ratio of the ends on, the axis is logarithmic
    private const double Crowded = 0.04; // of the axis: values that are nearer to each other stand at equal distances

    private static readonly string[] Colors = { "#1f77b4", "#d9541e", "#2ca02c", "#7f3f98" };

    public static LineChart Draw(TrialCurve curve, string? title, bool logarithmic)
    {
        double[] values = curve.Places;
        bool isLogarithmic = values.Length > 2 && values.Min() > 0 && values.Max() >= Wide * values.Min();
        bool isEven = !isLogarithmic && IsCrowded(values);
        double[] places = isEven ? Enumerable.Range(1, values.Length).Select(place => (double)place).ToArray() : values;
        var chart = new LineChart(title ?? curve.Title, curve.PlaceLabel + (isEven ? ", values at equal distances" : string.Empty), curve.ValueLabel)
        {
            Logarithmic = logarithmic,
            LogarithmicX = isLogarithmic,
            WholeX = places.All(place => place == Math.Floor(place)),
            PlaceNames = isEven ? Array.ConvertAll(values, Written) : null,
            Mark = curve.Mark is (double x, string label) ? (places[Array.IndexOf(values, x)], label) : null,
        };
        TrialLine[] lines = curve.Lines;
        for (int i = 0; i < lines.Length; i++)
        {
            TrialLine line = lines[i];
            chart.Add(new ChartSeries(line.Name, Colors[i % Colors.Length], places, line.Values)
            {
                IsDashed = line.IsDashed,
                Sign = i + 1,
                HasAllSigns = true,
                Band = line.Low is null ? null : (line.Low, line.High!),
            });
        }

        return chart;
    }

    private static string Written(double value) => value.ToString(value != 0 && Math.Abs(value) < 1e-3 ? "0.####e0" : "G6", CultureInfo.InvariantCulture);

    // A 0 has no place on a logarithmic axis, and on a linear one the small values behind it would fall on it: 0, 0.0001, 0.001, 0.1.
    private static bool IsCrowded(double[] values)
    {
        double[] sorted = values.OrderBy(value => value).ToArray();
        return sorted.Length > 2 && sorted[0] <= 0
            && sorted.Skip(1).Zip(sorted, (next, one) => next - one).Min() < Crowded * (sorted[sorted.Length - 1] - sorted[0]);
    }
}
