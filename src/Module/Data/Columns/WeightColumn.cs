namespace NormTools;

/// <summary>The column of -SampleWeight: the weights of the rows.</summary>
internal static class WeightColumn
{
    /// <summary>The data set without the column among its features, and with it as the rows' weights.</summary>
    /// <exception cref="NormToolsException">ColumnNotFound, NotANumber, InvalidSampleWeight: it is not a column of
    /// numbers of 0 or more.</exception>
    public static Dataset Take(Dataset data, string name)
    {
        string[] names = data.FeatureNames ?? Array.Empty<string>();
        int index = Array.FindIndex(names, column => column.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (index < 0)
        {
            throw Errors.Invalid("ColumnNotFound", names.Length == 0
                ? "-SampleWeight names a column, and this file is not a table."
                : $"-SampleWeight: there is no column '{name}' among the features. There are {Errors.Names(names)}.{Suggestion.For(name, names)}"
                    + (names.Length > 0 ? " A column of -ExcludeProperty or -Label is none of them." : string.Empty));
        }

        if (names.Length == 1)
        {
            throw Errors.Invalid("NoFeatureLeft", $"'{names[0]}' is the only feature: without it there is nothing to learn from.");
        }

        if (data.Categories?.ContainsKey(names[index]) == true)
        {
            throw Errors.Invalid("NotANumber", $"-SampleWeight: column '{names[index]}' holds texts, and weights are numbers: numbers for them are made before Import-Dataset; without "
                + "-SampleWeight the column is a feature.");
        }

        var values = (float[])data.StoredFeature.ToArray();
        int rows = values.Length / names.Length;
        var weights = new float[rows];
        var rest = new float[rows * (names.Length - 1)];
        for (int row = 0, next = 0; row < rows; row++)
        {
            for (int column = 0; column < names.Length; column++)
            {
                float value = values[(row * names.Length) + column];
                if (column != index)
                {
                    rest[next++] = value;
                    continue;
                }

                weights[row] = value >= 0 && !float.IsInfinity(value)
                    ? value
                    : throw Errors.Invalid(
                        "InvalidSampleWeight", FormattableString.Invariant($"-SampleWeight: row {row} (counted from 0) of column '{names[index]}' {(float.IsNaN(value) ? "is missing" : FormattableString.Invariant($"is {value}"))}, and a ")
                            + "weight is a number of 0 or more: 0 where a row is to count for nothing. Where-Object before Import-Dataset leaves rows out.");
            }
        }

        return new Dataset(TensorReader.Read(rest, DType.Float32).Reshape(rows, names.Length - 1), data.StoredTarget)
        {
            StoredWeight = TensorReader.Read(weights, DType.Float32),
            ClassNames = data.ClassNames,
            FeatureNames = names.Where((_, column) => column != index).ToArray(),
            TargetNames = data.TargetNames,
            Categories = data.Categories,
            Columns = data.Columns?.OrderBy(column => column.Name == names[index]).Select(column => column.Name == names[index] ? column.AsWeight() : column).ToArray(),
            DroppedRows = data.DroppedRows,
            FilledValues = data.FilledValues,
            Fills = data.Fills,
            Source = data.Source,
        };
    }
}
