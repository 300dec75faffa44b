using System.Numerics;
using System.Runtime.Intrinsics.Arm;

namespace NormTools.Core.Kernels;

/// <summary>Computes a panel of C, at most two vectors wide: its rows are split into tiles of nearly equal
/// height.</summary>
internal static unsafe class TilePanel
{
    /// <summary>Rows of the tallest tile: 12 x 2 sums need 32 vector registers, 6 x 2 fit 16.</summary>
    public static int MaximumRows => Vector<byte>.Count == 64 || AdvSimd.Arm64.IsSupported ? 12 : 6;

    /// <summary>C[m, vectors] = (or +=) the product of m rows and a panel one or two vectors wide, over k
    /// steps.</summary>
    /// <param name="left">The first value of the left operand.</param>
    /// <param name="leftStride">Values from row to row where the walk has rows, else from step to step.</param>
    /// <param name="rowTable">The offset of each row from <paramref name="left"/>, or null for the stride.</param>
    /// <param name="table">The offset of each of the k steps, for the walks that use a table.</param>
    public static void Sum<T, TWalk>(
        int m, int vectors, nint k, T* left, nint leftStride, nint* rowTable, T* right, nint rightStep, nint* table,
        T* c,
        nint ldc, bool accumulate, in PrefetchBlock next = default)
        where T : unmanaged
        where TWalk : ITileWalk
    {
        T** rows = stackalloc T*[12];
        int tiles = (m + MaximumRows - 1) / MaximumRows;
        int height = m / tiles;
        int taller = m % tiles;
        for (int tile = 0, row = 0; tile < tiles; tile++)
        {
            int count = tile < taller ? height + 1 : height;
            if (TWalk.LeftInRows)
            {
                for (int i = 0; i < count; i++)
                {
                    rows[i] = left + (rowTable is null ? (row + i) * leftStride : rowTable[row + i]);
                }
            }

            next.Fetch(tile, tiles);
            T* start = TWalk.LeftInRows ? left : left + row;
            T* target = c + (row * ldc);
            if (vectors == 2)
            {
                Choose<T, Wide, TWalk>(count, rows, start, leftStride, right, rightStep, table, k, target, ldc,
                    accumulate);
            }
            else
            {
                Choose<T, Narrow, TWalk>(count, rows, start, leftStride, right, rightStep, table, k, target, ldc,
                    accumulate);
            }

            row += count;
        }
    }

    private static void Choose<T, TWidth, TWalk>(
        int count, T** rows, T* left, nint leftStep, T* right, nint rightStep, nint* table, nint k, T* c, nint ldc,
        bool accumulate)
        where T : unmanaged
        where TWidth : ITileShape
        where TWalk : ITileWalk
    {
        switch (count)
        {
            case 1:
                Tile.Sum<T, Shape<Rows1, TWidth>, TWalk>(
                    rows, left, leftStep, right, rightStep, table, k, c, ldc, accumulate);
                break;
            case 2:
                Tile.Sum<T, Shape<Rows2, TWidth>, TWalk>(
                    rows, left, leftStep, right, rightStep, table, k, c, ldc, accumulate);
                break;
            case 3:
                Tile.Sum<T, Shape<Rows3, TWidth>, TWalk>(
                    rows, left, leftStep, right, rightStep, table, k, c, ldc, accumulate);
                break;
            case 4:
                Tile.Sum<T, Shape<Rows4, TWidth>, TWalk>(
                    rows, left, leftStep, right, rightStep, table, k, c, ldc, accumulate);
                break;
            case 5:
                Tile.Sum<T, Shape<Rows5, TWidth>, TWalk>(
                    rows, left, leftStep, right, rightStep, table, k, c, ldc, accumulate);
                break;
            case 6:
                Tile.Sum<T, Shape<Rows6, TWidth>, TWalk>(
                    rows, left, leftStep, right, rightStep, table, k, c, ldc, accumulate);
                break;
            case 7 when MaximumRows >= 7:
                Tile.Sum<T, Shape<Rows7, TWidth>, TWalk>(
                    rows, left, leftStep, right, rightStep, table, k, c, ldc, accumulate);
                break;
            case 8 when MaximumRows >= 8:
                Tile.Sum<T, Shape<Rows8, TWidth>, TWalk>(
                    rows, left, leftStep, right, rightStep, table, k, c, ldc, accumulate);
                break;
            case 9 when MaximumRows >= 9:
                Tile.Sum<T, Shape<Rows9, TWidth>, TWalk>(
                    rows, left, leftStep, right, rightStep, table, k, c, ldc, accumulate);
                break;
            case 10 when MaximumRows >= 10:
                Tile.Sum<T, Shape<Rows10, TWidth>, TWalk>(
                    rows, left, leftStep, right, rightStep, table, k, c, ldc, accumulate);
                break;
            case 11 when MaximumRows >= 11:
                Tile.Sum<T, Shape<Rows11, TWidth>, TWalk>(
                    rows, left, leftStep, right, rightStep, table, k, c, ldc, accumulate);
                break;
            case 12 when MaximumRows >= 12:
                Tile.Sum<T, Shape<Rows12, TWidth>, TWalk>(
                    rows, left, leftStep, right, rightStep, table, k, c, ldc, accumulate);
                break;
        }
    }

    /// <summary>Rows of A and steps of B, both evenly spaced, packed or in place.</summary>
    internal readonly struct RowsWalk : ITileWalk
    {
        public static bool LeftInRows => true;

        public static bool LeftByTable => false;

        public static bool RightByTable => false;
    }

    /// <summary>The left operand is transposed in memory: values of neighbouring rows are adjacent.</summary>
    internal readonly struct ColumnsWalk : ITileWalk
    {
        public static bool LeftInRows => false;

        public static bool LeftByTable => false;

        public static bool RightByTable => false;
    }

    /// <summary>Rows of A, and steps of B at the offsets of a table (the taps of a convolution).</summary>
    internal readonly struct RightTableWalk : ITileWalk
    {
        public static bool LeftInRows => true;

        public static bool LeftByTable => false;

        public static bool RightByTable => true;
    }

    /// <summary>Rows of A read at the offsets of a table (the outputs of a convolution in a padded image), and steps of
    /// B.</summary>
    internal readonly struct LeftTableWalk : ITileWalk
    {
        public static bool LeftInRows => true;

        public static bool LeftByTable => true;

        public static bool RightByTable => false;
    }

    private readonly struct Shape<TRows, TWidth> : ITileShape
        where TRows : ITileShape
        where TWidth : ITileShape
    {
        public static int Rows => TRows.Rows;

        public static int Vectors => TWidth.Vectors;
    }

    private readonly struct Wide : ITileShape
    {
        public static int Rows => 0;

        public static int Vectors => 2;
    }

    private readonly struct Narrow : ITileShape
    {
        public static int Rows => 0;

        public static int Vectors => 1;
    }

    private readonly struct Rows1 : ITileShape
    {
        public static int Rows => 1;

        public static int Vectors => 0;
    }

    private readonly struct Rows2 : ITileShape
    {
        public static int Rows => 2;

        public static int Vectors => 0;
    }

    private readonly struct Rows3 : ITileShape
    {
        public static int Rows => 3;

        public static int Vectors => 0;
    }

    private readonly struct Rows4 : ITileShape
    {
        public static int Rows => 4;

        public static int Vectors => 0;
    }

    private readonly struct Rows5 : ITileShape
    {
        public static int Rows => 5;

        public static int Vectors => 0;
    }

    private readonly struct Rows6 : ITileShape
    {
        public static int Rows => 6;

        public static int Vectors => 0;
    }

    private readonly struct Rows7 : ITileShape
    {
        public static int Rows => 7;

        public static int Vectors => 0;
    }

    private readonly struct Rows8 : ITileShape
    {
        public static int Rows => 8;

        public static int Vectors => 0;
    }

    private readonly struct Rows9 : ITileShape
    {
        public static int Rows => 9;

        public static int Vectors => 0;
    }

    private readonly struct Rows10 : ITileShape
    {
        public static int Rows => 10;

        public static int Vectors => 0;
    }

    private readonly struct Rows11 : ITileShape
    {
        public static int Rows => 11;

        public static int Vectors => 0;
    }

    private readonly struct Rows12 : ITileShape
    {
        public static int Rows => 12;

        public static int Vectors => 0;
    }
}
