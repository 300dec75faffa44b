namespace NormTools;

/// <summary>Finds samples that still have missing values, where they lie: a large data set is not copied.</summary>
internal static class GapSearch
{
    /// <param name="raw">The rows before they were prepared, whose columns the user knows.</param>
    /// <param name="data">Prepared samples.</param>
    /// <param name="refusals">Rows that are not looked at.</param>
    /// <param name="found">Called with row and column of the first gap of each sample that has one.</param>
    /// <returns>The rows without a gap that are not refused.</returns>
    public static long[] WholeRows(Dataset raw, Dataset data, RowRefusals refusals, Action<int, string> found)
    {
        var whole = new List<long>();
        float[]? cells = null;
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

            cells ??= (float[])raw.StoredFeature.ToArray();
            found((int)row, Origin(Name(data, gap), raw.FeatureNames ?? Array.Empty<string>(), cells, (int)row));
            return true;
        });
        return whole.ToArray();
    }

    /// <exception cref="NormToolsException">A sample has a gap, of which a model makes no number.</exception>
    public static void Refuse(Dataset data)
    {
        data.ThrowIfUnprepared();
        StoredGaps.Each(data, (row, gap) => gap < 0 ? true : throw Errors.GapForModel(Name(data, gap), row));
    }

    private static string Name(Dataset data, int column) => data.FeatureNames?[column] ?? FormattableString.Invariant($"value {column}");

    // The user's column that a gap comes from: day, of day_Year.
    private static string Origin(string name, string[] columns, float[] cells, int row)
    {
        if (columns.Contains(name, StringComparer.Ordinal))
        {
            return name;
        }

        string[] missing = columns.Where((_, i) => float.IsNaN(cells[(row * columns.Length) + i])).ToArray();
        return missing.FirstOrDefault(column => name.StartsWith(column + "_", StringComparison.Ordinal))
            ?? (missing.Length == 1 ? missing[0] : name);
    }
}
