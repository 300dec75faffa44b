namespace NormTools;

/// <summary>Notices raw rows that look as if they had been scaled already: every column that scaling moves far is where
/// scaled values are, and not where the training rows were.</summary>
internal static class PreparedLook
{
    private const int MostValues = 1 << 18; // that are looked at, of rows from all over the table
    private const int FewestRows = 5;
    private const int EnoughRows = 20; // to judge by the spread alone, which an outlier among the training rows widens
    private const double MostMean = 1.5; // of scaled values; those of MinMaxScale lie between 0 and 1
    private const double LeastDeviation = 0.1;
    private const double MostDeviation = 3;
    private const double FarRatio = 8; // between spreads, at which rows are none of those that were learnt from
    private const double FarShift = 2; // of the distance of means at which they hardly are

    /// <summary>A warning; null where nothing is odd.</summary>
    public static string? Of(Preprocessor wanted, RawTable table)
    {
        long[] shape = table.Values.Dimensions.Skip(1).ToArray();
        int width = table.Values.Rank == 0 ? 0 : checked((int)TensorShape.Count(shape));
        if (!table.Values.DType.IsFloat() || table.Count < FewestRows || width == 0 || !wanted.IsFitted)
        {
            return null;
        }

        (int Place, ColumnScale Scale)[] moved = Moved(wanted, table.Names, width).ToArray();
        if (moved.Length == 0)
        {
            return null;
        }

        double[] values = Sample(table, width, out int rows);
        string? first = null;
        int columns = 0;
        bool isSure = false;
        foreach ((int place, ColumnScale scale) in moved)
        {
            if (Moments(values, rows, width, place) is not var (mean, deviation) || deviation == 0)
            {
                continue;
            }

            bool looksScaled = Math.Abs(mean) <= MostMean && deviation is >= LeastDeviation and <= MostDeviation;
            bool looksRaw = deviation / scale.Factor is > 1 / FarRatio and < FarRatio && !scale.IsOutside(mean, FarShift);
            if (!looksScaled || looksRaw)
            {
                return null;
            }

            columns++;
            isSure |= scale.IsOutside(mean);
            first ??= $"'{Text.Shorten(scale.Column)}' is {Text.Number(mean)} on average and varies by {Text.Number(deviation)}, where "
                + $"{Text.Number(scale.Offset)} is subtracted, and {Text.Number(scale.Factor)} divided by";
        }

        return isSure || (columns > 1 && rows >= EnoughRows)
            ? $"The rows look as if they had been prepared before, and are prepared again: {first}. Give them as they came."
            : null;
    }

    // The columns whose scaled values are elsewhere, as far as nothing else is done with them.
    private static IEnumerable<(int Place, ColumnScale Scale)> Moved(Preprocessor wanted, string[]? names, int width)
    {
        ColumnScale[] scales = wanted.FirstScales().ToArray();
        bool areAll = !wanted.HasCoreSteps && scales.Length == width && names is null;
        string[] columns = names ?? (wanted.Column.Length == width ? wanted.Column : Array.Empty<string>());
        var places = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < columns.Length; i++)
        {
            places[columns[i]] = i;
        }

        for (int i = 0; i < scales.Length; i++)
        {
            ColumnScale scale = scales[i];
            bool moves = Math.Abs(scale.Offset) > MostMean || scale.Factor is < LeastDeviation or > MostDeviation;
            int place = areAll ? i : places.TryGetValue(scale.Column, out int known) ? known : -1;
            if (moves && place >= 0)
            {
                yield return (place, scale);
            }
        }
    }

    private static double[] Sample(RawTable table, int width, out int rows)
    {
        long all = table.Count;
        rows = (int)Math.Min(all, Math.Max(FewestRows, MostValues / width));
        long step = all / rows;
        long[]? own = (long[]?)table.Rows?.ToArray();
        var wanted = new long[rows];
        for (int i = 0; i < rows; i++)
        {
            wanted[i] = own is null ? i * step : own[i * step];
        }

        if (table.Values.DType == DType.Float64)
        {
            var all64 = (double[])table.Values.ToArray();
            return wanted.SelectMany(row => new ArraySegment<double>(all64, checked((int)row * width), width)).ToArray();
        }

        using Tensor some = new Dataset(table.Values, null) { Rows = TensorReader.Read(wanted, DType.Int64) }.StoredRowsOf();
        using Tensor exact = some.To(DType.Float64);
        return (double[])exact.ToArray();
    }

    // Null where a column has hardly any number.
    private static (double Mean, double Deviation)? Moments(double[] values, int rows, int width, int place)
    {
        double[] column = Enumerable.Range(0, rows).Select(row => values[(row * width) + place])
            .Where(value => !double.IsNaN(value) && !double.IsInfinity(value)).ToArray();
        if (column.Length < FewestRows)
        {
            return null;
        }

        double mean = column.Average();
        return (mean, Math.Sqrt(column.Average(value => (value - mean) * (value - mean))));
    }
}
