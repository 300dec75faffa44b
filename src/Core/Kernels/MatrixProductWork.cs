using System.Numerics;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>A matrix in memory, and whether its transpose is meant.</summary>
internal readonly unsafe struct MatrixOperand<T>(T* data, nint stride, bool transposed)
    where T : unmanaged
{
    public T* Data => data;

    /// <summary>Values from one row, as it lies in memory, to the next.</summary>
    public nint Stride => stride;

    public bool Transposed => transposed;

    /// <summary>The address of row i, column j of the matrix that is meant.</summary>
    public T* At(nint i, nint j) => transposed ? data + (j * stride) + i : data + (i * stride) + j;

    public MatrixOperand<T> Transpose() => new(data, stride, !transposed);
}

/// <summary>One product, cut into blocks of C; each part computes one block over all of k.</summary>
internal unsafe struct MatrixProductWork<T> : IParallelWork
    where T : unmanaged, INumber<T>
{
    private const int StepsAtOnce = 256; // a panel of B, two vectors wide, takes at most two thirds of a 48 KB first-level cache
    private const int RowsAtOnce = 252;
    private const int ColumnsAtOnce = 256;
    private const long ProductsPerThread = 1 << 18; // below that, waking a helper costs more than it saves

    private readonly MatrixOperand<T> left;
    private readonly MatrixOperand<T> right;
    private readonly int m;
    private readonly int n;
    private readonly int k;
    private readonly T* c;
    private readonly nint ldc;
    private readonly bool accumulate;
    private readonly bool swapped;
    private readonly Epilogue epilogue;
    private int rowBlocks;
    private int columnBlocks;

    public MatrixProductWork(
        MatrixOperand<T> left, MatrixOperand<T> right, int m, int n, int k, T* c, nint ldc, bool accumulate,
        in Epilogue epilogue)
    {
        // Columns of C are vectors, so a transposed B is rearranged: n k values. C' = B' A' instead rearranges A, where that
        // is transposed then, and the result.
        swapped = right.Transposed && (long)n * k > ((left.Transposed ? 0 : (long)m * k) + ((long)m * n));
        (this.left, this.right) = swapped ? (right.Transpose(), left.Transpose()) : (left, right);
        (this.m, this.n) = swapped ? (n, m) : (m, n);
        this.k = k;
        this.c = c;
        this.ldc = ldc;
        this.accumulate = accumulate;
        this.epilogue = epilogue;
    }

    private static int PanelWidth => 2 * Vector<T>.Count;

    public void Start(int threads)
    {
        if (m == 0 || n == 0)
        {
            return;
        }

        threads = threads > 0 ? threads : Workers.DefaultThreads;
        threads = (int)Math.Clamp((long)m * n * k / ProductsPerThread, 1, threads);
        rowBlocks = Ceiling(m, RowsAtOnce);
        columnBlocks = Ceiling(n, ColumnsAtOnce);
        while (threads > 1 && rowBlocks * columnBlocks < 2 * threads)
        {
            int rows = m / rowBlocks;
            int columns = n / columnBlocks;
            if (rows < 2 * TilePanel.MaximumRows && columns < 2 * PanelWidth)
            {
                break;
            }

            _ = rows > columns ? rowBlocks++ : columnBlocks++;
        }

        if (rowBlocks * columnBlocks == 1)
        {
            Block(0, m, 0, n);
        }
        else
        {
            Workers.Run(ref this, rowBlocks * columnBlocks, threads);
        }
    }

    public readonly void Run(int part)
    {
        int rowBlock = part / columnBlocks;
        int columnBlock = part % columnBlocks;
        int top = (int)((long)m * rowBlock / rowBlocks);
        int bottom = (int)((long)m * (rowBlock + 1) / rowBlocks);
        int panels = Ceiling(n, PanelWidth);
        int first = Math.Min(n, (int)((long)panels * columnBlock / columnBlocks) * PanelWidth);
        int end = Math.Min(n, (int)((long)panels * (columnBlock + 1) / columnBlocks) * PanelWidth);
        Block(top, bottom - top, first, end - first);
    }

    private readonly void Block(int top, int rows, int first, int columns)
    {
        int blocks = Math.Max(1, Ceiling(k, StepsAtOnce));
        int steps = Ceiling(k, blocks);
        bool copyLeft = columns > 2 * PanelWidth && ((long)rows * k * sizeof(T) > (96 << 10) || left.Stride * sizeof(T) % 2048 == 0);
        bool packRight = right.Transposed || (rows > 4 * TilePanel.MaximumRows && (long)k * columns * sizeof(T) > (64 << 10));
        nint copyStride = (left.Transposed ? rows : steps) + (64 / sizeof(T));
        nint copySize = copyLeft ? copyStride * (left.Transposed ? steps : rows) : 0;
        nint edge = columns % Vector<T>.Count;
        nint panelSize = packRight || edge != 0 ? (nint)steps * PanelWidth : 0;
        nint heldStride = swapped ? Ceiling(columns, PanelWidth) * PanelWidth : PanelWidth;
        nint heldSize = swapped || edge != 0 ? rows * heldStride : 0;
        nint size = Round(copySize) + panelSize + heldSize;
        T* scratch = size == 0 ? null : (T*)NativePool.Rent(size * sizeof(T));
        T* panel = scratch + Round(copySize);
        T* held = panel + panelSize;
        try
        {
            for (int block = 0, step = 0; block < blocks; block++, step += steps)
            {
                int count = Math.Min(steps, k - step);
                T* leftStart = left.At(top, step);
                nint leftStride = left.Stride;
                if (copyLeft)
                {
                    MatrixPack.Copy(leftStart, leftStride, left.Transposed ? count : rows, left.Transposed ? rows : count, scratch, copyStride);
                    leftStart = scratch;
                    leftStride = copyStride;
                }

                for (int column = 0; column < columns; column += PanelWidth)
                {
                    int width = Math.Min(PanelWidth, columns - column);
                    int vectors = width > Vector<T>.Count ? 2 : 1;
                    bool whole = width == vectors * Vector<T>.Count;
                    T* rightStart = right.At(step, first + column);
                    nint rightStride = right.Stride;
                    if (packRight || !whole)
                    {
                        MatrixPack.Panel(right.Transposed, rightStart, rightStride, count, width, panel, vectors * Vector<T>.Count);
                        rightStart = panel;
                        rightStride = vectors * Vector<T>.Count;
                    }

                    T* target = c + ((nint)top * ldc) + first + column;
                    bool again = accumulate || block > 0;
                    if (swapped)
                    {
                        Sum(rows, vectors, count, leftStart, leftStride, rightStart, rightStride, held + column, heldStride, block > 0);
                    }
                    else if (whole)
                    {
                        Sum(rows, vectors, count, leftStart, leftStride, rightStart, rightStride, target, ldc, again);
                    }
                    else
                    {
                        Sum(rows, vectors, count, leftStart, leftStride, rightStart, rightStride, held, heldStride, false);
                        MatrixPack.Merge(held, heldStride, rows, width, target, ldc, again);
                    }

                    if (!swapped && block == blocks - 1 && !epilogue.IsNone)
                    {
                        epilogue.Apply(target, ldc, top, rows, first + column, width);
                    }
                }
            }

            if (swapped)
            {
                T* target = c + ((nint)first * ldc) + top;
                MatrixPack.MergeTransposed(held, heldStride, rows, columns, target, ldc, accumulate);
                epilogue.Apply(target, ldc, first, columns, top, rows);
            }
        }
        finally
        {
            NativePool.Return(scratch);
        }
    }

    private readonly void Sum(
        int rows, int vectors, int count, T* leftStart, nint leftStride, T* rightStart, nint rightStride, T* target,
        nint stride, bool again)
    {
        if (left.Transposed)
        {
            TilePanel.Sum<T, TilePanel.ColumnsWalk>(
                rows, vectors, count, leftStart, leftStride, null, rightStart, rightStride, null, target, stride, again);
        }
        else
        {
            TilePanel.Sum<T, TilePanel.RowsWalk>(
                rows, vectors, count, leftStart, leftStride, null, rightStart, rightStride, null, target, stride, again);
        }
    }

    private static int Ceiling(int value, int divisor) => (value + divisor - 1) / divisor;

    private static nint Round(nint count) => (count + 15) / 16 * 16;
}
