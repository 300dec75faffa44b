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

/// <summary>What a block keeps beside the matrices: copied rows of A, a panel of B, results that wait for C.</summary>
internal unsafe struct BlockScratch<T>
    where T : unmanaged
{
    /// <summary>The copied rows, or null where A is read as it lies.</summary>
    public T* Copy, Panel, Held;
    public nint CopyStride, HeldStride;
    public bool PackRight;

    /// <summary>How many panels are packed together, and the values from one to the next.</summary>
    public int Panels;
    public nint PanelSize;
}

/// <summary>One product, cut into blocks of C; each part computes one block over all of k.</summary>
internal unsafe partial struct MatrixProductWork<T> : IParallelWork
    where T : unmanaged, INumber<T>
{
    private const int StepsAtOnce = 512; // the longer the sums, the less often C is loaded and stored
    private const int NearBytes = 64 << 10; // a right operand of that size is read where it lies
    private const long ProductsPerThread = 1 << 18; // below that, waking a helper costs more than it saves

    // Tall tiles take few reads for their work: rows of A may come from the second cache's edge, and packing a panel
    // just before its use is hidden behind them. Short ones want the rows well within that cache, and so parts that
    // pack their B once for several lots of rows.
    private static bool Tall => TilePanel.MaximumRows > 6;
    private static int RowsAtOnce => Tall ? 512 : 96;
    private static int RowsOfPart => Tall ? 512 : 2048;
    private static int ColumnsOfPart => Tall ? 512 : 1024;
    private static int PackedBytes => Tall ? 0 : 4 << 20; // of panels that are packed together, one at least

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
        // Columns of C are vectors, so a transposed B is rearranged: n k values. C' = B' A' instead rearranges A, where
        // that is transposed then, and the result.
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
        rowBlocks = Ceiling(m, RowsOfPart);
        columnBlocks = Ceiling(n, ColumnsOfPart);
        int wanted = Tall ? 2 * threads : threads; // each packs for itself
        while (threads > 1 && rowBlocks * columnBlocks < wanted)
        {
            int rows = m / rowBlocks;
            int columns = n / columnBlocks;
            if (rows < 2 * TilePanel.MaximumRows && columns < 2 * PanelWidth)
            {
                break;
            }

            // Of short sums C is most of what moves: by rows, a thread meets those again that it wrote.
            _ = (!Tall && k < 64 ? 2 * rows : rows) > columns ? rowBlocks++ : columnBlocks++;
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

    // A block of C: for each cut of k the rows of A, then panel after panel of B, two vectors wide, all rows with each.
    private readonly void Block(int top, int rows, int first, int columns)
    {
        int cuts = Math.Max(1, Ceiling(k, StepsAtOnce));
        int steps = Ceiling(k, cuts);
        int near = Math.Min(rows, RowsAtOnce);
        bool far = !Tall && columns >= 16 * PanelWidth && (long)rows * steps * sizeof(T) > NearBytes;
        bool copyLeft = columns > 2 * PanelWidth && rows > 1 && (far || Compete(left.Stride));
        bool hold = swapped || (Tall && cuts > 1 && Compete(ldc)); // sum elsewhere, move to C at last
        bool edge = columns % Vector<T>.Count != 0;
        BlockScratch<T> scratch = new()
        {
            PackRight = right.Transposed
                || (rows > 4 * TilePanel.MaximumRows && (long)k * columns * sizeof(T) > NearBytes),
            CopyStride = (left.Transposed ? near : steps) + Line,
            HeldStride = hold ? (Ceiling(columns, PanelWidth) * PanelWidth) + Line : PanelWidth,
            PanelSize = (nint)steps * PanelWidth,
        };
        scratch.Panels = scratch.PackRight
            ? (int)Math.Clamp(PackedBytes / Math.Max(scratch.PanelSize * sizeof(T), 1), 1, Ceiling(columns, PanelWidth))
            : 1;
        nint copySize = copyLeft ? scratch.CopyStride * ((left.Transposed ? steps : near) + 1) / Line * Line : 0;
        nint packed = scratch.PackRight || edge ? scratch.Panels * scratch.PanelSize : 0;
        nint size = copySize + packed + (hold || edge ? rows * scratch.HeldStride : 0);
        var memory = size == 0 ? null : (T*)NativePool.Rent(size * sizeof(T));
        scratch.Copy = copyLeft ? memory : null;
        scratch.Panel = memory + copySize;
        scratch.Held = memory + copySize + packed;
        try
        {
            for (int cut = 0; cut < cuts; cut++)
            {
                int step = cut * steps;
                Cut(scratch, top, rows, first, columns, new(step, Math.Min(steps, k - step), hold));
            }

            if (hold)
            {
                Deliver(scratch, top, rows, first, columns);
            }
        }
        finally
        {
            NativePool.Return(memory);
        }
    }

    private readonly void Deliver(in BlockScratch<T> scratch, int top, int rows, int first, int columns)
    {
        if (swapped)
        {
            T* target = c + ((nint)first * ldc) + top;
            MatrixPack.MergeTransposed(scratch.Held, scratch.HeldStride, rows, columns, target, ldc, accumulate);
            epilogue.Apply(target, ldc, first, columns, top, rows);
        }
        else
        {
            T* target = c + ((nint)top * ldc) + first;
            MatrixPack.Merge(scratch.Held, scratch.HeldStride, rows, columns, target, ldc, accumulate);
            epilogue.Apply(target, ldc, top, rows, first, columns);
        }
    }

    // Rows that lie a multiple of 4 KB apart compete for the same few lines of a cache.
    private static bool Compete(nint stride) => stride * sizeof(T) % 4096 == 0;

    private static int Ceiling(int value, int divisor) => (value + divisor - 1) / divisor;
}
