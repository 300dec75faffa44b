namespace NormTools.Core.Preprocessing;

/// <summary>Some columns of a few rows from all over a table.</summary>
internal sealed unsafe class RowSample
{
    private const int RowsAtOnce = 256;

    /// <param name="rows">The columns.</param>
    /// <param name="all">Rows of the table.</param>
    /// <param name="wanted">Rows of the sample, at most as many.</param>
    public RowSample(PlainRows rows, int all, int wanted)
    {
        double[][] columns = [.. Enumerable.Range(0, rows.Width).Select(_ => new double[wanted])];
        bool isSingle = false;
        EachColumn.Run((wanted + RowsAtOnce - 1) / RowsAtOnce, part =>
        {
            using FrameMemory memory = new();
            for (int i = part * RowsAtOnce; i < Math.Min((part + 1) * RowsAtOnce, wanted); i++)
            {
                ColumnTile tile = rows.Tile(new RowRange(part, Row(i, all, wanted), 1, memory));
                for (int column = 0; column < columns.Length; column++)
                {
                    columns[column][i] = tile.First(column);
                }

                Volatile.Write(ref isSingle, tile.IsSingle); // of any row: they are all alike
            }
        });
        Columns = columns;
        IsSingle = isSingle;
    }

    /// <summary>The values of each column.</summary>
    public double[][] Columns { get; }

    /// <summary>Whether they are numbers of float.</summary>
    public bool IsSingle { get; }

    // One of each stretch of rows, at a place that no order of the rows goes along with.
    private static int Row(int i, int all, int wanted)
    {
        int first = (int)((long)i * all / wanted), end = (int)((long)(i + 1) * all / wanted);
        ulong place = (ulong)i * 0x9E3779B97F4A7C15;
        return first + (int)((place ^ (place >> 32)) % (ulong)(end - first));
    }
}
