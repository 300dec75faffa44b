namespace NormTools.Core.Preprocessing;

/// <summary>How the rows of a table are cut: into parts that threads take, and these into blocks that stay in the
/// caches.</summary>
/// <remarks>It depends on the table alone, so that what is learnt is the same on any number of threads.</remarks>
/// <param name="BlockRows">Rows of a block, a multiple of 16: a block of results begins at a cache line.</param>
/// <param name="PartRows">Rows of a part, a multiple of those of a block.</param>
internal readonly record struct RowCut(int BlockRows, int PartRows)
{
    private const int ValuesOfBlock = 1 << 15;
    private const int ValuesOfPart = 1 << 17;
    private const int LeastRowsOfBlock = 16;
    private const int MostRowsOfBlock = 1024;
    private const int LeastRowsOfPart = 256; // each part of a wide table has sums for each of its columns

    /// <param name="width">The most columns that a block has at any time.</param>
    public static RowCut Of(int width)
    {
        int columns = Math.Max(width, 1);
        int block = Math.Clamp(ValuesOfBlock / columns, LeastRowsOfBlock, MostRowsOfBlock) & -LeastRowsOfBlock;
        int part = Math.Max(ValuesOfPart / columns, LeastRowsOfPart);
        return new(block, (part + block - 1) / block * block);
    }
}
