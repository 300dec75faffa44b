using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>A part of attention: some heads of some samples, and of each of them some blocks.</summary>
/// <param name="Head">The first head, counted over all samples.</param>
/// <param name="HeadEnd">One past the last head.</param>
/// <param name="Block">The first block of a head.</param>
/// <param name="BlockEnd">One past the last block.</param>
internal readonly record struct AttentionPart(int Head, int HeadEnd, int Block, int BlockEnd);

/// <summary>How attention is cut: by heads while there are enough of them for the threads, else also within a head. A
/// function of the shape and the threads alone.</summary>
internal readonly record struct AttentionCut
{
    private const long LeastProducts = 1 << 18; // of a part: with fewer, waking a helper costs more than it saves

    private readonly EvenCut heads;
    private readonly EvenCut blocks;

    private AttentionCut(EvenCut heads, EvenCut blocks) => (this.heads, this.blocks) = (heads, blocks);

    public int Parts => heads.Parts * blocks.Parts;

    /// <summary>Whether a head is divided.</summary>
    public bool DividesHeads => blocks.Parts > 1;

    /// <param name="shape">The sizes.</param>
    /// <param name="rows">Samples.</param>
    /// <param name="blocks">The blocks that a head is made of: of queries or of keys.</param>
    /// <param name="threads">Threads at most.</param>
    public static AttentionCut Of(AttentionShape shape, int rows, SizedCut blocks, int threads)
    {
        int heads = rows * shape.Heads;
        long products = (long)heads * shape.Steps * shape.Steps * shape.HeadWidth;
        long parts = Math.Min(threads > 1 ? 4L * threads : 1, Math.Max(1, products / LeastProducts));
        int pieces = parts > heads && heads > 0 ? (int)((parts + heads - 1) / heads) : 1;
        return new(EvenCut.Of(heads, parts), EvenCut.Of(blocks.Parts, pieces));
    }

    public AttentionPart Part(int part)
    {
        (int head, int block) = Math.DivRem(part, blocks.Parts);
        return new(heads.First(head), heads.End(head), blocks.First(block), blocks.End(block));
    }
}
