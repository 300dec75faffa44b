using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>How the gradient of a convolution's weight is cut: chunks of samples, whose sums are added in order, times
/// groups, times blocks of channels. It depends on shape and lanes alone.</summary>
internal readonly record struct WeightGradientCut
{
    private const int MaximumChunks = 16;
    private const long MaximumChunkBytes = 64 << 20;
    // enough products for each value of dy that a part transposes, while their sums stay in cache
    private const int RowsOfAPart = 384;
    private readonly int groups;

    private WeightGradientCut(int groups, EvenCut samples, SizedCut channels)
    {
        this.groups = groups;
        Samples = samples;
        Channels = channels;
    }

    /// <summary>Without samples there is still one part, whose sums are zero.</summary>
    public EvenCut Samples { get; }

    public SizedCut Channels { get; }

    public int Parts => Samples.Parts * groups * Channels.Parts;

    /// <param name="channels">Channels of one group.</param>
    /// <param name="sumsBytes">Bytes of the sums of one chunk, over all groups.</param>
    public static WeightGradientCut Of(
        int batch, int groups, int channels, int taps, int positions, int stepsAtOnce, long sumsBytes)
    {
        long enough = Math.Min((long)batch * positions / (2 * stepsAtOnce), batch);
        long chunks = Math.Clamp(Math.Min(enough, MaximumChunkBytes / sumsBytes), 1, MaximumChunks);
        int channelsAtOnce = Math.Clamp(RowsOfAPart / taps, 1, Math.Max(1, channels));
        channelsAtOnce = new SizedCut(channels, Math.Max(1, new SizedCut(channels, channelsAtOnce).Parts)).Parts;
        return new(groups, EvenCut.Of(Math.Max(batch, 1), chunks), new(channels, Math.Max(1, channelsAtOnce)));
    }

    public (int Chunk, int Group, int Block) At(int part)
    {
        (part, int block) = Math.DivRem(part, Channels.Parts);
        (int chunk, int group) = Math.DivRem(part, groups);
        return (chunk, group, block);
    }
}
