namespace NormTools;

/// <summary>Gaps of rows that come later, where those of the training file were filled when it was read (-MissingValue Mean).</summary>
internal static class TableFills
{
    /// <summary>The rows with the values in their gaps that the training rows' gaps have; the same ones where there are no such gaps.</summary>
    /// <param name="source">Raw rows.</param>
    /// <param name="fitted">What the model remembers; null for a model that remembers nothing.</param>
    public static Dataset Fill(Dataset source, Preprocessor? fitted)
    {
        if (fitted?.Fills is null || FillsOf(source, fitted) is not { } fills)
        {
            return source;
        }

        float[]? filled = null;
        StoredGaps.Gaps(source, Array.ConvertAll(fills, fill => !float.IsNaN(fill)), (row, column) =>
        {
            filled ??= (float[])source.StoredFeature.ToArray();
            filled[(row * fills.Length) + column] = fills[column];
        });
        return filled is null ? source
            : source.WithFeature(TensorReader.Read(filled, DType.Float32).Reshape(source.StoredFeature.Dimensions));
    }

    // For each column of the rows; NaN for one that is not filled. Null where the rows are no table of numbers.
    private static float[]? FillsOf(Dataset source, Preprocessor fitted)
    {
        if (source.StoredFeature.Rank != 2 || source.StoredFeature.DType != DType.Float32)
        {
            return null;
        }

        int width = checked((int)source.StoredFeature.Dimensions[1]);
        string[]? names = source.HasNamedColumns ? source.FeatureNames : fitted.Column.Length == width ? fitted.Column : null;
        return names is null ? null : Array.ConvertAll(names, name => ValueOf(fitted.Fills!, name));
    }

    private static float ValueOf(IReadOnlyDictionary<string, double> fills, string name)
    {
        if (fills.TryGetValue(name, out double value))
        {
            return (float)value;
        }

        foreach (KeyValuePair<string, double> fill in fills)
        {
            if (fill.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return (float)fill.Value;
            }
        }

        return float.NaN;
    }
}
