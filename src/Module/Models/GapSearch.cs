namespace NormTools;

/// <summary>Finds samples that still have missing values.</summary>
internal static class GapSearch
{
    /// <param name="data">Prepared samples.</param>
    /// <param name="found">Called with row and column of the first gap of each sample that has one.</param>
    /// <returns>The rows without a gap.</returns>
    public static long[] WholeRows(Dataset data, Action<int, string> found)
    {
        using Tensor features = data.Feature;
        var values = (float[])features.ToArray();
        int width = checked((int)TensorShape.Count(data.FeatureShape));
        var whole = new List<long>();
        for (int row = 0; row < data.Count; row++)
        {
            int gap = Array.FindIndex(values, row * width, width, float.IsNaN);
            if (gap < 0)
            {
                whole.Add(row);
            }
            else
            {
                found(row, data.FeatureNames?[gap - (row * width)] ?? FormattableString.Invariant($"{gap - (row * width)}"));
            }
        }

        return whole.ToArray();
    }
}
