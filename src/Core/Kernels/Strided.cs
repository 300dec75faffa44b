using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <summary>Copies between a strided view and row-major memory: transposes, permutes, slices.</summary>
internal static class Strided
{
    private const int Tile = 32;

    /// <summary>Copies the view that starts at the beginning of <paramref name="source"/> into row-major
    /// memory.</summary>
    /// <param name="source">The values that the strides move in.</param>
    /// <param name="strides">Elements between neighbours, an axis each.</param>
    /// <param name="result">Row-major, of <paramref name="shape"/>.</param>
    /// <param name="shape">The view's shape.</param>
    public static void Copy<T>(ReadOnlySpan<T> source, ReadOnlySpan<long> strides, Span<T> result, ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        if (result.IsEmpty)
        {
            return;
        }

        int rank = shape.Length;
        if (rank == 0)
        {
            result[0] = source[0];
            return;
        }

        // The two last axes are copied as a plane, in tiles where neighbours in the result are far apart in the source.
        long rows = rank > 1 ? shape[rank - 2] : 1;
        long columns = shape[rank - 1];
        long rowStride = rank > 1 ? strides[rank - 2] : 0;
        long columnStride = strides[rank - 1];
        int outer = Math.Max(rank - 2, 0);
        Span<long> index = stackalloc long[Math.Max(outer, 1)];
        index.Clear();
        for (int plane = 0; plane < result.Length; plane += (int)(rows * columns))
        {
            long start = 0;
            for (int axis = 0; axis < outer; axis++)
            {
                start += index[axis] * strides[axis];
            }

            Plane(source[(int)start..], rowStride, columnStride, result.Slice(plane, (int)(rows * columns)), (int)rows, (int)columns);
            Advance(index[..outer], shape[..outer]);
        }
    }

    /// <summary>Moves a row-major index to the next position (the last axis fastest).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Advance(Span<long> index, ReadOnlySpan<long> shape)
    {
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            if (++index[axis] < shape[axis])
            {
                return;
            }

            index[axis] = 0;
        }
    }

    private static void Plane<T>(
        ReadOnlySpan<T> source, long rowStride, long columnStride, Span<T> result, int rows, int columns)
        where T : unmanaged
    {
        if (columnStride == 1)
        {
            for (int row = 0; row < rows; row++)
            {
                source.Slice((int)(row * rowStride), columns).CopyTo(result.Slice(row * columns, columns));
            }

            return;
        }

        for (int rowTile = 0; rowTile < rows; rowTile += Tile)
        {
            int rowEnd = Math.Min(rowTile + Tile, rows);
            for (int columnTile = 0; columnTile < columns; columnTile += Tile)
            {
                int columnEnd = Math.Min(columnTile + Tile, columns);
                for (int row = rowTile; row < rowEnd; row++)
                {
                    for (int column = columnTile; column < columnEnd; column++)
                    {
                        result[(row * columns) + column] = source[(int)((row * rowStride) + (column * columnStride))];
                    }
                }
            }
        }
    }
}
