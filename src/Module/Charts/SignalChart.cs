namespace NormTools.Charts;

/// <summary>Draws the standard deviations of outputs and gradients over a model's layers.</summary>
internal static class SignalChart
{
    public static LineChart Of(SignalPropagation measured, string? title = null)
    {
        LayerSignal[] layers = measured.Layers;
        double[] places = Enumerable.Range(1, layers.Length).Select(place => (double)place).ToArray();
        var chart = new LineChart(title ?? $"Signal propagation: {measured.Verdict}", "Layer", "Standard deviation") { Logarithmic = true };
        chart.Add(new ChartSeries("output", "#1f77b4", places, layers.Select(layer => layer.StandardDeviation).ToArray()) { Sign = 1, HasAllSigns = layers.Length <= 40 });
        chart.Add(new ChartSeries("gradient", "#d9541e", places, layers.Select(layer => layer.GradientStandardDeviation ?? double.NaN).ToArray())
        {
            IsDashed = true,
            Sign = 2,
            HasAllSigns = layers.Length <= 40,
        });
        return chart;
    }
}
