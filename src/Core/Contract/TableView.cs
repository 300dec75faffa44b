using System.Runtime.InteropServices;

namespace NormTools.Contract;

/// <summary>A table in the caller's memory, read during a call only.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TableView
{
    /// <summary>[StoredRows, Width], row-major; NaN is a missing value, and in a column of texts each value is the
    /// number of a text.</summary>
    public void* Values;

    /// <summary>The row numbers to use, in this order, [RowCount]; null for rows 0 to RowCount - 1.</summary>
    public long* Rows;

    public long StoredRows;

    public long RowCount;

    public long Width;

    /// <summary>A <see cref="DType"/>.</summary>
    public int DType;
}
