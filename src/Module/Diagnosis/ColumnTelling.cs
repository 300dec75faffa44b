namespace NormTools;

/// <summary>How much of a target one column tells, by the simplest model: the rows of a bin or category share their class or
/// mean.</summary>
internal static class ColumnTelling
{
    /// <summary>Of classes the accuracy above that of the largest class, as a share of what is left to gain; of quantities R
    /// squared. On the rows that are judged, fitted on the others.</summary>
    /// <param name="part">The rows.</param>
    /// <param name="column">The column.</param>
    /// <param name="rows">The rows that are looked at.</param>
    /// <param name="judged">Which of them judge; the others fit.</param>
    /// <param name="bins">Bins of a column of numbers, with as many rows in each.</param>
    public static double Of(CheckedPart part, int column, int[] rows, bool[] judged, int bins)
    {
        int[] fitted = rows.Where((_, i) => !judged[i]).ToArray(), others = rows.Where((_, i) => judged[i]).ToArray();
        Func<int, int> bin = Binning(part, column, fitted, bins);
        return fitted.Length == 0 || others.Length == 0 ? 0
            : part.Classes is not null ? OfClasses(part.Classes, fitted, others, bin)
            : OfQuantities(part.Quantities!, fitted, others, bin);
    }

    private static Func<int, int> Binning(CheckedPart part, int column, int[] fitted, int bins)
    {
        float[] values = fitted.Select(row => part.At(row, column)).Where(value => !float.IsNaN(value)).OrderBy(value => value).ToArray();
        float[] distinct = values.Distinct().ToArray();
        if (part.Texts[column] is not null || distinct.Length <= bins)
        {
            return row => float.IsNaN(part.At(row, column)) ? int.MinValue
                : part.Texts[column] is not null ? (int)part.At(row, column)
                : Place(distinct, part.At(row, column));
        }

        float[] edges = Enumerable.Range(1, bins - 1).Select(i => values[i * values.Length / bins]).Distinct().ToArray();
        return row => float.IsNaN(part.At(row, column)) ? int.MinValue : Place(edges, part.At(row, column));
    }

    private static int Place(float[] edges, float value)
    {
        int place = Array.BinarySearch(edges, value);
        return place < 0 ? ~place : place + 1;
    }

    private static double OfClasses(long[] classes, int[] fitted, int[] judged, Func<int, int> bin)
    {
        long largest = Largest(fitted.Select(row => classes[row]));
        Dictionary<int, long> named = fitted.GroupBy(bin).ToDictionary(group => group.Key, group => Largest(group.Select(row => classes[row])));
        double right = judged.Count(row => classes[row] == (named.TryGetValue(bin(row), out long name) ? name : largest));
        double usual = judged.Count(row => classes[row] == largest);
        return usual == judged.Length ? 0 : (right - usual) / (judged.Length - usual);
    }

    private static double OfQuantities(float[] quantities, int[] fitted, int[] judged, Func<int, int> bin)
    {
        double whole = fitted.Average(row => (double)quantities[row]);
        Dictionary<int, double> means = fitted.GroupBy(bin).ToDictionary(group => group.Key, group => group.Average(row => (double)quantities[row]));
        double centre = judged.Average(row => (double)quantities[row]);
        double rest = judged.Sum(row => Square(quantities[row] - (means.TryGetValue(bin(row), out double mean) ? mean : whole)));
        double total = judged.Sum(row => Square(quantities[row] - centre));
        return total > 0 ? 1 - (rest / total) : 0;
    }

    private static double Square(double value) => value * value;

    private static long Largest(IEnumerable<long> classes) =>
        classes.GroupBy(name => name).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First().Key;
}
