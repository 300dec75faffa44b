using NormTools.Core.Random;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>Scaled dot-product attention of a sequence with itself: softmax(q k^T / sqrt(width)) v, head by head.</summary>
/// <remarks>
/// Vaswani et al. 2017, eq. 1. Computed in blocks of queries and keys (Dao et al. 2022): the scores of a whole sequence
/// are never held, and the backward pass makes them again block by block, so that memory grows with the length alone.
/// A sum over keys, or in the backward pass over queries, is always taken in the order of the blocks: the result is
/// bit-identical for any number of threads. A query that sees no key gives zero.
/// </remarks>
internal static unsafe class Attention
{
    /// <summary>Fills the context and the statistics.</summary>
    /// <param name="call">What it works on.</param>
    /// <param name="generator">The stream of the dropout; unused without one.</param>
    public static void Forward(in AttentionCall call, Generator? generator)
    {
        if (call.Dropout.IsOn)
        {
            call.Dropout.Mark(call, generator!);
        }

        AttentionForward work = new()
        {
            Call = call,
            Cut = AttentionCut.Of(call.Shape, call.Rows, call.Shape.Queries, call.Threads),
        };
        Workers.Run(ref work, work.Cut.Parts, call.Threads);
    }

    /// <param name="call">The call, as in the forward pass.</param>
    /// <param name="contextGradient">The gradient of the context.</param>
    /// <param name="projectionGradient">That of the projections.</param>
    public static void Backward(in AttentionCall call, float* contextGradient, float* projectionGradient)
    {
        AttentionBackward work = new()
        {
            Call = call,
            ContextGradient = contextGradient,
            ProjectionGradient = projectionGradient,
            OfQueries = true,
            OfKeys = true,
            Cut = AttentionCut.Of(call.Shape, call.Rows, call.Shape.Queries, call.Threads),
        };
        if (!work.Cut.DividesHeads)
        {
            Workers.Run(ref work, work.Cut.Parts, call.Threads);
            return;
        }

        // Too few heads for the threads: first by queries, then by keys. The scores are made twice.
        work.OfKeys = false;
        Workers.Run(ref work, work.Cut.Parts, call.Threads);
        work.OfKeys = true;
        work.OfQueries = false;
        work.Cut = AttentionCut.Of(call.Shape, call.Rows, call.Shape.Keys, call.Threads);
        Workers.Run(ref work, work.Cut.Parts, call.Threads);
    }
}
