using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>Sums for groups of very few filters (depthwise convolutions), where a tile of rows would be mostly
/// empty.</summary>
internal static unsafe class ConvolutionRow
{
    /// <summary>The most filters per group for which these sums are faster than tiles.</summary>
    public const int MaximumFilters = 2;

    /// <summary>How many vectors <see cref="Sum{T}"/> reads and writes at once; it may reach nearly that far past the
    /// last point.</summary>
    public const int Vectors = 8;

    /// <summary>sums[point] = (or +=) the sum over the steps of left[step] right[table[step] + point].</summary>
    public static void Sum<T>(nint steps, T* left, T* right, nint* table, int points, T* sums, bool accumulate)
        where T : unmanaged
    {
        int width = Vector<T>.Count;
        for (int point = 0; point < points; point += Vectors * width, right += Vectors * width, sums += Vectors * width)
        {
            Vector<T> s0 = default, s1 = default, s2 = default, s3 = default;
            Vector<T> s4 = default, s5 = default, s6 = default, s7 = default;
            for (nint step = 0; step < steps; step++)
            {
                T* at = right + table[step];
                Vector<T> factor = new(left[step]);
                s0 = Tile.MultiplyAdd(factor, Vector.Load(at), s0);
                s1 = Tile.MultiplyAdd(factor, Vector.Load(at + width), s1);
                s2 = Tile.MultiplyAdd(factor, Vector.Load(at + (2 * width)), s2);
                s3 = Tile.MultiplyAdd(factor, Vector.Load(at + (3 * width)), s3);
                s4 = Tile.MultiplyAdd(factor, Vector.Load(at + (4 * width)), s4);
                s5 = Tile.MultiplyAdd(factor, Vector.Load(at + (5 * width)), s5);
                s6 = Tile.MultiplyAdd(factor, Vector.Load(at + (6 * width)), s6);
                s7 = Tile.MultiplyAdd(factor, Vector.Load(at + (7 * width)), s7);
            }

            Store(s0, sums, accumulate);
            Store(s1, sums + width, accumulate);
            Store(s2, sums + (2 * width), accumulate);
            Store(s3, sums + (3 * width), accumulate);
            Store(s4, sums + (4 * width), accumulate);
            Store(s5, sums + (5 * width), accumulate);
            Store(s6, sums + (6 * width), accumulate);
            Store(s7, sums + (7 * width), accumulate);
        }
    }

    /// <summary>The sum over lines and columns of x y.</summary>
    /// <param name="x">Lines at the table's offsets: line l begins at table[l * columns].</param>
    /// <param name="y">[lines, columns], without gaps.</param>
    /// <param name="end">One past the last readable value of y; x can be read for one vector more.</param>
    public static T Dot<T>(T* x, nint* table, T* y, T* end, int lines, int columns)
        where T : unmanaged, INumber<T>
    {
        int width = Vector<T>.Count;
        int whole = columns / width * width;
        Vector<T> mask = Vector.LessThan(Vector<T>.Indices, new Vector<T>(T.CreateTruncating(columns - whole)));
        Vector<T> s0 = default, s1 = default, s2 = default, s3 = default;
        T rest = T.Zero;
        for (int line = 0; line < lines; line++, y += columns)
        {
            T* from = x + table[line * columns];
            int i = 0;
            for (; i <= whole - (4 * width); i += 4 * width)
            {
                s0 = Tile.MultiplyAdd(Vector.Load(from + i), Vector.Load(y + i), s0);
                s1 = Tile.MultiplyAdd(Vector.Load(from + i + width), Vector.Load(y + i + width), s1);
                s2 = Tile.MultiplyAdd(Vector.Load(from + i + (2 * width)), Vector.Load(y + i + (2 * width)), s2);
                s3 = Tile.MultiplyAdd(Vector.Load(from + i + (3 * width)), Vector.Load(y + i + (3 * width)), s3);
            }

            for (; i < whole; i += width)
            {
                s0 = Tile.MultiplyAdd(Vector.Load(from + i), Vector.Load(y + i), s0);
                (s0, s1, s2) = (s1, s2, s0); // neighbouring vectors go to sums that do not wait for each other
            }

            if (i < columns && y + i + width <= end)
            {
                s3 = Tile.MultiplyAdd(Vector.Load(from + i) & mask, Vector.Load(y + i) & mask, s3);
                i = columns;
            }

            for (; i < columns; i++)
            {
                rest += from[i] * y[i];
            }
        }

        return Vector.Sum((s0 + s1) + (s2 + s3)) + rest;
    }

    private static void Store<T>(Vector<T> value, T* target, bool accumulate)
        where T : unmanaged => (accumulate ? value + Vector.Load(target) : value).Store(target);
}
