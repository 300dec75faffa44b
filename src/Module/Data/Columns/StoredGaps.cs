using NormTools.Native;

namespace NormTools;

/// <summary>Looks for values that are not there, or are infinite, in the memory of a data set.</summary>
internal static unsafe class StoredGaps
{
    private const int MostNamed = 5; // columns in a sentence

    private delegate bool Look(long sample, long stored, float* row, int width);

    /// <summary>Goes over the samples of a part, in their order.</summary>
    /// <param name="data">The part; nothing is looked at where its values cannot be missing.</param>
    /// <param name="look">Takes each sample's number and the place of its first NaN, -1 where it has none; says whether to go on.</param>
    public static void Each(Dataset data, Func<long, int, bool> look) => Each(data, (sample, _, row, width) =>
        look(sample, IsFinite(row, width) ? -1 : First(row, width)));

    /// <summary>Goes over all gaps of the rows of a part, where they are stored.</summary>
    /// <param name="data">The part.</param>
    /// <param name="columns">Which columns are looked at.</param>
    /// <param name="found">Takes the stored row and the column of each gap.</param>
    public static void Gaps(Dataset data, bool[] columns, Action<long, int> found) => Each(data, (_, stored, row, width) =>
    {
        bool isWhole = IsFinite(row, width);
        for (int column = 0; column < width && !isWhole; column++)
        {
            if (columns[column] && float.IsNaN(row[column]))
            {
                found(stored, column);
            }
        }

        return true;
    });

    /// <summary>What the core found in data, with the column's name and the way out where the columns have names.</summary>
    public static NormToolsException Named(NormToolsException found, params (string Name, Dataset? Data)[] parts)
    {
        foreach ((string part, Dataset? data) in parts)
        {
            if (data?.FeatureNames is not null && FirstBad(data) is var (row, column, value))
            {
                return Errors.NotFiniteCell(part, column, row, value);
            }
        }

        return found;
    }

    // The first value that is not finite, by the row that the data were read from and its column.
    private static (long Row, string Column, float Value)? FirstBad(Dataset data)
    {
        (long Row, string Column, float Value)? found = null;
        Each(data, (_, stored, row, width) =>
        {
            for (int column = 0; column < width && found is null && !IsFinite(row, width); column++)
            {
                found = IsFinite(row + column, 1) ? null : (stored, Name(data, column), row[column]);
            }

            return found is null;
        });
        return found;
    }

    /// <summary>A warning about prepared rows that still have gaps; null where there are none.</summary>
    public static string? Warning(Dataset data)
    {
        var counts = new SortedDictionary<int, long>(); // by column
        long rows = 0;
        Each(data, (_, _, row, width) =>
        {
            if (IsFinite(row, width) || First(row, width) < 0)
            {
                return true;
            }

            rows++;
            for (int column = 0; column < width; column++)
            {
                if (float.IsNaN(row[column]))
                {
                    counts[column] = counts.TryGetValue(column, out long count) ? count + 1 : 1;
                }
            }

            return true;
        });
        if (rows == 0)
        {
            return null;
        }

        string[] names = counts.Keys.Select(column => Name(data, column)).ToArray();
        string listed = string.Join(", ", counts.Take(MostNamed).Select(entry => FormattableString.Invariant($"'{Text.Shorten(Name(data, entry.Key))}' ({entry.Value:N0})")));
        return $"{Text.Count(rows, "row")} still {(rows == 1 ? "has" : "have")} gaps behind the steps, of which a model makes no number: {listed}"
            + $"{(counts.Count > MostNamed ? "..." : string.Empty)}. {Errors.ImputeLine(names)} behind the other steps fills them.";
    }

    private static void Each(Dataset data, Look look)
    {
        if (data.StoredFeature.DType != DType.Float32)
        {
            return;
        }

        int width = checked((int)TensorShape.Count(data.FeatureShape));
        using HandleLease values = data.StoredFeature.Hold();
        using HandleLease rows = data.Rows?.Hold() ?? default;
        var own = data.Rows is null ? null : (long*)rows.Value;
        long count = data.Count;
        int looked = 0;
        bool goesOn = true;
        for (long sample = 0; sample < count && goesOn; sample++)
        {
            StopFlag.Poll(ref looked, width);
            long stored = own is null ? sample : own[sample];
            goesOn = look(sample, stored, (float*)values.Value + (stored * width), width);
        }
    }

    private static string Name(Dataset data, int column) => data.FeatureNames?[column] ?? FormattableString.Invariant($"{column}");

    // x - x is 0 for a finite x, otherwise NaN.
    private static bool IsFinite(float* row, int width)
    {
        float first = 0, second = 0, third = 0, fourth = 0;
        int i = 0;
        for (; i <= width - 4; i += 4)
        {
            first += row[i] - row[i];
            second += row[i + 1] - row[i + 1];
            third += row[i + 2] - row[i + 2];
            fourth += row[i + 3] - row[i + 3];
        }

        for (; i < width; i++)
        {
            first += row[i] - row[i];
        }

        return first + second + third + fourth == 0;
    }

    private static int First(float* row, int width)
    {
        for (int i = 0; i < width; i++)
        {
            if (float.IsNaN(row[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
