using NormTools.Native;

namespace NormTools;

/// <summary>What is to be predicted of raw rows: the columns that the model's target was called when it was trained.</summary>
internal static class RowTargets
{
    /// <summary>Int64 [rows] class numbers or Float32 [rows, targets]; null where the rows have none and need none.</summary>
    /// <exception cref="NormToolsException">A column is missing, or holds something else than in training.</exception>
    public static Tensor? Of(Model model, IReadOnlyList<object?> rows, bool isNeeded, Action<string> warn)
    {
        string[] given = RowCollector.Names(Unwrapped.Of(rows[0])!).ToArray();
        string[] missing = model.TargetNames?.Where(name => !given.Contains(name, StringComparer.OrdinalIgnoreCase)).ToArray()
            ?? Array.Empty<string>();
        if (model.TargetNames is not { Length: > 0 } names || missing.Length > 0)
        {
            return !isNeeded ? null
                : throw (model.TargetNames is { Length: > 0 } ? Errors.RowsLackLabel(missing, given) : Errors.RowsWithoutTarget());
        }

        TableReading reading = model.Preprocessor?.Reading ?? TableReading.Usual;
        return model.ClassNames is string[] classes
            ? TensorReader.Read(Classes(names[0], classes, rows, reading), DType.Int64)
            : TensorReader.Read(Quantities(names, rows, reading, warn), DType.Float32).Reshape(rows.Count, names.Length);
    }

    /// <summary>Float32 [rows], of the column of weights that the training file had; null where it had none, and, with a warning, where
    /// not all rows have it.</summary>
    /// <exception cref="NormToolsException">InvalidSampleWeight, TextForNumber: it holds something else than numbers of 0 or more.</exception>
    public static Tensor? Weights(Preprocessor preprocessor, IReadOnlyList<object?> rows, Action<string> warn)
    {
        if (preprocessor.Weight is not string column)
        {
            return null;
        }

        long without = StopFlag.Each(rows).LongCount(row => !RecordReader.Names(row).Contains(column, StringComparer.OrdinalIgnoreCase));
        if (without > 0)
        {
            warn($"The model was trained with the weights of column '{Text.Shorten(column)}', and {(without == rows.Count ? "the rows lack it" : $"{without:N0} of {rows.Count:N0} rows lack it")}: "
                + "here each row counts the same.");
            return null;
        }

        TableReading reading = preprocessor.Reading ?? TableReading.Usual;
        var told = new SortedSet<string>(StringComparer.Ordinal);
        var weights = new float[rows.Count];
        for (int row = 0; row < weights.Length; row++)
        {
            object? cell = RecordReader.Cell(rows[row], column, row, allowMissing: true);
            cell = cell is string given ? given.Trim() : cell;
            bool isMissing = cell is null or DBNull || (cell is string marker && reading.IsMissing(marker));
            double number = isMissing ? double.NaN : Number(column, cell!, row, reading, told);
            weights[row] = number >= 0 && number <= float.MaxValue ? (float)number : throw Errors.WeightOfRow(column, row, number);
        }

        foreach (string sentence in told)
        {
            warn(sentence);
        }

        return TensorReader.Read(weights, DType.Float32);
    }

    private static long[] Classes(string column, string[] classes, IReadOnlyList<object?> rows, TableReading reading)
    {
        var known = new ClassTexts(classes, reading);
        var numbers = new long[rows.Count];
        for (int row = 0; row < numbers.Length; row++)
        {
            object cell = Cell(rows, row, column, reading);
            numbers[row] = known.NumberOf(cell) is var number and >= 0 ? number : throw LikeClass.Refusal(column, cell, row, classes);
        }

        return numbers;
    }

    private static float[] Quantities(string[] columns, IReadOnlyList<object?> rows, TableReading reading, Action<string> warn)
    {
        var told = new SortedSet<string>(StringComparer.Ordinal);
        var values = new float[rows.Count * columns.Length];
        int next = 0;
        for (int row = 0; row < rows.Count; row++)
        {
            foreach (string column in columns)
            {
                double number = Number(column, Cell(rows, row, column, reading), row, reading, told);
                values[next++] = reading.IsMissing(number) ? throw Errors.MissingTarget(column, row) : (float)number;
            }
        }

        foreach (string sentence in told)
        {
            warn(sentence);
        }

        return values;
    }

    private static double Number(string column, object cell, int row, TableReading reading, SortedSet<string> told)
    {
        if (cell is bool)
        {
            throw Errors.FlagForNumber(column, row);
        }

        return (cell is string text ? reading.TryNumber(column, text, row, told, out double number) : TensorReader.TryNumber(cell, out number)) ? number
            : throw Errors.TextForNumber(column, cell, reading.Decimal, reading.Thousands, row);
    }

    private static object Cell(IReadOnlyList<object?> rows, int row, string column, TableReading reading)
    {
        object? cell = RecordReader.Cell(rows[row], column, row, allowMissing: true);
        cell = cell is string text ? text.Trim() : cell;
        return cell is null or DBNull || (cell is string trimmed && reading.IsMissing(trimmed))
            ? throw Errors.MissingTarget(column, row)
            : cell;
    }
}
