using System.Numerics;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <content>One block of C over one cut of k.</content>
internal unsafe partial struct MatrixProductWork<T>
{
    // Three nested loops: over groups of panels of B (packed together, if at all), over lots of rows of A (copied, if
    // at all), and over the panels of the group, so that each panel meets rows that are in the second-level cache.
    private readonly void Cut(
        in BlockScratch<T> scratch, int top, int rows, int first, int columns, in StepCut cut)
    {
        int copied = -1;
        int together = scratch.PackRight || rows <= RowsAtOnce ? scratch.Panels * PanelWidth : columns;
        for (int start = 0; start < columns; start += together)
        {
            int end = Math.Min(start + together, columns);
            if (scratch.PackRight)
            {
                Pack(scratch, right.At(cut.Step, first + start), cut.Count, end - start);
            }

            for (int row = 0; row < rows; row += RowsAtOnce)
            {
                Cancellation.ThrowIfRequested();
                int height = Math.Min(RowsAtOnce, rows - row);
                T* from = left.At(top + row, cut.Step);
                RowLot lot = new(top + row, row, height, from, left.Stride);
                if (scratch.Copy is not null)
                {
                    lot = lot.At(scratch.Copy, scratch.CopyStride);
                    if (copied != row)
                    {
                        int along = left.Transposed ? height : cut.Count;
                        int across = left.Transposed ? cut.Count : height;
                        MatrixPack.Copy(from, left.Stride, across, along, scratch.Copy, scratch.CopyStride);
                        copied = row;
                    }
                }

                for (int column = start; column < end; column += PanelWidth)
                {
                    int turn = (column - start) / PanelWidth;
                    PrefetchBlock next = row == 0 ? NextRight(scratch, cut, first + end, columns - end, turn) : default;
                    int width = Math.Min(PanelWidth, columns - column);
                    Panel(scratch, lot, first, column, width, scratch.PackRight ? turn : 0, cut, next);
                }
            }
        }
    }

    // A lot of rows times a panel of B: into C, or into scratch if C has no room for whole vectors or is written last.
    private readonly void Panel(
        in BlockScratch<T> scratch, in RowLot lot, int first, int column, int width, int turn, in StepCut cut,
        in PrefetchBlock next)
    {
        int vectors = width > Vector<T>.Count ? 2 : 1;
        int full = vectors * Vector<T>.Count;
        T* rightStart = right.At(cut.Step, first + column);
        nint rightStride = right.Stride;
        if (scratch.PackRight || width < full)
        {
            T* panel = scratch.Panel + (turn * scratch.PanelSize);
            if (!scratch.PackRight)
            {
                MatrixPack.Panel(right.Transposed, rightStart, rightStride, cut.Count, width, panel, full);
            }

            rightStart = panel;
            rightStride = full;
        }

        bool hold = cut.Hold;
        T* target = c + (lot.Top * ldc) + first + column;
        bool inPlace = !hold && width == full;
        T* sums = inPlace ? target : hold ? scratch.Held + (lot.Row * scratch.HeldStride) + column : scratch.Held;
        nint stride = inPlace ? ldc : scratch.HeldStride;
        bool again = inPlace ? accumulate || cut.Step > 0 : hold && cut.Step > 0;
        Sum(lot, vectors, cut.Count, rightStart, rightStride, sums, stride, again, next);
        if (!inPlace && !hold)
        {
            MatrixPack.Merge(sums, stride, lot.Rows, width, target, ldc, accumulate || cut.Step > 0);
        }

        if (!hold && cut.Step + cut.Count == k)
        {
            epilogue.Apply(target, ldc, (int)lot.Top, lot.Rows, first + column, width);
        }
    }

    // Adjacent panels of B are read together, row by row: a single panel has only a cache line or two of each row, and
    // of rows a power of two apart a cache cannot hold that many lines.
    private readonly void Pack(in BlockScratch<T> scratch, T* source, int count, int columns)
    {
        columns = Math.Min(columns, scratch.Panels * PanelWidth);
        int whole = right.Transposed ? 0 : columns / PanelWidth;
        MatrixPack.Panels(source, right.Stride, count, PanelWidth, whole, scratch.Panel, scratch.PanelSize);
        for (int panel = whole; panel * PanelWidth < columns; panel++)
        {
            int width = Math.Min(PanelWidth, columns - (panel * PanelWidth));
            int full = width > Vector<T>.Count ? PanelWidth : Vector<T>.Count;
            nint at = (nint)panel * PanelWidth * (right.Transposed ? right.Stride : 1);
            MatrixPack.Panel(
                right.Transposed, source + at, right.Stride, count, width, scratch.Panel + (panel * scratch.PanelSize),
                full);
        }
    }

    // The share of the next group of panels, in place, that is prefetched with panel number turn of the current group.
    private readonly PrefetchBlock NextRight(
        in BlockScratch<T> scratch, StepCut cut, int column, int left, int turn)
    {
        int width = Math.Clamp(left, 0, scratch.Panels * PanelWidth);
        int rows = width == 0 ? 0 : right.Transposed ? width : cut.Count;
        int from = (int)((long)rows * turn / scratch.Panels);
        int to = (int)((long)rows * (turn + 1) / scratch.Panels);
        T* start = right.Transposed ? right.At(cut.Step, column + from) : right.At(cut.Step + from, column);
        return new(start, right.Stride * sizeof(T), to - from, (right.Transposed ? cut.Count : width) * sizeof(T));
    }

    private readonly void Sum(
        in RowLot lot, int vectors, int count, T* rightStart, nint rightStride, T* sums, nint stride, bool again,
        in PrefetchBlock next)
    {
        if (left.Transposed)
        {
            TilePanel.Sum<T, TilePanel.ColumnsWalk>(
                lot.Rows, vectors, count, lot.Start, lot.Stride, null, rightStart, rightStride, null, sums, stride,
                again, next);
        }
        else
        {
            TilePanel.Sum<T, TilePanel.RowsWalk>(
                lot.Rows, vectors, count, lot.Start, lot.Stride, null, rightStart, rightStride, null, sums, stride,
                again, next);
        }
    }

    /// <summary>The steps of k that are summed at once, and whether the sums are held in scratch.</summary>
    private readonly record struct StepCut(int Step, int Count, bool Hold);

    /// <summary>Rows of A that meet each panel before the next lot does, and where they are read.</summary>
    private readonly struct RowLot(nint top, nint row, int rows, T* start, nint stride)
    {
        /// <summary>The number of the first row in the matrix.</summary>
        public nint Top => top;

        /// <summary>The number of the first row in the block.</summary>
        public nint Row => row;

        public int Rows => rows;

        public T* Start => start;

        public nint Stride => stride;

        public RowLot At(T* elsewhere, nint itsStride) => new(top, row, rows, elsewhere, itsStride);
    }
}
