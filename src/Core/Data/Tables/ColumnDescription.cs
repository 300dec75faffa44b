namespace NormTools.Core.Data;

/// <summary>What a column of a table was taken for.</summary>
internal enum ColumnKind
{
    /// <summary>A feature of numbers.</summary>
    Number,

    /// <summary>A feature of text, which a preprocessor has to turn into numbers.</summary>
    Text,

    /// <summary>A feature of text that became 0, 1, 2... on request.</summary>
    Category,

    /// <summary>A label of classes.</summary>
    Class,

    /// <summary>A label of quantities.</summary>
    Quantity,

    /// <summary>A column that was not asked for.</summary>
    LeftOut,
}

/// <summary>One column of a table as it was read, as it goes back over the boundary in JSON.</summary>
internal sealed class ColumnDescription
{
    public required string Name { get; init; }

    public required ColumnKind Kind { get; init; }

    /// <summary>Different values.</summary>
    public long Distinct { get; init; }

    /// <summary>Whether <see cref="Distinct"/> is an estimate.</summary>
    public bool IsEstimate { get; init; }

    /// <summary>Gaps of the file.</summary>
    public long Missing { get; init; }

    /// <summary>Gaps that are still there.</summary>
    public long Gaps { get; init; }

    /// <summary>Of numbers.</summary>
    public double? Minimum { get; init; }

    /// <summary>Of numbers.</summary>
    public double? Maximum { get; init; }

    /// <summary>What looks odd, a few words each.</summary>
    public string[] Remarks { get; init; } = [];
}
