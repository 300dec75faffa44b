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

        Dataset prepared = data.PrepareWith(preprocessor, warn);
        if (StoredGaps.Warning(prepared) is string gaps)
        {
            warn(gaps);
        }

        return prepared;
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
        }.DividedBy(split.Group, split.Time).Known();

    /// <summary>Applies the steps to a tensor of rows, or undoes them; texts become numbers, with Categories.</summary>
    public static Tensor Transform(Preprocessor preprocessor, Tensor rows, bool inverse, Action<string> warn)
    {
        DType type = rows.DType == DType.Float64 ? DType.Float64 : DType.Float32;
        RawTable raw = OfTensor(preprocessor, rows, inverse);
        string? twice = inverse ? null : PreparedLook.Of(preprocessor, raw);
        Tensor result;
        if (preprocessor.IsTable)
        {
            raw = inverse ? new RawTable(preprocessor.Scaling is null ? raw.Values : Unscaled(preprocessor, raw.Values.To(type)), raw.Names, raw.Texts) : raw;
            PreparedTable table = preprocessor.Apply(raw, type, inverse);
            table.Warn(warn, preprocessor.LeftOut);
            result = inverse ? table.Values : Scaled(preprocessor, table.Values);
            result.ColumnNames = table.Names;
            result.Categories = table.Texts.Count > 0 ? table.Texts : null;
        }
        else
        {
            result = inverse ? Unscaled(preprocessor, raw.Values.To(type)) : Scaled(preprocessor, raw.Values.To(type));
        }

        SampleSource? before = rows.Source;
        if (!inverse && before?.PreparedBy?.IsLike(preprocessor) == true)
        {
            twice = $"The tensor went through the same steps already ({preprocessor}): it is prepared twice.";
        }

        if (twice is not null)
        {
            warn(twice);
        }

        result.Source = SampleSource.Of(inverse ? null : preprocessor, before?.SetAsideFor, before?.PreparedBy is not null);
        return result;
    }

    /// <summary>The output of the steps as objects, one for each row that is not refused.</summary>
    public static IEnumerable<PSObject> Transform(Preprocessor preprocessor, Dataset rows, Action<string> warn, RowRefusals refusals)
    {
        if (PreparedLook.Of(preprocessor, rows.ToTable()) is string twice)
        {
            warn(twice);
        }

        PreparedTable table = preprocessor.Apply(rows.ToTable(), DType.Float64, refusals: refusals);
        table.Warn(warn, preprocessor.LeftOut);
        return Objects(preprocessor, table, rows.Count, refusals);
    }

    // -Standardize is no step of the core's: batches are scaled when they are read.
    private static Tensor Scaled(Preprocessor preprocessor, Tensor values) =>
        preprocessor.Scaling is null ? values : Each(values, preprocessor.Scaling, (value, mean, deviation) => (value - mean) / deviation);

    private static Tensor Unscaled(Preprocessor preprocessor, Tensor values) =>
        preprocessor.Scaling is null ? values : Each(values, preprocessor.Scaling, (value, mean, deviation) => (value * deviation) + mean);

    private static Tensor Each(Tensor values, Standardization scaling, Func<double, double, double, double> of)
    {
        var numbers = (double[])values.To(DType.Float64).ToArray(); // a copy; To gives a tensor itself where it is one of doubles
        int width = scaling.Mean.Length;
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = of(numbers[i], scaling.Mean[i % width], scaling.Deviation[i % width]);
        }

        return TensorReader.Read(numbers, values.DType).Reshape(values.Shape);
    }

    private static IEnumerable<PSObject> Objects(Preprocessor preprocessor, PreparedTable table, long count, RowRefusals refusals)
    {
        var values = (double[])Scaled(preprocessor, table.Values).ToArray();
        string[] called = RowNames.Of(table.Names);
        int width = called.Length;
        string[]?[] texts = Array.ConvertAll(table.Names, name => table.Texts.TryGetValue(name, out string[] known) ? known : null);
        for (int row = 0; row < count; row++)
        {
            if (refusals.Contains(row))
            {
                continue;
            }

            PSObject result = NewRow.Of(width);
            for (int i = 0; i < width; i++)
            {
                double value = values[(row * width) + i];
                object? cell = double.IsNaN(value) ? null : texts[i] is string[] known ? known[(int)value] : (object)value;
                result.Properties.Add(new PSNoteProperty(called[i], cell), preValidated: true);
            }

            PreparedRows.Add(result, preprocessor);
            yield return result;
        }
    }

    private static Preprocessor FitOn(Preprocessor steps, Tensor rows) => rows.Source?.SetAsideFor is { } purpose
        ? throw Errors.FitOnTest(purpose)
        : steps.Fit(OfTensor(steps, rows, inverse: false), null);

    // A vector is one row of a table of several columns, such as a slice of one, and else a column.
    private static RawTable OfTensor(Preprocessor preprocessor, Tensor rows, bool inverse)
    {
        rows.ThrowIfDisposed();
        int columns = !preprocessor.IsFitted ? 1 : (inverse ? preprocessor.Output : preprocessor.Column).Length;
        Tensor table = rows.Rank != 1 ? rows
            : columns != 1 && (rows.Count == columns || rows.ColumnNames is not null) ? rows.Reshape(1, rows.Count)
            : rows.Reshape(rows.Count, 1);
        bool isSample = !preprocessor.IsTable && rows.Rank > 1 && preprocessor.Scaling?.Mean.Length == TensorShape.Count(rows.Dimensions.Skip(1).ToArray());
        return table.Rank == 2 || isSample
            ? new RawTable(table, rows.ColumnNames, rows.Categories)
            : throw Errors.ShapeWanted("The table", rows.Dimensions, "[rows, columns]");
    }
}
