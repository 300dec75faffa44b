using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <summary>How many rows and vectors of C a tile holds; constants to the compiler, which drops the code for rows and
/// vectors that a shape lacks.</summary>
internal interface ITileShape
{
    static abstract int Rows { get; }

    static abstract int Vectors { get; }
}

/// <summary>How a tile walks along k; constants to the compiler.</summary>
internal interface ITileWalk
{
    /// <summary>True: value i of step p of the left operand is rows[i][p]. False: left[p * leftStep + i].</summary>
    static abstract bool LeftInRows { get; }

    /// <summary>Step p of each row of the left operand lies at table[p] instead of p.</summary>
    static abstract bool LeftByTable { get; }

    /// <summary>Step p of the right operand lies at table[p] instead of p * rightStep.</summary>
    static abstract bool RightByTable { get; }
}

/// <summary>The innermost loop of every product and convolution: a tile of C, summed in registers over k.</summary>
internal static unsafe class Tile
{
    /// <summary>C[rows, vectors] = (or +=) the sum over p below k of left[i, p] right[p, j].</summary>
    /// <param name="rows">With <see cref="ITileWalk.LeftInRows"/>: the start of each of the shape's rows.</param>
    /// <param name="left">Without <see cref="ITileWalk.LeftInRows"/>: the first step of the left operand, whose steps
    /// are <paramref name="leftStep"/> values apart.</param>
    /// <param name="table">The offset of each of the k steps, for the walks that use a table.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Sum<T, TShape, TWalk>(
        T** rows, T* left, nint leftStep, T* right, nint rightStep, nint* table, nint k, T* c, nint ldc,
        bool accumulate)
        where T : unmanaged
        where TShape : ITileShape
        where TWalk : ITileWalk
    {
        nint width = Vector<T>.Count;
        T* a0 = TWalk.LeftInRows && TShape.Rows > 0 ? rows[0] : null;
        T* a1 = TWalk.LeftInRows && TShape.Rows > 1 ? rows[1] : null;
        T* a2 = TWalk.LeftInRows && TShape.Rows > 2 ? rows[2] : null;
        T* a3 = TWalk.LeftInRows && TShape.Rows > 3 ? rows[3] : null;
        T* a4 = TWalk.LeftInRows && TShape.Rows > 4 ? rows[4] : null;
        T* a5 = TWalk.LeftInRows && TShape.Rows > 5 ? rows[5] : null;
        T* a6 = TWalk.LeftInRows && TShape.Rows > 6 ? rows[6] : null;
        T* a7 = TWalk.LeftInRows && TShape.Rows > 7 ? rows[7] : null;
        T* a8 = TWalk.LeftInRows && TShape.Rows > 8 ? rows[8] : null;
        T* a9 = TWalk.LeftInRows && TShape.Rows > 9 ? rows[9] : null;
        T* a10 = TWalk.LeftInRows && TShape.Rows > 10 ? rows[10] : null;
        T* a11 = TWalk.LeftInRows && TShape.Rows > 11 ? rows[11] : null;
        Vector<T> c00 = Vector<T>.Zero, c01 = Vector<T>.Zero;
        Vector<T> c10 = Vector<T>.Zero, c11 = Vector<T>.Zero;
        Vector<T> c20 = Vector<T>.Zero, c21 = Vector<T>.Zero;
        Vector<T> c30 = Vector<T>.Zero, c31 = Vector<T>.Zero;
        Vector<T> c40 = Vector<T>.Zero, c41 = Vector<T>.Zero;
        Vector<T> c50 = Vector<T>.Zero, c51 = Vector<T>.Zero;
        Vector<T> c60 = Vector<T>.Zero, c61 = Vector<T>.Zero;
        Vector<T> c70 = Vector<T>.Zero, c71 = Vector<T>.Zero;
        Vector<T> c80 = Vector<T>.Zero, c81 = Vector<T>.Zero;
        Vector<T> c90 = Vector<T>.Zero, c91 = Vector<T>.Zero;
        Vector<T> c100 = Vector<T>.Zero, c101 = Vector<T>.Zero;
        Vector<T> c110 = Vector<T>.Zero, c111 = Vector<T>.Zero;
        for (nint p = 0; p < k; p++)
        {
            T* step = TWalk.RightByTable ? right + table[p] : right;
            nint at = TWalk.LeftByTable ? table[p] : p;
            Vector<T> b0 = Vector.Load(step);
            Vector<T> b1 = TShape.Vectors > 1 ? Vector.Load(step + width) : default;
            Vector<T> value = new Vector<T>(TWalk.LeftInRows ? a0[at] : left[0]);
            c00 = MultiplyAdd(value, b0, c00);
            c01 = TShape.Vectors > 1 ? MultiplyAdd(value, b1, c01) : default;

            if (TShape.Rows > 1)
            {
                value = new Vector<T>(TWalk.LeftInRows ? a1[at] : left[1]);
                c10 = MultiplyAdd(value, b0, c10);
                c11 = TShape.Vectors > 1 ? MultiplyAdd(value, b1, c11) : default;
            }

            if (TShape.Rows > 2)
            {
                value = new Vector<T>(TWalk.LeftInRows ? a2[at] : left[2]);
                c20 = MultiplyAdd(value, b0, c20);
                c21 = TShape.Vectors > 1 ? MultiplyAdd(value, b1, c21) : default;
            }

            if (TShape.Rows > 3)
            {
                value = new Vector<T>(TWalk.LeftInRows ? a3[at] : left[3]);
                c30 = MultiplyAdd(value, b0, c30);
                c31 = TShape.Vectors > 1 ? MultiplyAdd(value, b1, c31) : default;
            }

            if (TShape.Rows > 4)
            {
                value = new Vector<T>(TWalk.LeftInRows ? a4[at] : left[4]);
                c40 = MultiplyAdd(value, b0, c40);
                c41 = TShape.Vectors > 1 ? MultiplyAdd(value, b1, c41) : default;
            }

            if (TShape.Rows > 5)
            {
                value = new Vector<T>(TWalk.LeftInRows ? a5[at] : left[5]);
                c50 = MultiplyAdd(value, b0, c50);
                c51 = TShape.Vectors > 1 ? MultiplyAdd(value, b1, c51) : default;
            }

            if (TShape.Rows > 6)
            {
                value = new Vector<T>(TWalk.LeftInRows ? a6[at] : left[6]);
                c60 = MultiplyAdd(value, b0, c60);
                c61 = TShape.Vectors > 1 ? MultiplyAdd(value, b1, c61) : default;
            }

            if (TShape.Rows > 7)
            {
                value = new Vector<T>(TWalk.LeftInRows ? a7[at] : left[7]);
                c70 = MultiplyAdd(value, b0, c70);
                c71 = TShape.Vectors > 1 ? MultiplyAdd(value, b1, c71) : default;
            }

            if (TShape.Rows > 8)
            {
                value = new Vector<T>(TWalk.LeftInRows ? a8[at] : left[8]);
                c80 = MultiplyAdd(value, b0, c80);
                c81 = TShape.Vectors > 1 ? MultiplyAdd(value, b1, c81) : default;
            }

            if (TShape.Rows > 9)
            {
                value = new Vector<T>(TWalk.LeftInRows ? a9[at] : left[9]);
                c90 = MultiplyAdd(value, b0, c90);
                c91 = TShape.Vectors > 1 ? MultiplyAdd(value, b1, c91) : default;
            }

            if (TShape.Rows > 10)
            {
                value = new Vector<T>(TWalk.LeftInRows ? a10[at] : left[10]);
                c100 = MultiplyAdd(value, b0, c100);
                c101 = TShape.Vectors > 1 ? MultiplyAdd(value, b1, c101) : default;
            }

            if (TShape.Rows > 11)
            {
                value = new Vector<T>(TWalk.LeftInRows ? a11[at] : left[11]);
                c110 = MultiplyAdd(value, b0, c110);
                c111 = TShape.Vectors > 1 ? MultiplyAdd(value, b1, c111) : default;
            }

            left = TWalk.LeftInRows ? left : left + leftStep;
            right = TWalk.RightByTable ? right : right + rightStep;
        }

        Store<T, TShape>(c, c00, c01, accumulate);
        if (TShape.Rows > 1)
        {
            Store<T, TShape>(c + (1 * ldc), c10, c11, accumulate);
        }

        if (TShape.Rows > 2)
        {
            Store<T, TShape>(c + (2 * ldc), c20, c21, accumulate);
        }

        if (TShape.Rows > 3)
        {
            Store<T, TShape>(c + (3 * ldc), c30, c31, accumulate);
        }

        if (TShape.Rows > 4)
        {
            Store<T, TShape>(c + (4 * ldc), c40, c41, accumulate);
        }

        if (TShape.Rows > 5)
        {
            Store<T, TShape>(c + (5 * ldc), c50, c51, accumulate);
        }

        if (TShape.Rows > 6)
        {
            Store<T, TShape>(c + (6 * ldc), c60, c61, accumulate);
        }

        if (TShape.Rows > 7)
        {
            Store<T, TShape>(c + (7 * ldc), c70, c71, accumulate);
        }

        if (TShape.Rows > 8)
        {
            Store<T, TShape>(c + (8 * ldc), c80, c81, accumulate);
        }

        if (TShape.Rows > 9)
        {
            Store<T, TShape>(c + (9 * ldc), c90, c91, accumulate);
        }

        if (TShape.Rows > 10)
        {
            Store<T, TShape>(c + (10 * ldc), c100, c101, accumulate);
        }

        if (TShape.Rows > 11)
        {
            Store<T, TShape>(c + (11 * ldc), c110, c111, accumulate);
        }
    }

    /// <summary>x * y + z: fused where the processor can do that, else a product and a sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> MultiplyAdd<T>(Vector<T> x, Vector<T> y, Vector<T> z)
        where T : unmanaged
    {
        return typeof(T) == typeof(float)
            ? Vector.MultiplyAddEstimate(x.As<T, float>(), y.As<T, float>(), z.As<T, float>()).As<float, T>()
            : Vector.MultiplyAddEstimate(x.As<T, double>(), y.As<T, double>(), z.As<T, double>()).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T, TShape>(T* c, Vector<T> first, Vector<T> second, bool accumulate)
        where T : unmanaged
        where TShape : ITileShape
    {
        if (accumulate)
        {
            first += Vector.Load(c);
            second = TShape.Vectors > 1 ? second + Vector.Load(c + Vector<T>.Count) : second;
        }

        first.Store(c);
        if (TShape.Vectors > 1)
        {
            second.Store(c + Vector<T>.Count);
        }
    }
}
