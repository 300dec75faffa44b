namespace NormTools.Core.Preprocessing;

/// <summary>What is learnt of a column from some rows at a time.</summary>
internal interface IColumnSummary<T>
    where T : unmanaged
{
    /// <summary>Of some rows of a column: at most as many as a block has.</summary>
    T Of(ReadOnlySpan<double> values);

    /// <summary>Of some rows of several columns, to the bit what <see cref="Of(ReadOnlySpan{double})"/> tells of
    /// each.</summary>
    void Of(ColumnTile tile, Span<T> columns);

    /// <summary>Of some rows, and those after them.</summary>
    T Join(T rows, T later);
}
