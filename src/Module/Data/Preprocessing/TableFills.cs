using NormTools.Native;

namespace NormTools;

/// <summary>Gaps of rows that come later, where those of the training file were filled when it was read (-MissingValue Mean).</summary>
internal static class TableFills
{
    /// <summary>Whether rows have gaps that are to be filled.</summary>
    /// <param name="source">Raw rows.</param>
    /// <param name="fitted">What the model remembers.</param>
    public static bool AreNeeded(Dataset source, Preprocessor? fitted) => fitted?.Fills is not null && FillsOf(source, fitted) is { } fills && HasGap(source, fills);

    /// <summary>The rows with the values in their gaps that the training rows' gaps have; the same ones where there are no such gaps.</summary>
    /// <param name="source">Raw rows.</param>
    /// <param name="fitted">What the model remembers.</param>
    public static Dataset Fill(Dataset source, Preprocessor fitted)
    {
        if (fitted.Fills is null || FillsOf(source, fitted) is not { } fills || !HasGap(source, fills))
        {
            return source;
        }

        using Tensor stored = source.StoredFeature.To(DType.Float32);
        var values = (float[])stored.ToArray();
        int looked = 0;
        for (int i = 0; i < values.Length; i++)
        {
            StopFlag.Poll(ref looked);
            values[i] = float.IsNaN(values[i]) ? fills[i % fills.Length] : values[i];
        }

        return source.WithFeature(TensorReader.Read(values, DType.Float32).Reshape(source.StoredFeature.Dimensions));
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

    private static bool HasGap(Dataset source, float[] fills)
    {
        var values = (float[])source.StoredFeature.ToArray();
        int looked = 0;
        for (int i = 0; i < values.Length; i++)
        {
            StopFlag.Poll(ref looked);
            if (float.IsNaN(values[i]) && !float.IsNaN(fills[i % fills.Length]))
            {
                return true;
            }
        }

        return false;
    }
}
