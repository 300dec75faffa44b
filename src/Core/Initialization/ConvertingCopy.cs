using System.Numerics;
using System.Runtime.CompilerServices;
using NormTools.Core.Threading;

namespace NormTools.Core.Initialization;

/// <summary>Copies a matrix, or its transpose, into a matrix of another element type, times a factor.</summary>
internal readonly unsafe struct ConvertingCopy<TSource, TTarget> : IParallelWork
    where TSource : unmanaged, INumber<TSource>
    where TTarget : unmanaged, INumber<TTarget>
{
    private const int Tile = 16;
    private const int ValuesOfPart = 1 << 16; // with fewer, waking a helper thread costs more than it saves
    private readonly TSource* source;
    private readonly TTarget* target;
    private readonly int sourceStride;
    private readonly int targetStride;
    private readonly int across;
    private readonly double factor;
    private readonly bool transposes;
    private readonly SizedCut cut;

    private ConvertingCopy(
        TSource* source, int sourceStride, TTarget* target, int targetStride, int rows, int across, double factor,
        bool transposes)
    {
        this.source = source;
        this.target = target;
        (this.sourceStride, this.targetStride, this.across) = (sourceStride, targetStride, across);
        (this.factor, this.transposes) = (factor, transposes);
        cut = new SizedCut(rows, Math.Max(ValuesOfPart / across / Tile, 1) * Tile);
    }

    /// <summary>Target [rows, columns] = source [rows, columns].</summary>
    public static void Copy(
        TSource* source, int sourceStride, TTarget* target, int targetStride, int rows, int columns, double factor) =>
        Run(new(source, sourceStride, target, targetStride, rows, columns, factor, transposes: false));

    /// <summary>Target [columns, rows] = the transpose of source [rows, columns].</summary>
    public static void Transpose(
        TSource* source, int sourceStride, TTarget* target, int targetStride, int rows, int columns, double factor) =>
        Run(new(source, sourceStride, target, targetStride, columns, rows, factor, transposes: true));

    /// <inheritdoc/>
    public void Run(int part)
    {
        int end = (int)cut.End(part);
        for (int top = (int)cut.First(part); top < end; top += Tile)
        {
            int bottom = Math.Min(top + Tile, end);
            for (int left = 0; left < across; left += Tile)
            {
                Cancellation.ThrowIfRequested(); // each tile may be the first to touch its pages
                CopyTile(top, bottom, left, Math.Min(left + Tile, across));
            }
        }
    }

    private static void Run(ConvertingCopy<TSource, TTarget> copy) => Workers.Run(ref copy, copy.cut.Parts);

    // Rows and columns of the target. In square tiles, so that source and target stay in the L1 cache; a method of its
    // own, so that the poll costs its loop no registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CopyTile(int top, int bottom, int left, int right)
    {
        nint down = transposes ? 1 : sourceStride;
        nint along = transposes ? sourceStride : 1;
        for (int row = top; row < bottom; row++)
        {
            TSource* from = source + (row * down);
            TTarget* to = target + ((nint)row * targetStride);
            for (int column = left; column < right; column++)
            {
                to[column] = TTarget.CreateTruncating(double.CreateTruncating(from[column * along]) * factor);
            }
        }
    }
}
