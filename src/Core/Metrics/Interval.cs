namespace NormTools.Core.Metrics;

/// <summary>95 % confidence intervals: where a metric would lie for other samples like these, 19 times out of
/// 20.</summary>
internal static class Interval
{
    private const double Normal = 1.959963984540054;
    private const int Rounds = 200;
    private const int MostSamples = 5_000;

    /// <summary>Wilson's interval for a share.</summary>
    public static (double Low, double High) OfShare(double share, double count)
    {
        if (count == 0 || double.IsNaN(share))
        {
            return (double.NaN, double.NaN);
        }

        double square = Normal * Normal / count;
        double centre = (share + (square / 2)) / (1 + square);
        double half = Normal / (1 + square) * Math.Sqrt((share * (1 - share) / count) + (square / 4 / count));
        return (Math.Clamp(centre - half, 0, share), Math.Clamp(centre + half, share, 1)); // whatever the rounding
    }

    /// <summary>Wilson's for shares of samples; for other metrics the bootstrap (Efron 1979): the middle 95 % of their
    /// values over resampled samples, with a fixed seed, so that it is the same each time. NaN where there are too many
    /// samples to be worth it.</summary>
    public static (double Low, double High)[] Of(IReadOnlyList<Metric> metrics, MetricEvidence evidence)
    {
        List<double>[] values = [.. metrics.Select(_ => new List<double>())];
        Random.Generator stream = new(0);
        for (int round = 0; round < Rounds && evidence.Count is >= 2 and <= MostSamples; round++)
        {
            Threading.Cancellation.ThrowIfRequested();
            MetricEvidence drawn = evidence.Resample(stream);
            for (int i = 0; i < values.Length; i++)
            {
                double value = metrics[i].IsShare ? double.NaN : metrics[i].Value(drawn).Value;
                values[i].AddRange(double.IsNaN(value) ? [] : [value]);
            }
        }

        return [.. metrics.Select((metric, i) => metric.IsShare
            ? OfShare(metric.Value(evidence).Value, evidence.Count)
            : Middle(values[i]))];
    }

    private static (double Low, double High) Middle(List<double> values)
    {
        values.Sort();
        return values.Count < Rounds / 2
            ? (double.NaN, double.NaN)
            : (values[(int)(0.025 * values.Count)], values[(int)(0.975 * values.Count)]);
    }
}
