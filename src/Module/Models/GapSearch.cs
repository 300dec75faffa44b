namespace NormTools;

/// <summary>Finds samples that still have missing values.</summary>
internal static class GapSearch
{
    /// <param name="raw">The rows before they were prepared, whose columns the user knows.</param>
    /// <param name="data">Prepared samples.</param>
    /// <param name="refusals">Rows that are not looked at.</param>
    /// <param name="found">Called with row and column of the first gap of each sample that has one.</param>
    /// <returns>The rows without a gap that are not refused.</returns>
    public static long[] WholeRows(Dataset raw, Dataset data, RowRefusals refusals, Action<int, string> found)
    {
        using Tensor features = data.Feature;
        var values = (float[])features.ToArray();
        int width = checked((int)TensorShape.Count(data.FeatureShape));
        var whole = new List<long>();
        float[]? cells = null;
        for (int row = 0; row < data.Count; row++)
        {
            if (refusals.Contains(row))
            {
                continue;
            }

            int gap = Array.FindIndex(values, row * width, width, float.IsNaN);
            if (gap < 0)
            {
                whole.Add(row);
            }
            else
            {
                cells ??= (float[])raw.StoredFeature.ToArray();
                string name = data.FeatureNames?[gap - (row * width)] ?? FormattableString.Invariant($"{gap - (row * width)}");
                found(row, Origin(name, raw.FeatureNames ?? Array.Empty<string>(), cells, row));
            }
        }

        return whole.ToArray();
    }

    /// <exception cref="NormToolsException">A sample has a gap, of which a model makes no number.</exception>
    public static void Refuse(Dataset data)
    {
        using Tensor features = data.Feature;
        if (features.DType != DType.Float32)
        {
            return;
        }

        var values = (float[])features.ToArray();
        int gap = Array.FindIndex(values, float.IsNaN);
        if (gap >= 0)
        {
            int width = checked((int)TensorShape.Count(data.FeatureShape));
            throw Errors.GapForModel(data.FeatureNames?[gap % width] ?? FormattableString.Invariant($"value {gap % width}"), gap / width);
        }
    }

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
