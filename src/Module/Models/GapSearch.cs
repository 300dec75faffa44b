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
            found((int)row, Failure(data, Name(data, gap), raw.FeatureNames ?? Array.Empty<string>(), cells, (int)row, number((int)row)));
            return true;
        });
        return whole.ToArray();
    }

    /// <exception cref="NormToolsException">A sample has a gap, of which a model makes no number.</exception>
    public static void Refuse(Dataset data)
    {
        data.ThrowIfUnprepared();
        StoredGaps.Each(data, (row, gap) => gap < 0 ? true
            : throw Failure(data, Name(data, gap), Array.Empty<string>(), Array.Empty<float>(), 0, row));
    }

    private static string Name(Dataset data, int column) => data.FeatureNames?[column] ?? FormattableString.Invariant($"value {column}");

    // The user's column that a gap comes from: day, of day_Year. A column that a script made is named as the script calls it.
    private static NormToolsException Failure(Dataset data, string name, string[] columns, float[] cells, int row, long number)
    {
        string[] missing = columns.Where((_, i) => float.IsNaN(cells[(row * columns.Length) + i])).ToArray();
        if (data.ForModel()?.MakerOf(name) is (string step, string column) && !missing.Contains(column, StringComparer.Ordinal))
        {
            return Errors.GapOfScript(column, step, number);
        }

        bool isFilled = data.ForModel() is { } steps && steps.Has("Impute") && steps.Has("Script"); // the gap may be the script's then
        return Errors.GapForModel(
            columns.Contains(name, StringComparer.Ordinal) ? name
                : missing.FirstOrDefault(own => name.StartsWith(own + "_", StringComparison.Ordinal)) ?? (missing.Length == 1 && !isFilled ? missing[0] : name),
            number);
    }
}
