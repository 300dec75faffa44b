using System.Numerics;

namespace NormTools.Core.Preprocessing;

/// <summary>Quantiles of columns of many rows, without the columns as a whole.</summary>
/// <remarks>
/// A sample of the rows tells between which two values each wanted one most likely lies (Floyd and Rivest 1975). One pass over
/// all rows counts what lies below and at these two, and keeps what lies between, a few values in a hundred. The counts tell
/// whether the wanted rank is there, so that what is found is exact, whatever the sample was.
/// </remarks>
internal static class RankSearch
{
    /// <summary>Rows of a sample that bring the work of the sample and of what is kept to the same size.</summary>
    public const int SampleRows = 1 << 14;

    private const double Deviations = 4.5; // of a rank in the sample: one bracket in 100 000 misses
    private const int LeastMargin = 2;

    /// <param name="table">The table.</param>
    /// <param name="rows">Its columns.</param>
    /// <param name="cut">How its rows are cut.</param>
    /// <param name="shares">0 to 1.</param>
    /// <param name="sampleRows">At most as many as there are rows.</param>
    /// <returns>Null for a column of which the sample told too little.</returns>
    public static Quantiles?[] Run(TableSource table, PlainRows rows, RowCut cut, double[] shares, int sampleRows)
    {
        RowSample sample = new(rows, table.Rows, sampleRows);
        var lowest = new double[rows.Width][];
        var highest = new double[rows.Width][];
        EachColumn.Run(rows.Width, column => (lowest[column], highest[column]) = Bracket(new(sample.Columns[column]), shares));
        return sample.IsSingle
            ? Run<float>(table, rows, cut, shares, lowest, highest)
            : Run<double>(table, rows, cut, shares, lowest, highest);
    }

    private static (double[] Lowest, double[] Highest) Bracket(RankedValues sample, double[] shares)
    {
        var ranks = new int[2 * shares.Length];
        for (int i = 0; i < shares.Length; i++)
        {
            double place = shares[i] * (sample.Count - 1);
            double margin = LeastMargin + (Deviations * Math.Sqrt(sample.Count * shares[i] * (1 - shares[i])));
            ranks[2 * i] = (int)Math.Floor(place - margin);
            ranks[(2 * i) + 1] = (int)Math.Ceiling(place + margin);
        }

        double[] values = sample.Count == 0 ? [] : sample.At([.. ranks.Where(rank => rank >= 0 && rank < sample.Count)]);
        var ends = new double[ranks.Length];
        for (int i = 0, next = 0; i < ranks.Length; i++)
        {
            ends[i] = ranks[i] < 0 ? double.NegativeInfinity : ranks[i] >= sample.Count ? double.PositiveInfinity : values[next++];
        }

        return ([.. shares.Select((_, i) => ends[2 * i])], [.. shares.Select((_, i) => ends[(2 * i) + 1])]);
    }

    private static Quantiles?[] Run<T>(
        TableSource table, PlainRows rows, RowCut cut, double[] shares, double[][] lowest, double[][] highest)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RankBrackets<T> brackets = new(lowest, highest);
        var parts = new BracketCounts<T>?[RowPass.Parts(table, cut)];
        RowPass.Run(table, cut, range => brackets.Look(rows.Tile(range), parts[range.Part] ??= brackets.NewCounts()));
        int[] counts = new int[parts[0]!.Counts.Length];
        foreach (BracketCounts<T>? part in parts)
        {
            System.Numerics.Tensors.TensorPrimitives.Add(counts, part!.Counts, counts);
        }

        (double[] values, int[] starts) = Gather(parts!, brackets.Lists);
        var found = new Quantiles?[rows.Width];
        EachColumn.Run(found.Length, column =>
        {
            var nearest = new double[2 * shares.Length];
            int present = brackets.Counts(counts, column, 0).Present;
            int[] ranks = present == 0 ? [] : Quantiles.Ranks(present, shares);
            for (int i = 0; 2 * i < ranks.Length; i++)
            {
                int list = brackets.List(column, i);
                (_, int below, int upToLower, int upToUpper) = brackets.Counts(counts, column, i);
                Span<int> own = ranks.AsSpan(2 * i, 2);
                if (own[0] < below || own[1] >= upToUpper)
                {
                    return;
                }

                Find(own, values.AsSpan(starts[list]..starts[list + 1]), upToLower, lowest[column][i], highest[column][i], nearest.AsSpan(2 * i));
            }

            found[column] = new(present, shares, nearest);
        });
        return found;
    }

    private static void Find(
        ReadOnlySpan<int> ranks, ReadOnlySpan<double> between, int upToLower, double lower, double upper, Span<double> found)
    {
        RankedValues? ranked = null;
        for (int i = 0; i < ranks.Length; i++)
        {
            int rank = ranks[i] - upToLower;
            found[i] = rank < 0 ? lower + 0d // 0 of -0
                : rank >= between.Length ? upper + 0d
                : (ranked ??= new(between)).At(rank)[0];
        }
    }

    // The values of each list, one list behind the other: of each part in its place, so that all can be written at once.
    private static (double[] Values, int[] Starts) Gather<T>(BracketCounts<T>[] parts, int lists)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var places = new int[parts.Length][];
        EachColumn.Run(parts.Length, part =>
        {
            var counts = new int[lists];
            foreach (int list in parts[part].Lists)
            {
                counts[list]++;
            }

            places[part] = counts;
        });
        var starts = new int[lists + 1];
        int all = 0;
        for (int list = 0; list < lists; list++)
        {
            starts[list] = all;
            foreach (int[] counts in places)
            {
                (counts[list], all) = (all, all + counts[list]);
            }
        }

        starts[lists] = all;
        double[] values = GC.AllocateUninitializedArray<double>(all);
        EachColumn.Run(parts.Length, part =>
        {
            ReadOnlySpan<T> own = parts[part].Values;
            ReadOnlySpan<int> listOf = parts[part].Lists;
            for (int i = 0; i < own.Length; i++)
            {
                values[places[part][listOf[i]]++] = double.CreateTruncating(own[i]);
            }
        });
        return (values, starts);
    }
}
