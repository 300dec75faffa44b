using System.Management.Automation;

namespace NormTools;

/// <summary>Sends the tables that scripts have (data sets, splits, tensors, rows) through a preprocessor.</summary>
internal static class PreprocessorInput
{
    /// <summary>Fits steps on a data set, a split (its training part) or a tensor.</summary>
    /// <exception cref="NormToolsException">It is something else, or its rows were set aside for validation or
    /// test.</exception>
    public static Preprocessor Fit(Preprocessor steps, object value)
    {
        object? basic = Unwrapped.Of(value);
        return basic switch
        {
            DatasetSplit split => split.Train.Fit(steps),
            Dataset data => data.Fit(steps),
            _ => FitOn(steps, TensorReader.ReadAny(basic, "Data")),
        };
    }

    public static Dataset Prepare(Preprocessor preprocessor, Dataset data, Action<string> warn)
    {
        if (data.Raw.ScaledBefore is string twice)
        {
            warn(twice);
        }

        return data.PrepareWith(preprocessor, warn);
    }

    public static DatasetSplit Prepare(Preprocessor preprocessor, DatasetSplit split, Action<string> warn) =>
        new DatasetSplit(
            Prepare(preprocessor, split.Train, warn),
            split.Validation is null ? null : Prepare(preprocessor, split.Validation, warn),
            split.Test is null ? null : Prepare(preprocessor, split.Test, warn))
        {
            Seed = split.Seed,
            IsShuffled = split.IsShuffled,
            IsStratified = split.IsStratified,
            Fold = split.Fold,
        }.Known();

    /// <summary>Applies the steps to a tensor of rows, or undoes them; texts become numbers, with Categories.</summary>
    public static Tensor Transform(Preprocessor preprocessor, Tensor rows, bool inverse, Action<string> warn)
    {
        RawTable raw = OfTensor(rows);
        string? twice = inverse ? null : PreparedLook.Of(preprocessor, raw);
        PreparedTable table = preprocessor.Apply(raw, rows.DType == DType.Float64 ? DType.Float64 : DType.Float32, inverse);
        table.Warn(warn);
        table.Values.ColumnNames = table.Names;
        table.Values.Categories = table.Texts.Count > 0 ? table.Texts : null;
        SampleSource? before = rows.Source;
        if (!inverse && before?.PreparedBy?.IsLike(preprocessor) == true)
        {
            twice = $"The tensor went through the same steps already ({preprocessor}): it is prepared twice.";
        }

        if (twice is not null)
        {
            warn(twice);
        }

        table.Values.Source = SampleSource.Of(inverse ? null : preprocessor, before?.SetAsideFor, before?.PreparedBy is not null);
        return table.Values;
    }

    /// <summary>The output of the steps as objects, one for each row.</summary>
    public static IEnumerable<PSObject> Transform(Preprocessor preprocessor, Dataset rows, Action<string> warn)
    {
        if (PreparedLook.Of(preprocessor, rows.ToTable()) is string twice)
        {
            warn(twice);
        }

        PreparedTable table = preprocessor.Apply(rows.ToTable(), DType.Float64);
        table.Warn(warn);
        return Objects(preprocessor, table, rows.Count);
    }

    private static IEnumerable<PSObject> Objects(Preprocessor preprocessor, PreparedTable table, long count)
    {
        var values = (double[])table.Values.ToArray();
        int width = table.Names.Length;
        string[]?[] texts = Array.ConvertAll(table.Names, name => table.Texts.TryGetValue(name, out string[] known) ? known : null);
        for (int row = 0; row < count; row++)
        {
            PSObject result = NewRow.Of(width);
            for (int i = 0; i < width; i++)
            {
                double value = values[(row * width) + i];
                object? cell = double.IsNaN(value) ? null : texts[i] is string[] known ? known[(int)value] : (object)value;
                result.Properties.Add(new PSNoteProperty(table.Names[i], cell), preValidated: true);
            }

            PreparedRows.Add(result, preprocessor);
            yield return result;
        }
    }

    private static Preprocessor FitOn(Preprocessor steps, Tensor rows) => rows.Source?.SetAsideFor is { } purpose
        ? throw Errors.FitOnTest(purpose)
        : steps.Fit(OfTensor(rows), null);

    private static RawTable OfTensor(Tensor rows)
    {
        rows.ThrowIfDisposed();
        Tensor table = rows.Rank == 1 ? rows.Reshape(rows.Count, 1) : rows;
        return table.Rank == 2
            ? new RawTable(table, rows.ColumnNames, rows.Categories)
            : throw Errors.ShapeWanted("The table", rows.Dimensions, "[rows, columns]");
    }
}
