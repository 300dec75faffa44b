using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>The properties of a processor that decide how a product is cut.</summary>
/// <param name="VectorLength">Values of a vector.</param>
/// <param name="TileRows">Rows of C that a tile holds in registers: 12 where there are 32 of them, else 6.</param>
internal readonly record struct ProductRegisters(int VectorLength, int TileRows)
{
    /// <summary>
    /// Tall tiles read little for the work they do: the rows of A may fill the second-level cache, and packing a panel
    /// just before its use is hidden behind their arithmetic. Short tiles need the rows well within that cache, and
    /// hence parts that pack their B once for several lots of rows.
    /// </summary>
    public bool Tall => TileRows > 6;

    /// <summary>The most rows of C in a part.</summary>
    public int RowsOfPart => Tall ? 512 : 2048;

    /// <summary>The most columns of C in a part.</summary>
    public int ColumnsOfPart => Tall ? 512 : 1024;

    /// <summary>Columns of a panel of B: two vectors.</summary>
    public int PanelWidth => 2 * VectorLength;
}

/// <summary>How the C [m, n] of a product over k is cut into blocks, each of them one part: a function of the shape,
/// the threads and the registers alone.</summary>
internal readonly record struct ProductCut
{
    private const long ProductsPerThread = 1 << 18; // with fewer, waking a helper thread costs more than it saves
    private readonly EvenCut rows;
    private readonly EvenCut panels;
    private readonly int columns;
    private readonly int panelWidth;

    private ProductCut(int m, int n, int rowBlocks, int columnBlocks, int panelWidth)
    {
        rows = EvenCut.Of(m, rowBlocks);
        panels = EvenCut.Of(new SizedCut(n, panelWidth).Parts, columnBlocks);
        columns = n;
        this.panelWidth = panelWidth;
    }

    /// <summary>Blocks; none where C has no values.</summary>
    public int Parts => rows.Parts * panels.Parts;

    /// <summary>How many threads the work is worth, at most those given.</summary>
    public static int Threads(int m, int n, int k, int threads) =>
        (int)Math.Clamp((long)m * n * k / ProductsPerThread, 1, Math.Max(threads, 1));

    /// <summary>Whether all of C is one block; quicker than computing the cut.</summary>
    public static bool IsWhole(int m, int n, int threads, ProductRegisters registers) =>
        threads == 1 && m <= registers.RowsOfPart && n <= registers.ColumnsOfPart;

    /// <param name="threads">What <see cref="Threads"/> returned.</param>
    public static ProductCut Of(int m, int n, int k, int threads, ProductRegisters registers)
    {
        int rowBlocks = new SizedCut(m, registers.RowsOfPart).Parts;
        int columnBlocks = new SizedCut(n, registers.ColumnsOfPart).Parts;
        int wanted = registers.Tall ? 2 * threads : threads; // each part packs its own B, which costs short tiles more
        while (threads > 1 && m > 0 && n > 0 && (long)rowBlocks * columnBlocks < wanted)
        {
            int rows = m / rowBlocks;
            int columns = n / columnBlocks;
            bool cutsRows = rows >= 2 * registers.TileRows;
            bool cutsColumns = columns >= 2 * registers.PanelWidth;
            if (!cutsRows && !cutsColumns)
            {
                break;
            }

            // For small k most of the traffic is C: cut by rows, a thread meets again the rows that it wrote.
            bool rowsFirst = (!registers.Tall && k < 64 ? 2 * rows : rows) > columns;
            _ = cutsRows && (rowsFirst || !cutsColumns) ? rowBlocks++ : columnBlocks++;
        }

        return new(m, n, rowBlocks, columnBlocks, registers.PanelWidth);
    }

    /// <summary>A block's first row and number of rows, its first column and number of columns.</summary>
    public (int Top, int Rows, int First, int Columns) Block(int part)
    {
        (int row, int column) = Math.DivRem(part, panels.Parts);
        int top = rows.First(row);
        int first = panels.First(column) * panelWidth;
        int end = (int)Math.Min(columns, (long)panels.End(column) * panelWidth);
        return (top, rows.End(row) - top, first, end - first);
    }
}
