using NormTools.Native;

namespace NormTools;

/// <summary>Brings the columns of windows into the order that a model knows them in.</summary>
internal static class StepColumns
{
    /// <summary>The windows with the rows of each prepared as those of the model were.</summary>
    /// <param name="source">The windows, or other samples.</param>
    /// <param name="wanted">What the rows of the training data went through before windows were cut; null for nothing.</param>
    /// <param name="warn">Called with each warning about the rows.</param>
    /// <exception cref="NormToolsException">They went through other steps, or lack columns that the steps take.</exception>
    public static Dataset Prepared(Dataset source, Preprocessor? wanted, Action<string> warn)
    {
        Preprocessor? own = source.Windows?.RowSteps;
        if (source.StepNames is not { } names || SequenceWindows.AreAlike(own, wanted))
        {
            return source;
        }

        if (own is not null || wanted is null)
        {
            throw Errors.WindowsPreparedOtherwise(wanted is null);
        }

        var places = new NamePlaces(names);
        string[] missing = wanted.Column.Except(wanted.Absent).Where(name => places.Of(name) < 0).ToArray();
        if (missing.Length > 0 || wanted.TextColumn.Any())
        {
            throw Errors.RawWindows(missing);
        }

        using Tensor stored = source.StoredFeature.To(DType.Float32);
        var values = (float[])stored.ToArray();
        int rows = values.Length / names.Length;
        PreparedTable made = wanted.Apply(new RawTable(TensorReader.Read(values, DType.Float32).Reshape(rows, names.Length), names, null), DType.Float32);
        int[] taken = Array.ConvertAll(wanted.Column, places.Of);
        int[] rest = Enumerable.Range(0, names.Length).Where(i => !taken.Contains(i)).ToArray(); // such as the past of what is predicted
        made.Warn(warn, wanted.LeftOut.Concat(rest.Select(i => names[i])).ToArray());
        var prepared = (float[])made.Values.ToArray();
        int width = made.Names.Length + rest.Length;
        var all = new float[rows * width];
        int looked = 0;
        for (int row = 0; row < rows; row++)
        {
            StopFlag.Poll(ref looked, width);
            Array.Copy(prepared, row * made.Names.Length, all, row * width, made.Names.Length);
            for (int i = 0; i < rest.Length; i++)
            {
                all[(row * width) + made.Names.Length + i] = values[(row * names.Length) + rest[i]];
            }
        }

        long[] shape = source.StoredFeature.Dimensions.Take(2).Append(width).ToArray();
        Dataset result = source.WithFeature(TensorReader.Read(all, DType.Float32).Reshape(shape));
        result.StepNames = made.Names.Concat(rest.Select(i => names[i])).ToArray();
        return result;
    }

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
