using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>
/// How one channel [n, inner] of a batch normalisation is cut if there are too few channels to share out: by samples,
/// or by positions where samples are few. The cut depends on the shape alone.
/// </summary>
internal readonly record struct ChannelSlabs
{
    private const int SlabValues = 1 << 16;
    private const int EnoughChannels = 8;
    private const int Line = 64; // values: slabs of positions are cut at whole cache lines
    private readonly int samples;
    private readonly int positions;
    private readonly EvenCut bySample;
    private readonly SizedCut byPosition;

    private ChannelSlabs(int n, int inner, int wanted)
    {
        samples = n;
        positions = inner;
        bySample = EvenCut.Of(n >= wanted ? n : 0, wanted);
        int lines = new SizedCut(new SizedCut(inner, wanted).Parts, Line).Parts;
        byPosition = new(inner, Math.Max(lines, 1) * Line);
    }

    public int Parts => bySample.Parts > 0 ? bySample.Parts : byPosition.Parts;

    public static ChannelSlabs Of(int n, int c, int inner) =>
        new(n, inner, c < EnoughChannels ? (int)Math.Clamp((long)n * inner / SlabValues, 1, 64) : 1);

    /// <summary>
    /// A slab's first sample, its number of samples, its first position, and its number of positions.
    /// </summary>
    public (int From, int Samples, int Start, int Length) At(int slab) => bySample.Parts > 0
        ? (bySample.First(slab), bySample.End(slab) - bySample.First(slab), 0, positions)
        : (0, samples, (int)byPosition.First(slab), (int)byPosition.Length(slab));
}
