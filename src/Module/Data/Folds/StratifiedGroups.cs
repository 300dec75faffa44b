using NormTools.Native;

namespace NormTools;

/// <summary>Divides groups between parts so that each part has its share of the rows of every class.</summary>
/// <remarks>Groups come by falling size, equal ones as they were drawn; each goes to the part that then is nearest to its share: the sum
/// over parts and classes of squared differences, relative to the rows of the class, is smallest.</remarks>
internal static class StratifiedGroups
{
    /// <summary>The part of each group.</summary>
    /// <param name="shares">Of the rows that each part is to have; their sum is at most 1, and what is left belongs to no part.</param>
    /// <param name="classes">The class of each row.</param>
    /// <param name="groups">The group of each row.</param>
    /// <param name="drawn">The groups in the order in which they were drawn.</param>
    public static int[] Divide(double[] shares, long[] classes, long[] groups, long[] drawn)
    {
        int width = (int)classes.Max() + 1;
        var rows = drawn.Select(_ => new double[width]).ToArray();
        var total = new double[width];
        for (int row = 0; row < groups.Length; row++)
        {
            rows[groups[row]][classes[row]]++;
            total[classes[row]]++;
        }

        double left = 1 - shares.Sum();
        double[] wanted = left > 1e-9 ? shares.Append(left).ToArray() : shares;
        double[][] filled = wanted.Select(_ => new double[width]).ToArray();
        var result = new int[drawn.Length];
        foreach (long group in StopFlag.Each(drawn.OrderByDescending(group => rows[group].Sum()).ToArray()))
        {
            int best = Enumerable.Range(0, wanted.Length).OrderBy(part => Change(filled[part], rows[group], total, wanted[part])).First();
            result[group] = best;
            for (int i = 0; i < width; i++)
            {
                filled[best][i] += rows[group][i];
            }
        }

        return result;
    }

    // By how much the sum of squares grows where a part takes a group.
    private static double Change(double[] filled, double[] rows, double[] total, double share)
    {
        double change = 0;
        for (int i = 0; i < total.Length; i++)
        {
            if (total[i] > 0)
            {
                double before = (filled[i] / total[i]) - share, added = rows[i] / total[i];
                change += added * ((2 * before) + added);
            }
        }

        return change;
    }
}
