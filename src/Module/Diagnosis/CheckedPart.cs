using NormTools.Native;

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

        Parted = new HashSet<string>(
            data.Preprocessor?.States().Where(state => state is { Step: "DatePart", Column: not null }).Select(state => state.Column!) ?? Array.Empty<string>(), StringComparer.Ordinal);
        ClassNames = data.ClassNames;
        Classes = data.IsClassification ? (long[])data.Target!.ToArray() : null;
        Targets = data.IsClassification || data.Target is not { } target ? null : (float[])target.ToArray();
        Quantities = Targets is null || data.TargetWidth == 1 ? Targets : Targets.Where((_, i) => i % data.TargetWidth == 0).ToArray();
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

    /// <summary>The columns that the preparation makes parts of dates of, so that their own texts reach no model.</summary>
    public ISet<string> Parted { get; }

    public string[]? ClassNames { get; }

    /// <summary>The class of each row; null for quantities and without a target.</summary>
    public long[]? Classes { get; }

    /// <summary>The first quantity of each row; null for classes and without a target.</summary>
    public float[]? Quantities { get; }

    /// <summary>[Count, TargetWidth] of quantities; null for classes and without a target.</summary>
    public float[]? Targets { get; }

    public bool HasTarget => Classes is not null || Quantities is not null;

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
    /// <param name="column">The column.</param>
    /// <param name="rows">The rows that are looked at; null for all.</param>
    public float[] Present(int column, int[]? rows = null)
    {
        int count = 0, looked = 0;
        var values = new float[rows?.Length ?? Count];
        for (int i = 0; i < values.Length; i++)
        {
            StopFlag.Poll(ref looked);
            float value = At(rows is null ? i : rows[i], column);
            if (!float.IsNaN(value))
            {
                values[count++] = value;
            }
        }

        Array.Resize(ref values, count);
        return values;
    }

    /// <summary>The target of a row as bits that are the same where it is.</summary>
    public uint TargetBits(int row) => Classes is not null ? (uint)Classes[row]
        : Quantities is null || Quantities[row] == 0 ? 0
        : (uint)Quantities[row].GetHashCode();
}
