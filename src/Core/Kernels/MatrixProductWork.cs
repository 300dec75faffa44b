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
    private const int StepsAtOnce = 512; // longer sums load and store C less often; a panel of B (32 to 64 KB) stays close
    private const int RowsAtOnce = 512;
    private const int ColumnsAtOnce = 512;
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

    private static nint Line => 64 / sizeof(T);

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
        bool copyLeft = columns > 2 * PanelWidth && rows > 1 && IsHarmful(left.Stride);
        bool packRight = right.Transposed
            || (rows > 4 * TilePanel.MaximumRows && (long)k * columns * sizeof(T) > (64 << 10));
        bool hold = swapped || (blocks > 1 && IsHarmful(ldc));
        int padded = Ceiling(columns, PanelWidth) * PanelWidth;
        bool edge = columns % Vector<T>.Count != 0;
        nint copyStride = (left.Transposed ? rows : steps) + Line;
        nint copySize = copyLeft ? copyStride * ((left.Transposed ? steps : rows) + 1) / Line * Line : 0;
        nint panelSize = packRight || edge ? (nint)steps * PanelWidth : 0;
        nint heldStride = hold ? padded + Line : PanelWidth;
        nint heldSize = hold || edge ? rows * heldStride : 0;
        nint size = copySize + panelSize + heldSize;
        T* copy = size == 0 ? null : (T*)NativePool.Rent(size * sizeof(T));
        T* panel = copy + copySize;
        T* held = panel + panelSize;
        T* target = swapped ? c + ((nint)first * ldc) + top : c + ((nint)top * ldc) + first;
        try
        {
            for (int block = 0, step = 0; block < blocks; block++, step += steps)
            {
                int count = Math.Min(steps, k - step);
                T* leftStart = left.At(top, step);
                if (copyLeft)
                {
                    int along = left.Transposed ? rows : count;
                    MatrixPack.Copy(leftStart, left.Stride, left.Transposed ? count : rows, along, copy, copyStride);
                    leftStart = copy;
                }

                for (int column = 0; column < columns; column += PanelWidth)
                {
                    int width = Math.Min(PanelWidth, columns - column);
                    int vectors = width > Vector<T>.Count ? 2 : 1;
                    int full = vectors * Vector<T>.Count;
                    T* rightStart = right.At(step, first + column);
                    if (packRight || width < full)
                    {
                        MatrixPack.Panel(right.Transposed, rightStart, right.Stride, count, width, panel, full);
                        rightStart = panel;
                    }

                    int next = Math.Min(PanelWidth, columns - column - PanelWidth);
                    Ahead rightAhead = next <= 0 ? default
                        : right.Transposed ? new(right.At(step, first + column + PanelWidth), right.Stride * sizeof(T), next, count * sizeof(T))
                        : new(right.At(step, first + column + PanelWidth), right.Stride * sizeof(T), count, next * sizeof(T));
                    Ahead leftAhead = default;
                    if (copyLeft && block < blocks - 1 && !left.Transposed)
                    {
                        int r0 = (int)((long)rows * column / columns), r1 = (int)((long)rows * Math.Min(columns, column + PanelWidth) / columns);
                        leftAhead = new(left.At(top + r0, step + steps), left.Stride * sizeof(T), r1 - r0, steps * sizeof(T));
                    }
                    nint leftStride = copyLeft ? copyStride : left.Stride;
                    nint rightStride = rightStart == panel ? full : right.Stride;
                    bool again = accumulate || block > 0;
                    if (hold)
                    {
                        Sum(rows, vectors, count, leftStart, leftStride, rightStart, rightStride, held + column, heldStride, block > 0, rightAhead, leftAhead);
                    }
                    else if (width == full)
                    {
                        Sum(rows, vectors, count, leftStart, leftStride, rightStart, rightStride, target + column, ldc, again, rightAhead, leftAhead);
                        Finish(block == blocks - 1, target + column, top, rows, first + column, width);
                    }
                    else
                    {
                        Sum(rows, vectors, count, leftStart, leftStride, rightStart, rightStride, held, heldStride, false);
                        MatrixPack.Merge(held, heldStride, rows, width, target + column, ldc, again);
                        Finish(block == blocks - 1, target + column, top, rows, first + column, width);
                    }
                }
            }

            if (swapped)
            {
                MatrixPack.MergeTransposed(held, heldStride, rows, columns, target, ldc, accumulate);
                epilogue.Apply(target, ldc, first, columns, top, rows);
            }
            else if (hold)
            {
                MatrixPack.Merge(held, heldStride, rows, columns, target, ldc, accumulate);
                epilogue.Apply(target, ldc, top, rows, first, columns);
            }
        }
        finally
        {
            NativePool.Return(copy);
        }
    }

    private readonly void Finish(bool last, T* block, int top, int rows, int first, int columns)
    {
        if (last)
        {
            epilogue.Apply(block, ldc, top, rows, first, columns);
        }
    }

    private readonly void Sum(
        int rows, int vectors, int count, T* leftStart, nint leftStride, T* rightStart, nint rightStride, T* target,
        nint stride, bool again, in Ahead a1 = default, in Ahead a2 = default)
    {
        if (left.Transposed)
        {
            TilePanel.Sum<T, TilePanel.ColumnsWalk>(
                rows, vectors, count, leftStart, leftStride, null, rightStart, rightStride, null, target, stride, again, a1, a2);
        }
        else
        {
            TilePanel.Sum<T, TilePanel.RowsWalk>(
                rows, vectors, count, leftStart, leftStride, null, rightStart, rightStride, null, target, stride, again, a1, a2);
        }
    }

    // Rows that lie a multiple of 4 KB apart compete for the same few lines of a cache.
    private static bool IsHarmful(nint stride) => stride * sizeof(T) % 4096 == 0;

    private static int Ceiling(int value, int divisor) => (value + divisor - 1) / divisor;
}
