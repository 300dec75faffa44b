using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>How a recurrent layer is cut into parts: each takes some rows through all steps of one direction, so that
/// threads never wait for each other between steps. A function of the shape and the threads alone.</summary>
internal readonly record struct RecurrentCut
{
    private const int MostRows = 64; // their gates of some units stay in the first-level cache
    private const int LeastRows = 12; // the weights are read once for all of them

    private readonly EvenCut rows;

    private RecurrentCut(EvenCut rows, int directions) => (this.rows, Parts) = (rows, rows.Parts * directions);

    public int Parts { get; }

    public static RecurrentCut Of(int rows, int directions, int threads)
    {
        int fewest = new SizedCut(rows, MostRows).Parts;
        int wanted = threads > 1 ? Math.Min(2 * threads / directions, rows / LeastRows) : 1;
        return new(EvenCut.Of(rows, Math.Max(fewest, wanted)), directions);
    }

    /// <summary>A part's direction, its first row and its number of rows.</summary>
    public (int Direction, int Top, int Rows) Part(int part)
    {
        (int direction, int block) = Math.DivRem(part, rows.Parts);
        return (direction, rows.First(block), rows.End(block) - rows.First(block));
    }
}
