using NormTools.Native;

namespace NormTools;

/// <summary>Brings the columns of windows into the order that a model knows them in.</summary>
internal static class StepColumns
{
    /// <summary>The same windows, unscaled.</summary>
    /// <param name="source">The windows, or other samples.</param>
    /// <param name="wanted">The columns in order; null where nobody knows them.</param>
    /// <exception cref="NormToolsException">The windows have other columns.</exception>
    public static Dataset InOrder(Dataset source, string[]? wanted)
    {
        if (wanted is null || source.StepNames is not { } own || own.SequenceEqual(wanted, StringComparer.Ordinal))
        {
            return source.WithFeature(source.StoredFeature);
        }

        var places = new NamePlaces(own);
        int[] from = Array.ConvertAll(wanted, places.Of);
        if (own.Length != wanted.Length || from.Contains(-1))
        {
            throw Errors.WindowColumns(own, wanted);
        }

        var values = (float[])source.StoredFeature.To(DType.Float32).ToArray();
        var ordered = new float[values.Length];
        int looked = 0;
        for (int i = 0; i < values.Length; i++)
        {
            StopFlag.Poll(ref looked);
            ordered[i] = values[i - (i % own.Length) + from[i % own.Length]];
        }

        Dataset result = source.WithFeature(TensorReader.Read(ordered, DType.Float32).Reshape(source.StoredFeature.Dimensions));
        result.StepNames = wanted;
        return result;
    }
}
