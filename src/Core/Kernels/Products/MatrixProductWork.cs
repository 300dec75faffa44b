using System.Numerics;
using System.Runtime.CompilerServices;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>A matrix in memory, and whether the operand is its transpose.</summary>
internal readonly unsafe struct MatrixOperand<T>(T* data, nint stride, bool transposed)
    where T : unmanaged
{
    public T* Data => data;

    /// <summary>Values from one row, as stored, to the next.</summary>
    public nint Stride => stride;

    public bool Transposed => transposed;

    /// <summary>The address of row i, column j of the operand.</summary>
    public T* At(nint i, nint j) => transposed ? data + (j * stride) + i : data + (i * stride) + j;

    public MatrixOperand<T> Transpose() => new(data, stride, !transposed);
}

/// <summary>A block's scratch memory: copied rows of A, packed panels of B, results held back from C.</summary>
internal unsafe struct BlockScratch<T>
    where T : unmanaged
{
    /// <summary>The copied rows, or null where A is read in place; the packed panels; the held results.</summary>
    public T* Copy, Panel, Held;
    public nint CopyStride, HeldStride;
    public bool PackRight;

    /// <summary>How many panels are packed together, and the values from one panel to the next.</summary>
    public int Panels;
    public nint PanelSize;
}

/// <summary>One product, cut into blocks of C; each part computes one block over all of k.</summary>
internal unsafe partial struct MatrixProductWork<T> : IParallelWork
    where T : unmanaged, INumber<T>
{
    private const int StepsAtOnce = 512; // the longer the sums, the less often C is loaded and stored
    private const int NearBytes = 64 << 10; // a right operand of up to this size is read in place
    private const int StackBytes = 4 << 10; // scratch of up to this size is on the stack
    private const int LineBytes = 64;
    private static int RowsAtOnce => Registers.Tall ? 512 : 96;
    private static int PackedBytes => Registers.Tall ? 0 : 4 << 20; // of panels packed together; always one at least

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
    private ProductCut cut;

    public MatrixProductWork(
        MatrixOperand<T> left, MatrixOperand<T> right, int m, int n, int k, T* c, nint ldc, bool accumulate,
        in Epilogue epilogue)
    {
        // Vectors run along the rows of C, so a transposed B must be rearranged: n k values. Computing C' = B' A'
        // instead rearranges A, unless it is transposed in memory, and the result: m k and m n values.
        swapped = right.Transposed && (long)n * k > ((left.Transposed ? 0 : (long)m * k) + ((long)m * n));
        (this.left, this.right) = swapped ? (right.Transpose(), left.Transpose()) : (left, right);
        (this.m, this.n) = swapped ? (n, m) : (m, n);
        this.k = k;
        this.c = c;
        this.ldc = ldc;
        this.accumulate = accumulate;
        this.epilogue = epilogue;
    }

    private static nint Line => LineBytes / sizeof(T);

    private static ProductRegisters Registers => new(Vector<T>.Count, TilePanel.MaximumRows);

    private static int PanelWidth => 2 * Vector<T>.Count;

    public void Start(int threads)
    {
        if (m == 0 || n == 0)
        {
            return;
        }

        threads = threads > 0 ? threads : Workers.DefaultThreads;
        threads = ProductCut.Threads(m, n, k, threads);
        if (ProductCut.IsWhole(m, n, threads, Registers))
        {
            Block(0, m, 0, n);
        }
        else
        {
            cut = ProductCut.Of(m, n, k, threads, Registers);
            Workers.Run(ref this, cut.Parts, threads);
        }
    }

    public readonly void Run(int part)
    {
        (int top, int rows, int first, int columns) = cut.Block(part);
        Block(top, rows, first, columns);
    }

    // A block of C: one cut of k after the other, for all rows of A and all panels of B (two vectors wide).
    [SkipLocalsInit]
    private readonly void Block(int top, int rows, int first, int columns)
    {
        int cuts = Math.Max(1, Ceiling(k, StepsAtOnce));
        int steps = Ceiling(k, cuts);
        int near = Math.Min(rows, RowsAtOnce);
        bool far = !Registers.Tall && columns >= 16 * PanelWidth && (long)rows * steps * sizeof(T) > NearBytes;
        bool copyLeft = columns > 2 * PanelWidth && rows > 1 && (far || Compete(left.Stride));
        bool hold = swapped || (Registers.Tall && cuts > 1 && Compete(ldc)); // sum in scratch, move to C at the end
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
        nint bytes = size * sizeof(T);
        byte* stack = stackalloc byte[bytes is > 0 and <= StackBytes ? (int)bytes + LineBytes : 0];
        void* rented = bytes > StackBytes ? NativePool.Rent(bytes) : null;
        var memory = (T*)(rented is null ? stack + (-(nint)stack & (LineBytes - 1)) : rented);
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
            NativePool.Return(rented);
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

    // Rows a multiple of 4 KB apart compete for the same few lines of a cache.
    private static bool Compete(nint stride) => stride * sizeof(T) % 4096 == 0;

    private static int Ceiling(int value, int divisor) => (value + divisor - 1) / divisor;
}
