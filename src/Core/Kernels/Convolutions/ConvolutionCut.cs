using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>The sizes from which a convolution is cut into parts.</summary>
/// <param name="Rows">Rows of a plane of results.</param>
/// <param name="Pitch">Values from one row of the padded plane to the next.</param>
/// <param name="RowBytes">Bytes of the second-level cache that a row needs.</param>
internal readonly record struct ConvolutionGrid(
    int Batch, int Groups, int Depths, int Rows, int Pitch, int TargetChannels, long RowBytes);

/// <summary>How a convolution is cut: a part is some rows of one depth, group and sample; where that gives too few
/// parts, the channels are cut as well. The cut depends on shape, threads and lanes; the order of summation does not
/// depend on the cut.</summary>
internal readonly record struct ConvolutionCut
{
    private const int CacheBytes = 384 << 10;
    private const int FewestChannels = 24; // in a part
    private readonly ConvolutionGrid grid;
    private readonly SizedCut rows;
    private readonly SizedCut channels;

    private ConvolutionCut(in ConvolutionGrid grid, int rowsAtOnce, int channelsAtOnce)
    {
        this.grid = grid;
        rows = new(grid.Rows, Math.Max(rowsAtOnce, 1));
        channels = new(grid.TargetChannels, Math.Max(channelsAtOnce, 1));
    }

    public int RowsAtOnce => (int)Math.Min(rows.Size, grid.Rows);

    public int Parts => checked(grid.Batch * grid.Groups * grid.Depths * rows.Parts * channels.Parts);

    public static ConvolutionCut Of(in ConvolutionGrid grid, int threads, int lanes)
    {
        int rowsAtOnce = (int)Math.Clamp(CacheBytes / Math.Max(1, grid.RowBytes), 1, Math.Max(1, grid.Rows));
        int vectors = new SizedCut(2L * lanes, Math.Max(1, grid.Pitch)).Parts; // rows that fill two vectors
        rowsAtOnce = Math.Min(grid.Rows, Math.Max(rowsAtOnce, vectors));
        long planes = (long)grid.Batch * grid.Groups * grid.Depths;
        long wanted = threads == 1 ? 1 : 3L * threads;
        while (rowsAtOnce > 1 && planes * new SizedCut(grid.Rows, rowsAtOnce).Parts < wanted
            && (long)rowsAtOnce * grid.Pitch > 8 * lanes)
        {
            rowsAtOnce = new SizedCut(rowsAtOnce, 2).Parts;
        }

        long parts = Math.Clamp(planes * new SizedCut(grid.Rows, Math.Max(rowsAtOnce, 1)).Parts, 1, 64);
        int blocks = Math.Clamp(
            new SizedCut(Math.Min(wanted, 64), parts).Parts, 1, Math.Max(1, grid.TargetChannels / FewestChannels));
        return new(grid, rowsAtOnce, new SizedCut(grid.TargetChannels, blocks).Parts);
    }

    public ConvolutionPart At(int part)
    {
        (part, int block) = Math.DivRem(part, channels.Parts);
        (part, int chunk) = Math.DivRem(part, rows.Parts);
        (part, int depth) = Math.DivRem(part, grid.Depths);
        (int sample, int group) = Math.DivRem(part, grid.Groups);
        return new(
            sample, group, depth, (int)rows.First(chunk), (int)channels.First(block), (int)channels.Length(block));
    }
}

/// <summary>One part of a convolution. It has <see cref="ConvolutionCut.RowsAtOnce"/> rows from the first on, or as
/// many as are left in the plane.</summary>
internal readonly record struct ConvolutionPart(
    int Sample, int Group, int Depth, int FirstRow, int FirstChannel, int Channels);
