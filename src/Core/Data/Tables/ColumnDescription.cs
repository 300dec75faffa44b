namespace NormTools.Core.Data;

/// <summary>How a column of a table was interpreted.</summary>
internal enum ColumnKind
{
    /// <summary>A numeric feature.</summary>
    Number,

    /// <summary>A text feature, which a preprocessor has to turn into numbers.</summary>
    Text,

    /// <summary>A text feature encoded as 0, 1, 2... on request.</summary>
    Category,

    /// <summary>A label for classification.</summary>
    Class,

    /// <summary>A label for regression.</summary>
    Quantity,

    /// <summary>A column that was not used.</summary>
    LeftOut,
}

/// <summary>One column of a table that was read, passed back across the boundary as JSON.</summary>
internal sealed class ColumnDescription
{
    public required string Name { get; init; }

    public required ColumnKind Kind { get; init; }

    /// <summary>The number of distinct values.</summary>
    public long Distinct { get; init; }

    /// <summary>Whether <see cref="Distinct"/> is an estimate.</summary>
    public bool IsEstimate { get; init; }

    /// <summary>Missing values in the file.</summary>
    public long Missing { get; init; }

    /// <summary>Missing values that were not filled.</summary>
    public long Gaps { get; init; }

    /// <summary>The least value of a numeric column.</summary>
    public double? Minimum { get; init; }

    /// <summary>The largest value of a numeric column.</summary>
    public double? Maximum { get; init; }

    /// <summary>What looks odd, in a few words each.</summary>
    public string[] Remarks { get; init; } = [];
}
