namespace NormTools.Core.Preprocessing;

/// <summary>Quantiles with linear interpolation between the two nearest values, as numpy's percentile has them.</summary>
internal static class Quantiles
{
    public static double Median(double[] values) => OfSorted(Sorted(values));

    /// <summary>The median.</summary>
    /// <param name="sorted">In rising order.</param>
    public static double OfSorted(double[] sorted)
    {
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
    }

    public static double[] Sorted(double[] values)
    {
        var sorted = (double[])values.Clone();
        Array.Sort(sorted);
        return sorted;
    }

    /// <param name="sorted">In rising order.</param>
    /// <param name="share">0 to 1.</param>
    public static double At(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)Math.Floor(place);
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
