using System.Text;
using NormTools.Core.Memory;

namespace NormTools.Core.Data;

/// <summary>Reads a text table (comma, semicolon or tab separated) into features, float32 [rows, columns], and targets.</summary>
internal sealed unsafe class TableReader : DatasetReader
{
    private const int RecordsBetweenClockReads = 32;

    private readonly SourceFile file;
    private readonly DatasetOptions options;
    private readonly RecordReader record;
    private readonly TableColumns columns;
    private readonly LabelColumn[] labels;
    private readonly Categories?[] categories; // for each feature
    private readonly double[] sums; // of each feature's values, for the mean
    private readonly long[] missing; // values of each feature that are not there
    private readonly GrowingRows<float> features;
    private bool pending; // a first record that is no header still has to be read as a row
    private long dropped;

    /// <summary>Reads the header; takes over the file when nothing is thrown.</summary>
    public TableReader(SourceFile file, DatasetOptions options)
    {
        this.file = file;
        this.options = options;
        if (options.LabelPath is not null)
        {
            throw CoreException.Argument("LabelPathWithTable", $"{file.Name} is a text table: its labels are a column, not a second file.");
        }

        if (options.Delimiter is not (null or ',' or ';' or '\t'))
        {
            throw CoreException.Argument("InvalidDelimiter", $"A delimiter is comma, semicolon or tab: '{options.Delimiter}' was given.");
        }

        record = new RecordReader(file, options.Delimiter);
        if (!record.Read())
        {
            throw CoreException.InvalidData("EmptyFile", $"{file.Name} holds no lines.");
        }

        pending = !options.Header;
        columns = new TableColumns(record, file.Name, options);
        if (options.ClassNames is not null && (columns.Labels.Length != 1 || options.Task == TargetTask.Regression))
        {
            throw CoreException.Argument("ClassNamesWithoutClasses", "Class names need one label column, and no regression.");
        }

        if (options.Task == TargetTask.Classification && columns.Labels.Length > 1)
        {
            throw CoreException.Argument("SeveralClassLabels", "Classes come from one label column; several together are numbers, for regression.");
        }

        labels = [.. columns.Labels.Select(column => new LabelColumn(columns.Names[column], options.Task, options.ClassNames))];
        int width = columns.Features.Length;
        categories = new Categories?[width];
        for (int i = 0; i < width; i++)
        {
            string[]? known = null;
            options.CategoryNames?.TryGetValue(columns.Names[columns.Features[i]], out known);
            categories[i] = columns.IsCategory[i] || known is not null ? new Categories(known) : null;
        }

        sums = new double[width];
        missing = new long[width];
        features = new GrowingRows<float>(width);
    }

    public override double Progress => file.Progress;

    public override void Dispose()
    {
        base.Dispose();
        file.Dispose();
        features.Dispose();
        Array.ForEach(labels, label => label.Dispose());
    }

    protected override LoadedDataset? Read(long deadline)
    {
        for (int count = 1; pending || record.Read(); count++)
        {
            pending = false;
            ReadRow();
            if (count % RecordsBetweenClockReads == 0 && IsPast(deadline))
            {
                return null;
            }
        }

        return Complete();
    }

    private void ReadRow()
    {
        if (record.FieldCount != columns.Names.Length)
        {
            throw CoreException.InvalidData(
                "RaggedLine", $"{file.Name}, line {record.Line}: {record.FieldCount} fields, where the first line has {columns.Names.Length}.");
        }

        if (options.Missing == MissingValue.DropRow && LacksValue())
        {
            dropped++;
            return;
        }

        Span<float> row = features.Next();
        for (int i = 0; i < row.Length; i++)
        {
            ReadOnlySpan<byte> field = NumberText.Trim(record.Field(columns.Features[i]));
            row[i] = categories[i] is { } known ? CategoryOf(field, known, columns.Features[i]) : NumberOf(field, i);
        }

        for (int i = 0; i < labels.Length; i++)
        {
            int column = columns.Labels[i];
            ReadOnlySpan<byte> field = NumberText.Trim(record.Field(column));
            if (NumberText.IsMissing(field))
            {
                throw At(column, "MissingValue", "the label is missing; rows without a label can be dropped.");
            }

            if (labels[i].Add(field) is var (id, message))
            {
                throw At(column, id, $"'{Excerpt(field)}' {message}");
            }
        }

        features.Commit();
    }

    private float NumberOf(ReadOnlySpan<byte> field, int feature)
    {
        if (NumberText.TryParse(field, out double value))
        {
            if (!(Math.Abs(value) <= float.MaxValue))
            {
                throw At(columns.Features[feature], "ValueOutOfRange", $"'{Excerpt(field)}' is beyond the range of a 32-bit floating-point number.");
            }

            sums[feature] += value;
            return (float)value;
        }

        if (!NumberText.IsMissing(field))
        {
            throw At(columns.Features[feature], "TextInNumberColumn", $"'{Excerpt(field)}' is not a number; a column of text can be a label, be left out or be encoded.");
        }

        if (options.Missing == MissingValue.Error)
        {
            throw At(columns.Features[feature], "MissingValue", "the value is missing; it can be filled with the column's mean, or its row dropped.");
        }

        missing[feature]++;
        return float.NaN; // nothing else in the table is NaN: FillMissing finds it again
    }

    private float CategoryOf(ReadOnlySpan<byte> field, Categories known, int column)
    {
        if (NumberText.IsMissing(field))
        {
            throw At(column, "MissingValue", "the text is missing, and texts have no mean; its row can be dropped.");
        }

        int number = known.Number(field);
        if (number < 0)
        {
            (string id, string message) = known.Explain(number);
            throw At(column, id, $"'{Excerpt(field)}' {message}");
        }

        return number;
    }

    private bool LacksValue()
    {
        foreach (int column in columns.Features)
        {
            if (NumberText.IsMissing(NumberText.Trim(record.Field(column))))
            {
                return true;
            }
        }

        foreach (int column in columns.Labels)
        {
            if (NumberText.IsMissing(NumberText.Trim(record.Field(column))))
            {
                return true;
            }
        }

        return false;
    }

    private LoadedDataset Complete()
    {
        long rows = features.Count;
        if (rows == 0)
        {
            string reason = dropped > 0 ? $"a value is missing in each of its {dropped:N0} rows" : "there is no row below its header";
            throw CoreException.InvalidData("NoRows", $"{file.Name}: {reason}.");
        }

        int width = columns.Features.Length;
        string[] names = [.. columns.Features.Select(column => columns.Names[column])];
        float* block = features.Detach();
        void* targets = null;
        try
        {
            FillMissing(block, rows, width, names);
            var description = new DatasetDescription
            {
                Rows = rows,
                FeatureShape = [width],
                FeatureType = "float32",
                FeatureNames = names,
                CategoryNames = OrderCategories(block, rows, width, names),
                DroppedRows = dropped,
                FilledValues = missing.Sum(),
            };
            targets = Targets.Complete(labels, rows, description);
            return new LoadedDataset(block, targets, description);
        }
        catch
        {
            NativePool.Return(block);
            throw;
        }
    }

    private void FillMissing(float* block, long rows, int width, string[] names)
    {
        for (int i = 0; i < width; i++)
        {
            if (missing[i] == rows)
            {
                throw CoreException.InvalidData("ColumnWithoutValues", $"{file.Name}: column '{names[i]}' has no value, so no mean to fill it with.");
            }

            float mean = (float)(sums[i] / (rows - missing[i]));
            for (long row = 0; missing[i] > 0 && row < rows; row++)
            {
                float* value = block + (row * width) + i;
                *value = float.IsNaN(*value) ? mean : *value;
            }
        }
    }

    /// <summary>Renumbers the texts of encoded columns from the order in which they came to their sorted order.</summary>
    private Dictionary<string, string[]> OrderCategories(float* block, long rows, int width, string[] names)
    {
        var result = new Dictionary<string, string[]>(StringComparer.Ordinal);
        for (int i = 0; i < width; i++)
        {
            if (categories[i] is not { } column)
            {
                continue;
            }

            result[names[i]] = column.Sorted(out int[] ranks);
            for (long row = 0; row < rows; row++)
            {
                float* value = block + (row * width) + i;
                *value = ranks[(int)*value];
            }
        }

        return result;
    }

    private CoreException At(int column, string id, string message) => CoreException.InvalidData(
        id, $"{file.Name}, line {record.Line}, column '{columns.Names[column]}': {message}");

    /// <summary>As much of a field as a message can show, without what would disturb a terminal.</summary>
    private static string Excerpt(ReadOnlySpan<byte> field)
    {
        const int most = 40;
        string text = Encoding.UTF8.GetString(field[..Math.Min(field.Length, most)]);
        text = string.Create(text.Length, text, (target, source) =>
        {
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = char.IsControl(source[i]) ? '\uFFFD' : source[i];
            }
        });
        return field.Length > most ? text + "..." : text;
    }
}
