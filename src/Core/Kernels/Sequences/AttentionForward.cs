using System.Numerics;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>The forward pass of attention: a part takes blocks of queries through all keys that they see.</summary>
/// <remarks>The softmax goes along with the blocks of keys (Milakov and Gimelshein 2018): where a larger score comes up,
/// what was summed before is scaled down to it.</remarks>
internal unsafe struct AttentionForward : IParallelWork
{
    public AttentionCall Call;
    public AttentionCut Cut;

    private readonly AttentionShape Shape => Call.Shape;

    private readonly int FilledWidth => Shape.FilledWidth(Vector<float>.Count);

    // Values from a row of a block of scores to the next.
    private readonly int BlockStride => Math.Min(AttentionShape.BlockKeys, Shape.FilledKeys(Vector<float>.Count));

    public readonly void Run(int part)
    {
        AttentionPart own = Cut.Part(part);
        var sizes = AttentionScratch.Of(Call, isBackward: false);
        float* rented = (float*)NativePool.Rent(sizes.Values * sizeof(float));
        try
        {
            float* memory = rented;
            Work work = new()
            {
                KeyPanels = AttentionScratch.Take(ref memory, sizes.Panels),
                ValueRows = AttentionScratch.Take(ref memory, sizes.Rows),
                Scores = AttentionScratch.Take(ref memory, sizes.Block),
                Sums = AttentionScratch.Take(ref memory, sizes.BlockRows),
                Kept = sizes.Kept == 0 ? null : AttentionScratch.Take(ref memory, sizes.Kept),
            };
            for (int head = own.Head; head < own.HeadEnd; head++)
            {
                Head(head, own, work);
            }
        }
        finally
        {
            NativePool.Return(rented);
        }
    }

    private readonly void Head(int head, AttentionPart own, Work work)
    {
        int length = Call.Length(head / Shape.Heads);
        float* queries = Call.Head(Call.Projections, head);
        HeadRows.Transpose(queries + Shape.Width, Call.Stride, length, Shape.HeadWidth, work.KeyPanels);
        var values = HeadRows.Of(
            queries + (2 * Shape.Width), Call.Stride, length, Shape.HeadWidth, work.ValueRows);
        if (work.Kept is not null)
        {
            Call.Dropout.GoTo(Shape, head, own.Block);
        }

        for (int block = own.Block; block < own.BlockEnd; block++)
        {
            Cancellation.ThrowIfRequested();
            Block(head, block, length, queries, values, work);
        }
    }

    private readonly void Block(int head, int block, int length, float* queries, in HeadRows values, Work work)
    {
        SizedCut cut = Shape.Queries;
        int top = (int)cut.First(block);
        int rows = (int)cut.Length(block);
        int seen = Shape.Seen(top + rows - 1, length);
        float* most = stackalloc float[AttentionShape.BlockQueries];
        float* sums = stackalloc float[AttentionShape.BlockQueries];
        new Span<float>(most, rows).Fill(float.NegativeInfinity);
        new Span<float>(sums, rows).Clear();
        if (work.Kept is not null)
        {
            Call.Dropout.Draw(Shape, rows, work.Kept);
        }

        for (int key = 0; key < seen; key += AttentionShape.BlockKeys)
        {
            int keys = Math.Min(AttentionShape.BlockKeys, seen - key);
            HeadRows.MultiplyTransposed(
                rows, Shape.HeadWidth, queries + (top * Call.Stride), Call.Stride,
                work.KeyPanels + ((nint)key * Shape.HeadWidth), keys, work.Scores, BlockStride);
            for (int row = 0; row < rows; row++)
            {
                float* kept = work.Kept is null ? null : work.Kept + ((nint)row * Shape.Steps) + key;
                float scale = AttentionRow.Exponentials(
                    work.Scores + ((nint)row * BlockStride), Math.Min(keys, Shape.Seen(top + row, length) - key), keys,
                    Call.Scale, kept, ref most[row], ref sums[row]);
                if (key > 0 && scale != 1)
                {
                    AttentionRow.Scale(work.Sums + ((nint)row * FilledWidth), FilledWidth, scale);
                }
            }

            values.Multiply<TilePanel.RowsWalk>(
                rows, keys, work.Scores, BlockStride, key, work.Sums, FilledWidth, accumulate: key > 0);
        }

        Finish(head, top, rows, seen > 0, most, sums, work.Sums);
    }

    private readonly void Finish(
        int head, int top, int rows, bool sees, float* most, float* sums, float* weighted)
    {
        float* context = Call.HeadContext(Call.Context, head) + ((nint)top * Shape.Width);
        float* statistics = Call.HeadStatistics(head) + (2 * (nint)top);
        for (int row = 0; row < rows; row++, context += Shape.Width, statistics += 2)
        {
            statistics[0] = sees ? most[row] : 0;
            statistics[1] = sees ? 1 / sums[row] : 0;
            if (sees)
            {
                AttentionRow.Scale(
                    weighted + ((nint)row * FilledWidth), context, Shape.HeadWidth, statistics[1]);
            }
            else
            {
                new Span<float>(context, Shape.HeadWidth).Clear();
            }
        }
    }

    /// <summary>The memory of a part.</summary>
    private struct Work
    {
        public float* KeyPanels, ValueRows, Scores, Sums, Kept;
    }
}
