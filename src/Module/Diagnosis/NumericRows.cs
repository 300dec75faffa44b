using NormTools.Native;

namespace NormTools;

/// <summary>Rows as numbers of mean 0 and deviation 1 by the training rows, texts as a column a category, gaps as the mean: what
/// distances and the small networks of the checks work on.</summary>
internal sealed class NumericRows
{
    private const int MostCategories = 20; // of a column that becomes columns; one with more is left out

    private readonly (int Column, int Category)[] sources; // category -1: the number itself
    private readonly double[] mean;
    private readonly double[] deviation;

    private NumericRows((int, int)[] sources, double[] mean, double[] deviation, float[] values, int[] rows)
    {
        this.sources = sources;
        this.mean = mean;
        this.deviation = deviation;
        Values = values;
        Row = rows;
    }

    /// <summary>[Count, Width].</summary>
    public float[] Values { get; }

    /// <summary>Which row of the part each is.</summary>
    public int[] Row { get; }

    public int Count => Row.Length;

    public int Width => sources.Length;

    /// <summary>Rows of a part that says what is usual.</summary>
    /// <param name="part">The part.</param>
    /// <param name="most">Rows that are taken at most, the same ones each time.</param>
    public static NumericRows Of(CheckedPart part, int most) => Of(part, most, Sources(part));

    /// <summary>The same of the columns of numbers alone.</summary>
    public static NumericRows Numbers(CheckedPart part, int most) => Of(part, most, Sources(part).Where(source => source.Item2 < 0).ToArray());

    /// <summary>How many numbers a row becomes.</summary>
    public static int WidthOf(CheckedPart part) => Sources(part).Length;

    private static (int, int)[] Sources(CheckedPart part) => Enumerable.Range(0, part.Width).SelectMany(column => part.Texts[column] is not string[] texts
        ? new[] { (column, -1) }
        : texts.Length > MostCategories ? Array.Empty<(int, int)>()
        : Enumerable.Range(0, texts.Length).Select(category => (column, category))).ToArray();

    private static NumericRows Of(CheckedPart part, int most, (int, int)[] sources)
    {
        int[] rows = Some(part.Count, most);
        var mean = new double[sources.Length];
        var deviation = new double[sources.Length];
        for (int i = 0; i < sources.Length; i++)
        {
            StopFlag.ThrowIfRaised();
            (mean[i], deviation[i]) = Moments(part, rows, sources[i]);
        }

        if (part.Data.Raw.FeatureShape is { Length: 3 } shape && sources.Length == part.Width)
        {
            OfImages(deviation, (int)shape[0]);
        }

        deviation = Array.ConvertAll(deviation, own => own > 0 ? own : 1);

        return new NumericRows(sources, mean, deviation, Take(part, rows, sources, mean, deviation), rows);
    }

    // The pixels of a channel have one scale: of those at the edge that hardly ever change, a little noise would be as much as a stroke.
    private static void OfImages(double[] deviation, int channels)
    {
        int size = deviation.Length / channels;
        for (int channel = 0; channel < channels; channel++)
        {
            double squares = 0;
            for (int i = channel * size; i < (channel + 1) * size; i++)
            {
                squares += deviation[i] * deviation[i];
            }

            for (int i = channel * size; i < (channel + 1) * size; i++)
            {
                deviation[i] = Math.Sqrt(squares / size);
            }
        }
    }

    // Of the values that are there and finite.
    private static (double Mean, double Deviation) Moments(CheckedPart part, int[] rows, (int, int) source)
    {
        double sum = 0, squares = 0;
        int count = 0;
        foreach (int row in rows)
        {
            double value = Value(part, row, source);
            if (IsFinite(value))
            {
                (sum, count) = (sum + value, count + 1);
            }
        }

        double mean = count == 0 ? 0 : sum / count;
        foreach (int row in rows)
        {
            double value = Value(part, row, source);
            squares += IsFinite(value) ? (value - mean) * (value - mean) : 0;
        }

        return (mean, squares > 0 ? Math.Sqrt(squares / count) : 0);
    }

    private static bool IsFinite(double value) => !double.IsNaN(value) && !double.IsInfinity(value);

    /// <summary>Rows of another part by the same means and deviations.</summary>
    public NumericRows Other(CheckedPart part, int most)
    {
        int[] rows = Some(part.Count, most);
        return new NumericRows(sources, mean, deviation, Take(part, rows, sources, mean, deviation), rows);
    }

    /// <summary>The values of some of the rows, [rows, columns].</summary>
    public float[] Taken(int[] which)
    {
        var values = new float[which.Length * Width];
        for (int i = 0; i < which.Length; i++)
        {
            Array.Copy(Values, which[i] * Width, values, i * Width, Width);
        }

        return values;
    }

    /// <summary>The same columns, each with its rows in an order of its own: rows whose columns have nothing to do with each other.</summary>
    public NumericRows Apart()
    {
        var values = new float[Values.Length];
        for (int i = 0; i < Width; i++)
        {
            var random = new Random(sources[i].Column); // the categories of a column stay together
            int[] order = Enumerable.Range(0, Count).OrderBy(_ => random.Next()).ToArray();
            for (int row = 0; row < Count; row++)
            {
                values[(row * Width) + i] = Values[(order[row] * Width) + i];
            }
        }

        return new NumericRows(sources, mean, deviation, values, Row);
    }

    /// <summary>The squared distance of two rows, or anything above it once it is beyond a limit.</summary>
    public double SquaredDistance(int row, NumericRows other, int otherRow, double limit)
    {
        int one = row * Width, two = otherRow * Width;
        double sum = 0;
        for (int i = 0; i < Width && sum < limit; i++)
        {
            double difference = Values[one + i] - other.Values[two + i];
            sum += difference * difference;
        }

        return sum;
    }

    /// <summary>So many of the numbers below a count, spread by a fixed seed, in their order.</summary>
    public static int[] Some(int count, int most)
    {
        int[] all = Enumerable.Range(0, count).ToArray();
        if (count <= most)
        {
            return all;
        }

        var random = new Random(0);
        for (int i = 0; i < most; i++)
        {
            int other = random.Next(i, count);
            (all[i], all[other]) = (all[other], all[i]);
        }

        Array.Resize(ref all, most);
        Array.Sort(all);
        return all;
    }

    private static float[] Take(CheckedPart part, int[] rows, (int, int)[] sources, double[] mean, double[] deviation)
    {
        int looked = 0;
        var values = new float[(long)rows.Length * sources.Length];
        for (int row = 0; row < rows.Length; row++)
        {
            StopFlag.Poll(ref looked, sources.Length);
            for (int i = 0; i < sources.Length; i++)
            {
                double value = Value(part, rows[row], sources[i]);
                values[(row * sources.Length) + i] = !IsFinite(value) ? 0 : (float)((value - mean[i]) / deviation[i]);
            }
        }

        return values;
    }

    private static double Value(CheckedPart part, int row, (int Column, int Category) source)
    {
        float value = part.At(row, source.Column);
        return source.Category < 0 || float.IsNaN(value) ? value : value == source.Category ? 1 : 0;
    }
}
