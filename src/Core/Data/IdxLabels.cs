namespace NormTools.Core.Data;

/// <summary>Reads the label file of IDX images: one whole number a row, or a row of floating-point values.</summary>
internal static class IdxLabels
{
    /// <summary>One label column for a file of rank 1, one for each value of a row for rank 2.</summary>
    /// <remarks>
    /// Whole-number types are classes and floating-point types numbers, unless the options say otherwise.
    /// </remarks>
    /// <exception cref="CoreException">
    /// RowCountMismatch: there are more or fewer labels than rows; else what the file's reading throws.
    /// </exception>
    public static LabelColumn[] Read(string path, int rows, DatasetOptions options)
    {
        using SourceFile file = SourceFile.Open(path);
        IdxHeader header = IdxHeader.Read(file);
        if (header.Shape[0] != rows || header.Shape.Length > 2)
        {
            throw CoreException.Shape(
                "RowCountMismatch",
                $"{file.Name} has labels of shape [{string.Join(", ", header.Shape)}]: "
                + $"one label for each of {rows:N0} rows was expected.");
        }

        int width = header.Shape.Length == 2 ? header.Shape[1] : 1;
        TargetTask task = options.Task;
        if (task == TargetTask.Auto)
        {
            task = width > 1 || header.Type is IdxType.Float32 or IdxType.Float64
                ? TargetTask.Regression
                : TargetTask.Classification;
        }

        var labels = new LabelColumn[width];
        for (int i = 0; i < width; i++)
        {
            labels[i] = new LabelColumn(width == 1 ? "label" : $"label{i + 1}", task, options.ClassNames);
        }

        var bytes = new byte[width * header.ValueBytes];
        var values = new double[width];
        for (int row = 0; row < rows; row++)
        {
            IdxHeader.Fill(file, bytes, "its labels");
            IdxValues.ToDouble(bytes, header.Type, values);
            for (int i = 0; i < width; i++)
            {
                if (labels[i].AddNumber(values[i]) is var (id, message))
                {
                    throw CoreException.InvalidData(id, $"{file.Name}, row {row + 1}: {values[i]} {message}");
                }
            }
        }

        return labels;
    }
}
