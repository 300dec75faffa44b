using NormTools.Core.Threading;

namespace NormTools.Core.Preprocessing;

/// <summary>Quantiles with linear interpolation between the two nearest values, as in numpy.percentile.</summary>
internal static class Quantiles
{
    public static double Median(double[] values) => OfSorted(Sorted(values));

    /// <summary>The median.</summary>
    /// <param name="sorted">In ascending order.</param>
    public static double OfSorted(double[] sorted)
    {
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
    }

    /// <summary>A copy in ascending order, sorted in slices, so that it can be cancelled.</summary>
    public static double[] Sorted(double[] values)
    {
        var sorted = (double[])values.Clone();
        var other = new double[sorted.Length > Slices.Values ? sorted.Length : 0];
        for (int start = 0; start < sorted.Length; start += Slices.Values)
        {
            Array.Sort(sorted, start, Slices.Next(start, sorted.Length));
        }

        for (long run = Slices.Values; run < sorted.Length; run *= 2)
        {
            for (long start = 0; start < sorted.Length; start += 2 * run)
            {
                int middle = (int)Math.Min(start + run, sorted.Length);
                Merge(sorted, other, (int)start, middle, (int)Math.Min(start + (2 * run), sorted.Length));
            }

            (sorted, other) = (other, sorted);
        }

        return sorted;
    }

    // Merges two sorted runs, the second of which begins at middle.
    private static void Merge(double[] source, double[] target, int start, int middle, int end)
    {
        int left = start, right = middle, looked = 0;
        for (int i = start; i < end; i++)
        {
            Slices.Count(ref looked, 1);
            bool takesLeft = right == end || (left < middle && source[left].CompareTo(source[right]) <= 0);
            target[i] = takesLeft ? source[left++] : source[right++];
        }
    }

    /// <param name="sorted">In ascending order.</param>
    /// <param name="share">0 to 1.</param>
    public static double At(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)Math.Floor(place);
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
