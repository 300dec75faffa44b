namespace NormTools;

/// <summary>How much each row of a part counts, 1 on average: by the data's sample weights, or all alike.</summary>
internal static class RowWeights
{
    public static double[] Of(Dataset part) => part.SampleWeight is Tensor weights
        ? Levelled(Array.ConvertAll((float[])weights.ToArray(), weight => (double)weight))
        : Equal(part.Count);

    /// <summary>The same for some rows of a part.</summary>
    public static double[] Of(Dataset part, int[] rows)
    {
        double[] all = Of(part);
        return Levelled(Array.ConvertAll(rows, row => all[row]));
    }

    public static double[] Equal(long rows) => Enumerable.Repeat(1.0, checked((int)rows)).ToArray();

    /// <summary>Weights with a mean of 1; all alike where they are all 0.</summary>
    public static double[] Levelled(double[] weights)
    {
        double mean = weights.DefaultIfEmpty(1).Average();
        return mean > 0 ? Array.ConvertAll(weights, weight => weight / mean) : Equal(weights.Length);
    }

    /// <summary>The mean of values, one for each row; NaN of none.</summary>
    public static double Mean(double[] values, double[] weights)
    {
        double sum = 0;
        for (int row = 0; row < values.Length; row++)
        {
            sum += weights[row] * values[row];
        }

        return values.Length == 0 ? double.NaN : sum / values.Length;
    }

    /// <summary>How many rows of equal weight would tell as much (Kish 1965).</summary>
    public static double Effective(double[] weights)
    {
        double sum = weights.Sum(), squares = weights.Sum(weight => weight * weight);
        return squares > 0 ? sum * sum / squares : 0;
    }
}
