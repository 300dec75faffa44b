namespace NormTools.Charts;

/// <summary>Draws a curve of many models: lines with bands of 95 %.</summary>
internal static class TrialChart
{
    private const double Wide = 8; // from this ratio of the ends on, the axis is logarithmic

    private static readonly string[] Colors = { "#1f77b4", "#d9541e", "#2ca02c", "#7f3f98" };

    public static LineChart Draw(TrialCurve curve, string? title, bool logarithmic)
    {
        double[] places = curve.Places;
        var chart = new LineChart(title ?? curve.Title, curve.PlaceLabel, curve.ValueLabel)
        {
            Logarithmic = logarithmic,
            LogarithmicX = places.Length > 2 && places.Min() > 0 && places.Max() >= Wide * places.Min(),
            WholeX = places.All(place => place == Math.Floor(place)),
            Mark = curve.Mark,
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
}
