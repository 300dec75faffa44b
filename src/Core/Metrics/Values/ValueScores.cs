namespace NormTools.Core.Metrics;

/// <summary>Scores of predicted against true values, one number per output.</summary>
internal static class ValueScores
{
    /// <summary>The mean of a cost over the samples, for each output.</summary>
    public static double[] Mean(MetricEvidence evidence, Func<double, double, double> cost) =>
        PerOutput(evidence, (truth, predicted, weights) => Mean([.. truth.Zip(predicted, cost)], weights));

    /// <summary>The median absolute difference: with weights the lower weighted median, otherwise the mean of the two
    /// middle values.</summary>
    public static double[] Median(MetricEvidence evidence) => PerOutput(evidence, (truth, predicted, weights) =>
    {
        double[] sizes = [.. truth.Zip(predicted, (t, p) => Math.Abs(t - p))];
        int[] order = [.. Enumerable.Range(0, sizes.Length)];
        Array.Sort(sizes, order);
        if (weights.Length == 0)
        {
            int middle = sizes.Length / 2;
            return sizes.Length % 2 == 1 ? sizes[middle] : (sizes[middle - 1] + sizes[middle]) / 2;
        }

        double half = weights.Sum() / 2;
        double sum = 0;
        for (int i = 0; i < order.Length; i++)
        {
            sum += weights[order[i]];
            if (sum >= half)
            {
                return sizes[i];
            }
        }

        return sizes[^1];
    });

    /// <summary>1 - (residual sum of squares) / (total sum of squares) for each output, and the latter.</summary>
    /// <param name="evidence">Predicted and true values.</param>
    /// <param name="centred">Whether a constant offset is ignored (explained variance).</param>
    public static (double[] Scores, double[] Spread) Explained(MetricEvidence evidence, bool centred)
    {
        double[] spread = PerOutput(evidence, (truth, _, weights) => Squares(truth, Mean(truth, weights), weights));
        double[] left = PerOutput(evidence, (truth, predicted, weights) =>
        {
            double[] differences = [.. truth.Zip(predicted, (t, p) => t - p)];
            return Squares(differences, centred ? Mean(differences, weights) : 0, weights);
        });
        return ([.. left.Select((rest, i) => spread[i] == 0 ? (rest == 0 ? 1 : 0) : 1 - (rest / spread[i]))], spread);
    }

    private static double Squares(double[] values, double centre, double[] weights)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double difference = values[i] - centre;
            sum += (weights.Length == 0 ? 1 : weights[i]) * difference * difference;
        }

        return sum;
    }

    private static double Mean(double[] values, double[] weights)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += values[i] * (weights.Length == 0 ? 1 : weights[i]);
        }

        return sum / (weights.Length == 0 ? values.Length : weights.Sum());
    }

    private static double[] PerOutput(MetricEvidence evidence, Func<double[], double[], double[], double> of)
    {
        double[] weights = [.. evidence.Weights];
        double[] scores = new double[evidence.Width];
        for (int output = 0; output < scores.Length; output++)
        {
            scores[output] = of(Column(evidence.True, output), Column(evidence.Predicted, output), weights);
        }

        return scores;

        double[] Column(List<double> values, int output)
        {
            double[] column = new double[values.Count / evidence.Width];
            for (int i = 0; i < column.Length; i++)
            {
                column[i] = values[(i * evidence.Width) + output];
            }

            return column;
        }
    }
}
