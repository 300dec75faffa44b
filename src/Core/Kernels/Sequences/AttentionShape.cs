using System.Numerics;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>The sizes of scaled dot-product attention of a sequence with itself.</summary>
/// <param name="Steps">Steps of a sample.</param>
/// <param name="Heads">Heads.</param>
/// <param name="HeadWidth">Values of a step that one head reads, as a query, a key or a value.</param>
/// <param name="IsCausal">Whether a step sees none behind it.</param>
internal readonly record struct AttentionShape(int Steps, int Heads, int HeadWidth, bool IsCausal)
{
    /// <summary>Queries of a block: their scores stay in the caches.</summary>
    public const int BlockQueries = 64;

    /// <summary>Keys of a block: whole panels, whatever the vectors.</summary>
    public const int BlockKeys = 128;

    /// <summary>Values of a step: all heads.</summary>
    public int Width => Heads * HeadWidth;

    /// <summary>The queries in blocks.</summary>
    public SizedCut Queries => new(Steps, BlockQueries);

    /// <summary>The keys in blocks.</summary>
    public SizedCut Keys => new(Steps, BlockKeys);

    /// <summary>The head's width filled up to whole vectors.</summary>
    public int FilledWidth(int lanes) => Fill(HeadWidth, lanes);

    /// <summary>The keys filled up to whole panels, each of two vectors.</summary>
    public int FilledKeys(int lanes) => Fill(Steps, 2 * lanes);

    /// <summary>How many keys the query at a step sees: the first ones.</summary>
    /// <param name="step">The query's step.</param>
    /// <param name="length">Steps of the sample that are no padding.</param>
    public int Seen(int step, int length) => IsCausal ? Math.Min(length, step + 1) : length;

    private static int Fill(int count, int unit) => (count + unit - 1) / unit * unit;
}

/// <summary>What attention works on.</summary>
internal unsafe struct AttentionCall
{
    public AttentionShape Shape;
    public int Rows, Threads;

    /// <summary>[rows, steps, 3, heads, headWidth]: queries, keys and values.</summary>
    public float* Projections;

    /// <summary>[rows, steps, heads, headWidth]: the result.</summary>
    public float* Context;

    /// <summary>[rows, heads, steps, 2]: the largest score of each query, and 1 / the sum of the exponentials (0 where it
    /// sees no key); the backward pass makes the weights of them again.</summary>
    public float* Statistics;

    /// <summary>[rows]: the steps of each sample that are no padding; null where none is.</summary>
    public int* Lengths;

    public AttentionDropout Dropout;

    /// <summary>What the scores are multiplied by.</summary>
    public readonly float Scale => (float)(1 / Math.Sqrt(Shape.HeadWidth));

    /// <summary>Values from a step of the projections to the next.</summary>
    public readonly nint Stride => 3 * (nint)Shape.Width;

    public readonly int Length(int row) => Lengths is null ? Shape.Steps : Math.Clamp(Lengths[row], 0, Shape.Steps);

    /// <summary>The first query of a head in the projections, or in memory laid out like them; its keys lie one width
    /// behind, its values two.</summary>
    public readonly float* Head(float* projections, int head)
    {
        (int row, int own) = Math.DivRem(head, Shape.Heads);
        return projections + (row * Shape.Steps * Stride) + (own * Shape.HeadWidth);
    }

    /// <summary>The first step of a head in the context, or in memory laid out like it.</summary>
    public readonly float* HeadContext(float* context, int head)
    {
        (int row, int own) = Math.DivRem(head, Shape.Heads);
        return context + ((nint)row * Shape.Steps * Shape.Width) + (own * Shape.HeadWidth);
    }

    public readonly float* HeadStatistics(int head) => Statistics + (2 * (nint)head * Shape.Steps);
}

/// <summary>Memory of one part: the keys and values of a head, and blocks of scores.</summary>
internal readonly struct AttentionScratch
{
    private AttentionScratch(AttentionShape shape, int lanes, bool isBackward, bool drops)
    {
        Panels = (long)shape.HeadWidth * shape.FilledKeys(lanes);
        Rows = (long)shape.Steps * shape.FilledWidth(lanes);
        Block = (long)Math.Min(AttentionShape.BlockQueries, shape.Steps)
            * Math.Min(AttentionShape.BlockKeys, shape.FilledKeys(lanes));
        BlockRows = (long)Math.Min(AttentionShape.BlockQueries, shape.Steps) * shape.FilledWidth(lanes);
        Kept = drops ? (long)Math.Min(AttentionShape.BlockQueries, shape.Steps) * shape.Steps : 0;
        Values = isBackward
            ? (2 * Line(Panels)) + (3 * Line(Rows)) + (2 * Line(Block)) + (3 * Line(BlockRows)) + Line(Kept)
            : Line(Panels) + Line(Rows) + Line(Block) + Line(BlockRows) + Line(Kept);
    }

    /// <summary>Values of the keys of a head as panels.</summary>
    public long Panels { get; }

    /// <summary>Values of the keys of a head as rows.</summary>
    public long Rows { get; }

    /// <summary>Values of a block of scores.</summary>
    public long Block { get; }

    /// <summary>Values of a block of queries as rows.</summary>
    public long BlockRows { get; }

    /// <summary>Factors of the dropout of a block of queries.</summary>
    public long Kept { get; }

    /// <summary>All of it: it grows with the steps, not with their square.</summary>
    public long Values { get; }

    public static AttentionScratch Of(AttentionShape shape, int lanes, bool isBackward, bool drops) =>
        new(shape, lanes, isBackward, drops);

    /// <summary>For the vectors of this processor.</summary>
    public static AttentionScratch Of(in AttentionCall call, bool isBackward) =>
        new(call.Shape, Vector<float>.Count, isBackward, call.Dropout.IsOn);

    /// <summary>Takes a part of the memory, in whole lines of the cache.</summary>
    public static unsafe float* Take(ref float* memory, long values)
    {
        float* taken = memory;
        memory += Line(values);
        return taken;
    }

    private static long Line(long values) => (values + 15) & ~15L;
}
