using System.Collections;

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

/// <summary>One column of a table that was read.</summary>
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

    /// <summary>Whether its numbers are written with a percent sign.</summary>
    public bool IsPercent { get; init; }

    /// <inheritdoc cref="SignUse.Currency"/>
    public string Currency { get; init; } = string.Empty;

    /// <summary>What looks odd, in a few words each.</summary>
    public string[] Remarks { get; init; } = [];

    /// <inheritdoc cref="FeatureColumn.DateStep"/>
    public string? DateStep { get; init; }
}

/// <summary>The columns of a table, each described when it is asked for: there may be many.</summary>
internal sealed class ColumnDescriptions(int count, Func<int, ColumnDescription> describe) : IReadOnlyList<ColumnDescription>
{
    public static ColumnDescriptions None { get; } = new(0, _ => throw new ArgumentOutOfRangeException());

    public int Count => count;

    public ColumnDescription this[int index] => describe(index);

    public IEnumerator<ColumnDescription> GetEnumerator() => Enumerable.Range(0, count).Select(describe).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Some neighbouring columns of a table, passed back across the boundary as JSON: a list for each of their
/// properties.</summary>
internal sealed class ColumnLists(IReadOnlyList<ColumnDescription> columns)
{
    public IEnumerable<string> Name => columns.Select(column => column.Name);

    public IEnumerable<ColumnKind> Kind => columns.Select(column => column.Kind);

    public IEnumerable<long> Distinct => columns.Select(column => column.Distinct);

    public IEnumerable<long> Missing => columns.Select(column => column.Missing);

    public IEnumerable<long> Gaps => columns.Select(column => column.Gaps);

    public IEnumerable<double?> Minimum => columns.Select(column => column.Minimum);

    public IEnumerable<double?> Maximum => columns.Select(column => column.Maximum);

    public IEnumerable<bool> Percent => columns.Select(column => column.IsPercent);

    public IEnumerable<string> Currency => columns.Select(column => column.Currency);

    public IEnumerable<string?> DateStep => columns.Select(column => column.DateStep);

    public IEnumerable<string> Remark => columns.Select(column => string.Join("; ", column.Remarks));
}
