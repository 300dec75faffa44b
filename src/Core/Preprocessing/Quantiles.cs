namespace NormTools.Core.Preprocessing;

/// <summary>The values of a column at some shares of it; missing ones are left out.</summary>
/// <param name="count">Values that are not missing.</param>
/// <param name="shares">0 to 1.</param>
/// <param name="nearest">Of each share the values of its two <see cref="Ranks"/>.</param>
internal sealed class Quantiles(int count, double[] shares, double[] nearest)
{
    public int Count => count;

    /// <summary>The middle value, or the mean of the two in the middle.</summary>
    public double Median
    {
        get
        {
            (double below, double above) = Nearest(0.5);
            return count % 2 == 1 ? below : 0.5 * (below + above);
        }
    }

    /// <summary>The ranks beside each share, from 0: that at or below it, and the next.</summary>
    public static int[] Ranks(int count, double[] shares) => [.. shares.SelectMany(share =>
    {
        int below = (int)(share * (count - 1));
        return new[] { below, Math.Min(below + 1, count - 1) };
    })];

    public static Quantiles Of(RankedValues values, double[] shares) =>
        new(values.Count, shares, values.Count == 0 ? [] : values.At(Ranks(values.Count, shares)));

    /// <summary>With linear interpolation between the two nearest values, as in numpy.percentile.</summary>
    /// <param name="share">One of those asked for.</param>
    public double At(double share)
    {
        (double below, double above) = Nearest(share);
        double place = share * (count - 1);
        return below + ((place - Math.Floor(place)) * (above - below));
    }

    private (double Below, double Above) Nearest(double share)
    {
        int i = 2 * Array.IndexOf(shares, share);
        return (nearest[i], nearest[i + 1]);
    }
}
