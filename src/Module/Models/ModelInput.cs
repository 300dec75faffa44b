namespace NormTools;

/// <summary>Prepares samples as the model's training data was: columns by name, and the same steps.</summary>
internal static class ModelInput
{
    /// <summary>Prepares a data set for the model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Raw, or prepared in any way.</param>
    /// <param name="warn">Called with each warning about the data.</param>
    /// <exception cref="NormToolsException">A column is missing or of another kind.</exception>
    public static Dataset Prepare(Model model, Dataset data, Action<string> warn) => Prepare(model.Preprocessor, data, warn);

    /// <inheritdoc cref="Prepare(Model, Dataset, Action{string})"/>
    public static Dataset Prepare(Preprocessor? wanted, Dataset data, Action<string> warn)
    {
        wanted?.Reading?.CheckColumns(data.Raw.Columns, warn);
        Dataset raw = TableFills.Fill(data.Raw, wanted);
        if (wanted is null || (ReferenceEquals(raw, data.Raw) && data.ForModel()?.IsLike(wanted) == true))
        {
            return data;
        }

        Dataset prepared = data.WasPreparedBefore ? throw Errors.PreparedOtherwise("The tensor of the data set") : data.PrepareWith(wanted, warn, filled: raw);
        prepared.Whole = data.Whole; // the rows are the same: what was set aside beside them still is
        return prepared;
    }

    /// <summary>Prepares a tensor for the model.</summary>
    /// <remarks>
    /// The Feature of a data set, and what Invoke-Preprocessor gave, is known to be prepared. Another tensor holds raw rows, unless only the columns behind
    /// the steps are as many as it has.
    /// </remarks>
    /// <param name="model">The model.</param>
    /// <param name="samples">[rows, ...].</param>
    /// <param name="warn">Called with each warning about the data.</param>
    /// <param name="parameter">Whose value it is, for the message.</param>
    public static Dataset Prepare(Model model, Tensor samples, Action<string> warn, string parameter = "-InputObject")
    {
        samples.ThrowIfDisposed();
        Preprocessor? wanted = model.Preprocessor;
        if (samples.Rank == 0)
        {
            string columns = wanted is { IsTable: true } ? FormattableString.Invariant($"{wanted.Column.Length}") : string.Join(", ", model.InputShape);
            throw Errors.ShapeWanted(parameter, samples.Dimensions, $"[rows, {columns}]");
        }

        Dataset data = Dataset.Samples(samples);
        if (wanted is null || IsPrepared(samples, wanted, model))
        {
            data.StoredLength = wanted?.TakesTexts == true && samples.Rank == 2 ? TextRows.Lengths(samples) : null;
            return TensorShape.Count(data.FeatureShape) == model.InputCount
                ? data
                : throw Errors.ShapeWanted(
                    parameter, samples.Dimensions, "[rows, " + string.Join(", ", model.InputShape) + "]");
        }

        data.FeatureNames = samples.ColumnNames;
        data.Categories = samples.Categories;
        return data.PrepareWith(wanted, warn);
    }

    private static bool IsPrepared(Tensor samples, Preprocessor wanted, Model model)
    {
        if (samples.Source?.PreparedBy is { } own)
        {
            return own.IsLike(wanted) && samples.Source.IsAllOf(samples)
                ? true
                : throw Errors.PreparedOtherwise("The tensor");
        }

        long width = samples.Count / Math.Max(samples.Dimensions[0], 1);
        return wanted.IsTable && samples.ColumnNames is null && width != wanted.Column.Length && width == model.InputCount;
    }
}
