namespace NormTools;

/// <summary>Finds samples that still have missing values, where they lie: a large data set is not copied.</summary>
internal static class GapSearch
{
    /// <param name="raw">The rows before they were prepared, whose columns the user knows.</param>
    /// <param name="data">Prepared samples.</param>
    /// <param name="refusals">Rows that are not looked at.</param>
    /// <param name="number">What the user counts a row as.</param>
    /// <param name="found">Called with each row that has a gap, and what is wrong with it.</param>
    /// <returns>The rows without a gap that are not refused.</returns>
    public static long[] WholeRows(Dataset raw, Dataset data, RowRefusals refusals, Func<int, long> number, Action<int, NormToolsException> found)
    {
        var whole = new List<long>();
        GapOrigin? origin = null;
        StoredGaps.Each(data, (row, gap) =>
        {
            if (refusals.Contains((int)row))
            {
                return true;
            }

            if (gap < 0)
            {
                whole.Add(row);
                return true;
            }

            origin ??= new GapOrigin(raw, data);
            found((int)row, origin.Failure(gap, row, number((int)row)));
            return true;
        });
        return whole.ToArray();
    }

    /// <exception cref="NormToolsException">A sample has a gap, of which a model makes no number.</exception>
    public static void Refuse(Dataset data)
    {
        data.ThrowIfUnprepared();
        StoredGaps.Each(data, (row, gap) => gap < 0 ? true : throw new GapOrigin(data.Raw, data).Failure(gap, row, row));
    }
}
