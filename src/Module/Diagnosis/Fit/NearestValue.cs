namespace NormTools;

/// <summary>How much of the target the row with the nearest value of one column tells, each row left out in turn.</summary>
internal static class NearestValue
{
    /// <summary>Of classes the accuracy above that of the largest class, as a share of what is left to gain; of quantities R squared,
    /// by the mean of the two neighbours.</summary>
    public static double Tells(CheckedPart part, int column)
    {
        int[] rows = Rows(part, column).OrderBy(row => part.At(row, column)).ThenBy(row => row).ToArray();
        if (rows.Length < 3)
        {
            return 0;
        }

        return part.Classes is long[] classes ? OfClasses(part, column, rows, classes) : OfQuantities(rows, row => part.Quantities![row]);
    }

    /// <summary>How much of a column the row with the nearest quantity tells: R squared.</summary>
    public static double IsTold(CheckedPart part, int column)
    {
        int[] rows = Rows(part, column).OrderBy(row => part.Quantities![row]).ThenBy(row => row).ToArray();
        return rows.Length < 3 ? 0 : OfQuantities(rows, row => part.At(row, column));
    }

    private static IEnumerable<int> Rows(CheckedPart part, int column) =>
        Enumerable.Range(0, part.Count).Where(row => !float.IsNaN(part.At(row, column)) && HasTarget(part, row));

    private static bool HasTarget(CheckedPart part, int row) => part.Quantities is null
        || !(float.IsNaN(part.Quantities[row]) || float.IsInfinity(part.Quantities[row]));

    private static double OfClasses(CheckedPart part, int column, int[] rows, long[] classes)
    {
        double right = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            float below = i == 0 ? float.PositiveInfinity : part.At(rows[i], column) - part.At(rows[i - 1], column);
            float above = i == rows.Length - 1 ? float.PositiveInfinity : part.At(rows[i + 1], column) - part.At(rows[i], column);
            right += classes[rows[below <= above ? i - 1 : i + 1]] == classes[rows[i]] ? 1 : 0;
        }

        double usual = rows.GroupBy(row => classes[row]).Max(group => group.Count());
        return usual == rows.Length ? 0 : (right - usual) / (rows.Length - usual);
    }

    private static double OfQuantities(int[] rows, Func<int, float> quantity)
    {
        double centre = rows.Average(row => (double)quantity(row)), rest = 0, total = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            double own = quantity(rows[i]);
            double near = ((double)quantity(rows[Math.Max(i - 1, i == 0 ? 1 : 0)]) + quantity(rows[i == rows.Length - 1 ? i - 1 : i + 1])) / 2;
            (rest, total) = (rest + ((own - near) * (own - near)), total + ((own - centre) * (own - centre)));
        }

        return total > 0 ? 1 - (rest / total) : 0;
    }
}
