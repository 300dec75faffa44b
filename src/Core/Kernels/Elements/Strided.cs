using System.Runtime.CompilerServices;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>Copies between strided views: transposes, permutations, reads and writes of slices.</summary>
internal static class Strided
{
    private const int Tile = 32;

    /// <summary>Copies a view into another of the same shape; each starts at the first of its values.</summary>
    /// <param name="source">The values that <paramref name="strides"/> apply to.</param>
    /// <param name="strides">Elements between neighbours, per axis; 0 repeats.</param>
    /// <param name="result">The values that <paramref name="resultStrides"/> apply to.</param>
    /// <param name="resultStrides">As <paramref name="strides"/>.</param>
    /// <param name="shape">The shape of both.</param>
    public static void Copy<T>(
        ReadOnlySpan<T> source, ReadOnlySpan<long> strides, Span<T> result, ReadOnlySpan<long> resultStrides,
        ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        // The last two axes are copied as a plane, in tiles unless the rows are contiguous on both sides (or repeat).
        int rank = shape.Length;
        int outer = Math.Max(rank - 2, 0);
        PlaneSize size = new(rank > 1 ? (int)shape[^2] : 1, rank > 0 ? (int)shape[^1] : 1);
        PlaneSteps from = new(strides);
        PlaneSteps to = new(resultStrides);
        long planes = 1;
        foreach (long length in shape[..outer])
        {
            planes *= length;
        }

        if (planes == 0 || size.Rows == 0 || size.Columns == 0)
        {
            return;
        }

        Span<long> index = stackalloc long[Math.Max(outer, 1)];
        index.Clear();
        int done = 0;
        for (long plane = 0; plane < planes; plane++)
        {
            long start = 0;
            long target = 0;
            for (int axis = 0; axis < outer; axis++)
            {
                start += index[axis] * strides[axis];
                target += index[axis] * resultStrides[axis];
            }

            Plane(source[(int)start..], from, result[(int)target..], to, size, ref done);
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
        ReadOnlySpan<T> source, PlaneSteps from, Span<T> result, PlaneSteps to, PlaneSize size, ref int done)
        where T : unmanaged
    {
        if (to.Column == 1 && from.Column is (0 or 1))
        {
            for (int row = 0; row < size.Rows; row++)
            {
                Span<T> target = result.Slice((int)(row * to.Row), size.Columns);
                ReadOnlySpan<T> values = source[(int)(row * from.Row)..];
                for (int start = 0; start < target.Length; start += Slices.Values)
                {
                    Span<T> slice = target.Slice(start, Math.Min(Slices.Values, target.Length - start));
                    Slices.Count(ref done, slice.Length);
                    if (from.Column == 0)
                    {
                        slice.Fill(values[0]);
                    }
                    else
                    {
                        values.Slice(start, slice.Length).CopyTo(slice);
                    }
                }
            }

            return;
        }

        for (int rowTile = 0; rowTile < size.Rows; rowTile += Tile)
        {
            int rowEnd = Math.Min(rowTile + Tile, size.Rows);
            for (int columnTile = 0; columnTile < size.Columns; columnTile += Tile)
            {
                int columnEnd = Math.Min(columnTile + Tile, size.Columns);
                Slices.Count(ref done, (rowEnd - rowTile) * (columnEnd - columnTile));
                for (int row = rowTile; row < rowEnd; row++)
                {
                    for (int column = columnTile; column < columnEnd; column++)
                    {
                        result[(int)((row * to.Row) + (column * to.Column))] =
                            source[(int)((row * from.Row) + (column * from.Column))];
                    }
                }
            }
        }
    }

    private readonly record struct PlaneSize(int Rows, int Columns);

    private readonly ref struct PlaneSteps(ReadOnlySpan<long> strides)
    {
        public long Row { get; } = strides.Length > 1 ? strides[^2] : 0;

        public long Column { get; } = strides.Length > 0 ? strides[^1] : 1;
    }
}
