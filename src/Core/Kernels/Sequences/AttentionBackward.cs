using System.Numerics;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>The backward pass of attention: the scores of a block of queries and keys are made again, and what they pass
/// on is added to the gradients of the queries, of the keys, or of both.</summary>
/// <remarks>For one query see <see cref="AttentionRow"/>. With ds the gradients of the raw scores q . k: dq = ds k, dk =
/// ds^T q, and dv = (the weights)^T g.</remarks>
internal unsafe struct AttentionBackward : IParallelWork
{
    public AttentionCall Call;
    public AttentionCut Cut;
    public float* ContextGradient, ProjectionGradient;

    /// <summary>Whether a part makes the gradients of queries, all of its own if the cut is one of queries.</summary>
    public bool OfQueries;

    /// <summary>Whether it makes those of keys and values.</summary>
    public bool OfKeys;

    private readonly AttentionShape Shape => Call.Shape;

    private readonly int FilledWidth => Shape.FilledWidth(Vector<float>.Count);

    private readonly int BlockStride => Math.Min(AttentionShape.BlockKeys, Shape.FilledKeys(Vector<float>.Count));

    public readonly void Run(int part)
    {
        AttentionPart own = Cut.Part(part);
        var sizes = AttentionScratch.Of(Call, isBackward: true);
        float* rented = (float*)NativePool.Rent(sizes.Values * sizeof(float));
        try
        {
            float* memory = rented;
            Work work = new()
            {
                KeyPanels = AttentionScratch.Take(ref memory, sizes.Panels),
                ValuePanels = AttentionScratch.Take(ref memory, sizes.Panels),
                KeyRows = AttentionScratch.Take(ref memory, sizes.Rows),
                KeyGradient = AttentionScratch.Take(ref memory, sizes.Rows),
                ValueGradient = AttentionScratch.Take(ref memory, sizes.Rows),
                Weights = AttentionScratch.Take(ref memory, sizes.Block),
                Gradients = AttentionScratch.Take(ref memory, sizes.Block),
                QueryRows = AttentionScratch.Take(ref memory, sizes.BlockRows),
                ContextRows = AttentionScratch.Take(ref memory, sizes.BlockRows),
                QueryGradient = AttentionScratch.Take(ref memory, sizes.BlockRows),
                Kept = sizes.Kept == 0 ? null : AttentionScratch.Take(ref memory, sizes.Kept),
                Query = 0,
                QueryEnd = Shape.Queries.Parts,
                Key = 0,
                KeyEnd = Shape.Steps,
            };
            if (OfQueries)
            {
                (work.Query, work.QueryEnd) = (own.Block, own.BlockEnd);
            }
            else
            {
                work.Key = (int)Shape.Keys.First(own.Block);
                work.KeyEnd = (int)Shape.Keys.End(own.BlockEnd - 1);
            }

            for (int head = own.Head; head < own.HeadEnd; head++)
            {
                work.Head = head;
                Head(work);
            }
        }
        finally
        {
            NativePool.Return(rented);
        }
    }

    private readonly void Head(Work work)
    {
        work.Length = Call.Length(work.Head / Shape.Heads);
        work.Queries = Call.Head(Call.Projections, work.Head);
        float* keys = work.Queries + Shape.Width;
        HeadRows.Transpose(keys, Call.Stride, work.Length, Shape.HeadWidth, work.KeyPanels);
        HeadRows.Transpose(keys + Shape.Width, Call.Stride, work.Length, Shape.HeadWidth, work.ValuePanels);
        work.Keys = HeadRows.Of(keys, Call.Stride, work.Length, Shape.HeadWidth, work.KeyRows);
        int rows = work.KeyEnd - work.Key;
        if (OfKeys)
        {
            new Span<float>(work.KeyGradient, rows * FilledWidth).Clear();
            new Span<float>(work.ValueGradient, rows * FilledWidth).Clear();
        }

        if (work.Kept is not null)
        {
            Call.Dropout.GoTo(Shape, work.Head, work.Query);
        }

        for (int block = work.Query; block < work.QueryEnd; block++)
        {
            Cancellation.ThrowIfRequested();
            Queries(block, ref work);
        }

        if (OfKeys)
        {
            float* gradient = Call.Head(ProjectionGradient, work.Head) + Shape.Width + (work.Key * Call.Stride);
            MatrixPack.Copy(work.KeyGradient, FilledWidth, rows, Shape.HeadWidth, gradient, Call.Stride);
            gradient += Shape.Width;
            MatrixPack.Copy(work.ValueGradient, FilledWidth, rows, Shape.HeadWidth, gradient, Call.Stride);
        }
    }

    private readonly void Queries(int block, ref Work work)
    {
        SizedCut cut = Shape.Queries;
        int top = (int)cut.First(block);
        int rows = (int)cut.Length(block);
        int seen = Shape.Seen(top + rows - 1, work.Length);
        float* gradient = Call.HeadContext(ContextGradient, work.Head) + ((nint)top * Shape.Width);
        float* context = Call.HeadContext(Call.Context, work.Head) + ((nint)top * Shape.Width);
        float* means = stackalloc float[AttentionShape.BlockQueries];
        for (int row = 0; row < rows; row++)
        {
            nint at = (nint)row * Shape.Width;
            means[row] = AttentionRow.Dot(gradient + at, context + at, Shape.HeadWidth);
        }

        work.Top = top;
        work.Rows = rows;
        work.ContextGradient = gradient;
        work.Means = means;
        if (work.Kept is not null)
        {
            Call.Dropout.Draw(Shape, rows, work.Kept);
        }

        if (OfKeys)
        {
            work.OwnQueries = HeadRows.Of(
                work.Queries + (top * Call.Stride), Call.Stride, rows, Shape.HeadWidth, work.QueryRows);
            work.OwnContext = HeadRows.Of(gradient, Shape.Width, rows, Shape.HeadWidth, work.ContextRows);
        }

        for (int key = work.Key; key < Math.Min(seen, work.KeyEnd); key += AttentionShape.BlockKeys)
        {
            Block(key, Math.Min(AttentionShape.BlockKeys, seen - key), work);
        }

        if (OfQueries)
        {
            if (seen == 0)
            {
                new Span<float>(work.QueryGradient, rows * FilledWidth).Clear();
            }

            float* target = Call.Head(ProjectionGradient, work.Head) + (top * Call.Stride);
            MatrixPack.Copy(work.QueryGradient, FilledWidth, rows, Shape.HeadWidth, target, Call.Stride);
        }
    }

    private readonly void Block(int key, int keys, in Work work)
    {
        int rows = work.Rows;
        nint panels = (nint)key * Shape.HeadWidth;
        HeadRows.MultiplyTransposed(
            rows, Shape.HeadWidth, work.Queries + (work.Top * Call.Stride), Call.Stride, work.KeyPanels + panels, keys,
            work.Weights, BlockStride);
        HeadRows.MultiplyTransposed(
            rows, Shape.HeadWidth, work.ContextGradient, Shape.Width, work.ValuePanels + panels, keys, work.Gradients,
            BlockStride);
        float* statistics = Call.HeadStatistics(work.Head) + (2 * (nint)work.Top);
        for (int row = 0; row < rows; row++)
        {
            float* kept = work.Kept is null ? null : work.Kept + ((nint)row * Shape.Steps) + key;
            nint at = (nint)row * BlockStride;
            int seen = Math.Min(keys, Shape.Seen(work.Top + row, work.Length) - key);
            AttentionRow.Gradients(
                work.Weights + at, work.Gradients + at, seen, keys, Call.Scale, kept, statistics + (2 * row),
                work.Means[row]);
        }

        if (OfQueries)
        {
            work.Keys.Multiply<TilePanel.RowsWalk>(
                rows, keys, work.Gradients, BlockStride, key, work.QueryGradient, FilledWidth, accumulate: key > 0);
        }

        if (OfKeys)
        {
            nint to = (nint)(key - work.Key) * FilledWidth;
            work.OwnQueries.Multiply<TilePanel.ColumnsWalk>(
                keys, rows, work.Gradients, BlockStride, 0, work.KeyGradient + to, FilledWidth, accumulate: true);
            work.OwnContext.Multiply<TilePanel.ColumnsWalk>(
                keys, rows, work.Weights, BlockStride, 0, work.ValueGradient + to, FilledWidth, accumulate: true);
        }
    }

    /// <summary>The memory of a part, and where it is.</summary>
    private struct Work
    {
        public float* KeyPanels, ValuePanels, KeyRows, KeyGradient, ValueGradient, Weights, Gradients;
        public float* QueryRows, ContextRows, QueryGradient, Kept;

        /// <summary>The blocks of queries, and the keys, that the part is for.</summary>
        public int Query, QueryEnd, Key, KeyEnd;

        /// <summary>The head, and what of it is not padding.</summary>
        public int Head, Length;
        public float* Queries;
        public HeadRows Keys;

        /// <summary>The block of queries.</summary>
        public int Top, Rows;
        public float* ContextGradient, Means;
        public HeadRows OwnQueries, OwnContext;
    }
}
