namespace NormTools;

/// <summary>A part of a data set as the checks see it: the columns as they came, texts by their numbers.</summary>
internal sealed class CheckedPart
{
    public CheckedPart(string name, Dataset data)
    {
        Name = name;
        Data = data;
        Dataset raw = data.Raw;
        Tensor rows = raw.StoredRowsOf();
        Values = (float[])(rows.DType == DType.Float32 ? rows : rows.To(DType.Float32)).ToArray();
        Count = checked((int)raw.Count);
        Width = Count == 0 ? 0 : Values.Length / Count;
        IsTable = raw.FeatureShape.Length == 1;
        Names = !IsTable ? Array.Empty<string>()
            : raw.FeatureNames?.Length == Width ? raw.FeatureNames
            : Enumerable.Range(0, Width).Select(column => FormattableString.Invariant($"feature {column}")).ToArray();
        Texts = new string[]?[Width];
        for (int column = 0; column < Names.Length; column++)
        {
            Texts[column] = raw.Categories is not null && raw.Categories.TryGetValue(Names[column], out string[] texts) ? texts : null;
        }

        ClassNames = data.ClassNames;
        Classes = data.IsClassification ? (long[])data.Target!.ToArray() : null;
        Quantities = data.IsClassification || data.Target is not { } target ? null
            : ((float[])target.ToArray()).Where((_, i) => i % data.TargetWidth == 0).ToArray();
    }

    /// <summary>Train, Validation or Test.</summary>
    public string Name { get; }

    public Dataset Data { get; }

    /// <summary>[Count, Width]; NaN is a value that is missing.</summary>
    public float[] Values { get; }

    public int Count { get; }

    public int Width { get; }

    /// <summary>Whether a sample is a row of columns, rather than an image or a series.</summary>
    public bool IsTable { get; }

    /// <summary>The names of a table's columns; none of other samples.</summary>
    public string[] Names { get; }

    /// <summary>The texts of each column; null where it holds numbers.</summary>
    public string[]?[] Texts { get; }

    public string[]? ClassNames { get; }

    /// <summary>The class of each row; null for quantities and without a target.</summary>
    public long[]? Classes { get; }

    /// <summary>The first quantity of each row; null for classes and without a target.</summary>
    public float[]? Quantities { get; }

    public float At(int row, int column) => Values[((long)row * Width) + column];

    /// <summary>Rows of each class.</summary>
    public long[] ClassCounts()
    {
        var counts = new long[ClassNames!.Length];
        foreach (long name in Classes!)
        {
            counts[name]++;
        }

        return counts;
    }

    /// <summary>Rows of each text of a column.</summary>
    public long[] TextCounts(int column)
    {
        var counts = new long[Texts[column]!.Length];
        foreach (float code in Present(column))
        {
            counts[(int)code]++;
        }

        return counts;
    }

    /// <summary>The values of a column that are there.</summary>
    public float[] Present(int column)
    {
        var values = new List<float>(Count);
        for (int row = 0; row < Count; row++)
        {
            float value = At(row, column);
            if (!float.IsNaN(value))
            {
                values.Add(value);
            }
        }

        return values.ToArray();
    }

    /// <summary>Whether two rows have the same target.</summary>
    public bool SameTarget(int row, CheckedPart other, int otherRow) =>
        Classes is not null ? other.Classes is not null && Classes[row] == other.Classes[otherRow]
        : Quantities is null || (other.Quantities is not null && Quantities[row].Equals(other.Quantities[otherRow]));
}
