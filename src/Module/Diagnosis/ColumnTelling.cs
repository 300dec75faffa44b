using NormTools.Native;

namespace NormTools;

/// <summary>How much of a target one column tells, by the simplest model: the rows of a bin or category share their class or
/// mean.</summary>
internal sealed class ColumnTelling
{
    private readonly CheckedPart part;
    private readonly int bins;
    private readonly int[] fitted;
    private readonly int[] judged;

    /// <param name="part">The rows.</param>
    /// <param name="rows">The rows that are looked at; about half of them fit, the others judge. Those whose target is no number
    /// are left out.</param>
    /// <param name="bins">Bins of a column of numbers, with as many rows in each.</param>
    public ColumnTelling(CheckedPart part, int[] rows, int bins)
    {
        this.part = part;
        this.bins = bins;
        var order = new Random(1);
        ILookup<bool, int> sides = rows.ToLookup(_ => order.Next(2) == 1);
        fitted = sides[false].Where(HasTarget).ToArray();
        judged = sides[true].Where(HasTarget).ToArray();
    }

    /// <summary>The rows that judge.</summary>
    public int Judged => judged.Length;

    /// <summary>Of classes the accuracy above that of the largest class, as a share of what is left to gain; of quantities R
    /// squared. On the rows that are judged, fitted on the others.</summary>
    public double Of(int column)
    {
        StopFlag.ThrowIfRaised();
        if (fitted.Length == 0 || judged.Length == 0)
        {
            return 0;
        }

        Func<float, int> bin = Binning(column);
        int[] own = Array.ConvertAll(fitted, row => bin(part.At(row, column)));
        int[] asked = Array.ConvertAll(judged, row => bin(part.At(row, column)));
        return part.Classes is not null ? OfClasses(own, asked) : OfQuantities(own, asked);
    }

    private bool HasTarget(int row) => part.Quantities is null
        || !(float.IsNaN(part.Quantities[row]) || float.IsInfinity(part.Quantities[row]));

    // The number of a value's bin, from 0; values that are missing share the first.
    private Func<float, int> Binning(int column)
    {
        if (part.Texts[column] is not null)
        {
            return value => float.IsNaN(value) ? 0 : (int)value + 1;
        }

        float[] values = part.Present(column, fitted);
        Array.Sort(values);
        float[] edges = values.Distinct().ToArray();
        if (edges.Length > bins)
        {
            edges = Enumerable.Range(1, bins - 1).Select(i => values[(long)i * values.Length / bins]).Distinct().ToArray();
        }

        return value => float.IsNaN(value) ? 0 : Place(edges, value) + 1;
    }

    private static int Place(float[] edges, float value)
    {
        int place = Array.BinarySearch(edges, value);
        return place < 0 ? ~place : place + 1;
    }

    private double OfClasses(int[] own, int[] asked)
    {
        long[] classes = part.Classes!;
        long largest = Largest(fitted.Select(row => (0, classes[row])))[0];
        Dictionary<int, long> named = Largest(fitted.Select((row, i) => (own[i], classes[row])));
        double right = judged.Where((row, i) => classes[row] == (named.TryGetValue(asked[i], out long name) ? name : largest)).Count();
        double usual = judged.Count(row => classes[row] == largest);
        return usual == judged.Length ? 0 : (right - usual) / (judged.Length - usual);
    }

    private double OfQuantities(int[] own, int[] asked)
    {
        float[] quantities = part.Quantities!;
        double whole = fitted.Average(row => (double)quantities[row]);
        var sums = new Dictionary<int, (double Sum, int Count)>();
        for (int i = 0; i < fitted.Length; i++)
        {
            sums.TryGetValue(own[i], out (double Sum, int Count) sum);
            sums[own[i]] = (sum.Sum + quantities[fitted[i]], sum.Count + 1);
        }

        double centre = judged.Average(row => (double)quantities[row]);
        double rest = 0, total = 0;
        for (int i = 0; i < judged.Length; i++)
        {
            double quantity = quantities[judged[i]];
            double guess = sums.TryGetValue(asked[i], out (double Sum, int Count) sum) ? sum.Sum / sum.Count : whole;
            (rest, total) = (rest + Square(quantity - guess), total + Square(quantity - centre));
        }

        return total > 0 ? 1 - (rest / total) : 0;
    }

    private static double Square(double value) => value * value;

    // The largest class of each bin; of several the first.
    private static Dictionary<int, long> Largest(IEnumerable<(int Bin, long Class)> rows)
    {
        var counts = new Dictionary<(int Bin, long Class), int>();
        foreach ((int, long) row in rows)
        {
            counts.TryGetValue(row, out int count);
            counts[row] = count + 1;
        }

        var largest = new Dictionary<int, long>();
        foreach (((int bin, long name), int count) in counts.Select(item => (item.Key, item.Value)))
        {
            if (!largest.TryGetValue(bin, out long best) || count > counts[(bin, best)] || (count == counts[(bin, best)] && name < best))
            {
                largest[bin] = name;
            }
        }

        return largest;
    }
}
