using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>What of a processor decides how a product is cut.</summary>
/// <param name="Lanes">Values of a vector.</param>
/// <param name="TileRows">Rows of C that a tile holds in registers: 12 where there are 32 of them, else 6.</param>
internal readonly record struct ProductRegisters(int Lanes, int TileRows)
{
    /// <summary>
    /// Tall tiles take few reads for their work: rows of A may come from the second cache's edge, and packing a panel
    /// just before its use is hidden behind them. Short ones want the rows well within that cache, and so parts that
    /// pack their B once for several lots of rows.
    /// </summary>
    public bool Tall => TileRows > 6;

    /// <summary>Rows of C that a part has at most.</summary>
    public int RowsOfPart => Tall ? 512 : 2048;

    /// <summary>Columns of C that a part has at most.</summary>
    public int ColumnsOfPart => Tall ? 512 : 1024;

    /// <summary>Columns of a panel of B: two vectors.</summary>
    public int PanelWidth => 2 * Lanes;
}

/// <summary>How C [m, n] of a product over k is cut into blocks, of which each is a part: a function of the shape, the
/// threads and the registers alone.</summary>
internal readonly record struct ProductCut
{
    private const long ProductsPerThread = 1 << 18; // below that, waking a helper costs more than it saves
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

    /// <summary>Threads that so little work deserves.</summary>
    public static int Threads(int m, int n, int k, int threads) =>
        (int)Math.Clamp((long)m * n * k / ProductsPerThread, 1, Math.Max(threads, 1));

    /// <summary>Whether all of C is one block, without a look at how it would be cut.</summary>
    public static bool IsWhole(int m, int n, int threads, ProductRegisters registers) =>
        threads == 1 && m <= registers.RowsOfPart && n <= registers.ColumnsOfPart;

    /// <param name="threads">Those of <see cref="Threads"/>.</param>
    public static ProductCut Of(int m, int n, int k, int threads, ProductRegisters registers)
    {
        int rowBlocks = new SizedCut(m, registers.RowsOfPart).Parts;
        int columnBlocks = new SizedCut(n, registers.ColumnsOfPart).Parts;
        int wanted = registers.Tall ? 2 * threads : threads; // each packs for itself
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

            // Of short sums C is most of what moves: by rows, a thread meets those again that it wrote.
            bool rowsFirst = (!registers.Tall && k < 64 ? 2 * rows : rows) > columns;
            _ = cutsRows && (rowsFirst || !cutsColumns) ? rowBlocks++ : columnBlocks++;
        }

        return new(m, n, rowBlocks, columnBlocks, registers.PanelWidth);
    }

    /// <summary>A block's first row, its rows, its first column, its columns.</summary>
    public (int Top, int Rows, int First, int Columns) Block(int part)
    {
        (int row, int column) = Math.DivRem(part, panels.Parts);
        int top = rows.First(row);
        int first = panels.First(column) * panelWidth;
        int end = (int)Math.Min(columns, (long)panels.End(column) * panelWidth);
        return (top, rows.End(row) - top, first, end - first);
    }
}
