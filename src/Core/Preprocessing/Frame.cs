namespace NormTools.Core.Preprocessing;

/// <summary>The name of a column and whether it holds texts.</summary>
internal readonly record struct ColumnInfo(string Name, bool IsText);

/// <summary>One column of some rows: numbers, or the numbers of texts. NaN is a missing value.</summary>
/// <param name="info">Name and kind.</param>
/// <param name="values">[rows].</param>
/// <param name="texts">The texts by their numbers; null for a column of numbers.</param>
internal sealed class FrameColumn(ColumnInfo info, double[] values, string[]? texts)
{
    public ColumnInfo Info { get; } = info;

    public double[] Values { get; } = values;

    /// <summary>The same array for every block of a table, so that look-ups keyed by it are done once.</summary>
    public string[]? Texts { get; } = texts;

    /// <summary>The text in a row; null where it is missing.</summary>
    public string? Text(int row) => double.IsNaN(Values[row]) ? null : Texts![(int)Values[row]];
}

/// <summary>Some rows of a table, column by column, in double precision. Steps change its list of columns.</summary>
/// <remarks>A step owns the arrays in it and may write to them.</remarks>
internal sealed class Frame(int rows, List<FrameColumn> columns)
{
    public int Rows { get; } = rows;

    public List<FrameColumn> Columns { get; set; } = columns;

    /// <summary>Categories that were not among the training rows, with counts.</summary>
    public Dictionary<UnknownValue, long> Unknown { get; } = [];

    public ColumnInfo[] Infos => [.. Columns.Select(column => column.Info)];
}

/// <summary>A category that was not among the training rows.</summary>
internal readonly record struct UnknownValue(string Column, string Value);
