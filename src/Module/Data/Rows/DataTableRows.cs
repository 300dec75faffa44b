using System.Data;

namespace NormTools;

/// <summary>Rows of a System.Data.DataTable, whose cells are those of its columns: what else a row has as an object is no data.</summary>
internal static class DataTableRows
{
    /// <summary>The row; null for any other object.</summary>
    public static DataRow? Row(object? value) => value as DataRow ?? (value as DataRowView)?.Row;

    /// <summary>The rows of a table; null for any other object.</summary>
    public static IEnumerable<object>? Of(object? value) => value switch
    {
        DataTable table => table.Rows.Cast<object>(),
        DataView view => view.Cast<object>(),
        _ => null,
    };

    public static IEnumerable<string> Names(DataRow row) => row.Table.Columns.Cast<DataColumn>().Select(column => column.ColumnName);

    /// <summary>Where a column is: by exact name, otherwise regardless of case; null where there is none.</summary>
    public static DataColumn? Column(DataRow row, string name) => row.Table.Columns.Cast<DataColumn>().FirstOrDefault(column => column.ColumnName == name)
        ?? row.Table.Columns.Cast<DataColumn>().FirstOrDefault(column => column.ColumnName.Equals(name, StringComparison.OrdinalIgnoreCase));
}
