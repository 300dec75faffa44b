using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>
/// How batch normalisation of [n, c * inner] columns is cut: into blocks of channels (about 256 columns) times slabs of
/// rows. The cut depends on the shape and the vector width alone.
/// </summary>
internal readonly record struct ColumnBlocks
{
    private const int BlockColumns = 256;
    private const int SlabValues = 1 << 16;

    /// <summary>Samples per row: several, if one sample is narrower than a vector.</summary>
    public int Together { get; private init; }

    /// <summary>The number of whole rows; the remaining samples belong to the last slab.</summary>
    public int Rows { get; private init; }

    public EvenCut Channels { get; private init; }

    /// <summary>The cut of <see cref="Rows"/>; one part if there are none.</summary>
    public EvenCut Slabs { get; private init; }

    public int Parts => Channels.Parts * Slabs.Parts;

    /// <summary>How many of <paramref name="n"/> samples are left over after the whole rows.</summary>
    public int Rest(int n) => n - (Rows * Together);

    public static ColumnBlocks Of(int n, int c, int inner, int lanes)
    {
        long width = (long)c * inner;
        int together = new SizedCut(lanes, width).Parts;
        int rows = n / together;
        int blocks = new SizedCut(width, BlockColumns).Parts;
        long slabs = Math.Clamp(n * width / SlabValues / blocks, 1, 64);
        return new()
        {
            Together = together,
            Rows = rows,
            Channels = EvenCut.Of(c, blocks),
            Slabs = EvenCut.Of(Math.Max(rows, 1), slabs),
        };
    }
}
