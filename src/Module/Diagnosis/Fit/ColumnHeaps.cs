namespace NormTools;

/// <summary>How far the values of one column lie apart by class, or how closely they follow a quantity: a target under another name does
/// so as no measurement does.</summary>
internal static class ColumnHeaps
{
    private const int LeastRows = 5; // of a class

    /// <summary>Of classes the smallest distance of two neighbouring means, in deviations within a class, infinity where each class has one
    /// value; of quantities what is left of the deviation behind a line, as a factor. 0 where it cannot be said.</summary>
    public static double Apart(CheckedPart part, int column)
    {
        int[] rows = Enumerable.Range(0, part.Count).Where(row => !float.IsNaN(part.At(row, column))).ToArray();
        return rows.Length < part.Count ? 0
            : part.Texts[column] is not null ? (part.Classes is not null && IsName(part, column) ? double.PositiveInfinity : 0)
            : part.Classes is long[] classes ? OfClasses(part, column, classes)
            : part.Quantities is float[] quantities ? OfQuantities(part, column, quantities)
            : 0;
    }

    // Whether each text stands for one class, and each class for one text.
    private static bool IsName(CheckedPart part, int column)
    {
        (long, int)[] pairs = Enumerable.Range(0, part.Count).Select(row => (part.Classes![row], (int)part.At(row, column))).Distinct().ToArray();
        return pairs.Length > 1 && pairs.Select(pair => pair.Item1).Distinct().Count() == pairs.Length && pairs.Select(pair => pair.Item2).Distinct().Count() == pairs.Length
            && part.Count >= LeastRows * pairs.Length;
    }

    private static double OfClasses(CheckedPart part, int column, long[] classes)
    {
        (double Mean, double Squares, int Count)[] heaps = Enumerable.Range(0, part.Count).GroupBy(row => classes[row]).Select(group =>
        {
            double mean = group.Average(row => (double)part.At(row, column));
            return (mean, group.Sum(row => (part.At(row, column) - mean) * (part.At(row, column) - mean)), group.Count());
        }).OrderBy(heap => heap.mean).ToArray();
        if (heaps.Length < 2 || heaps.Any(heap => heap.Count < LeastRows))
        {
            return 0;
        }

        double within = Math.Sqrt(heaps.Sum(heap => heap.Squares) / part.Count);
        return heaps.Skip(1).Zip(heaps, (above, below) => above.Mean - below.Mean).Min() is var least && least <= 0 ? 0 : least / within;
    }

    private static double OfQuantities(CheckedPart part, int column, float[] quantities)
    {
        double ofColumn = Enumerable.Range(0, part.Count).Average(row => (double)part.At(row, column)), ofTarget = quantities.Average(value => (double)value);
        double both = 0, columns = 0, targets = 0;
        for (int row = 0; row < part.Count; row++)
        {
            double x = part.At(row, column) - ofColumn, y = quantities[row] - ofTarget;
            (both, columns, targets) = (both + (x * y), columns + (x * x), targets + (y * y));
        }

        return columns > 0 && targets > 0 ? 1 / Math.Sqrt(Math.Max(0, 1 - (both * both / columns / targets))) : 0;
    }
}
