namespace NormTools.Charts;

/// <summary>The loss over the learning rates that were tried, with the rate that is suggested.</summary>
internal static class LearningRateChart
{
    /// <exception cref="NormToolsException">NothingToDraw: no rate was tried without divergence.</exception>
    public static LineChart Of(LearningRateSearch search, ChartOptions options)
    {
        if (search.Trial.Count == 0)
        {
            throw Errors.Data("NothingToDraw", $"The search has no step to draw. {search.Verdict}");
        }

        // Where the loss diverges it leaves the picture, in which its fall is what counts.
        double start = search.Trial[0].Smoothed, least = search.Trial.Min(trial => trial.Smoothed);
        double top = start + Math.Max(start - least, 0.25 * Math.Abs(start));
        double Shown(double loss) => loss <= top ? loss : double.NaN;
        double[] rates = search.Trial.Select(trial => trial.LearningRate).ToArray();
        var chart = new LineChart(options.Title ?? "Learning rate search", "Learning rate", "Loss")
        {
            Logarithmic = options.Logarithmic,
            LogarithmicX = true,
            Mark = search.Valley is double valley ? (valley, FormattableString.Invariant($"valley: {valley:0.0e+0}")) : null,
        };
        chart.Add(new ChartSeries("loss of a batch", "#9db8d2", rates, search.Trial.Select(trial => Shown(trial.Loss)).ToArray()));
        chart.Add(new ChartSeries("smoothed", "#1f4e79", rates, search.Trial.Select(trial => Shown(trial.Smoothed)).ToArray()) { IsDashed = true });
        return chart;
    }
}
