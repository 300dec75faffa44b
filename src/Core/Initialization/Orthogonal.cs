using System.Numerics;
using NormTools.Core.Memory;
using NormTools.Core.Random;
using NormTools.Core.Threading;

namespace NormTools.Core.Initialization;

/// <summary>Orthogonal weights from the QR factorisation of a normal matrix: uniform over all orthogonal
/// matrices.</summary>
/// <remarks>
/// Saxe, McClelland and Ganguli 2014. The weight is seen as a matrix [out, rest]; its rows or columns, whichever are
/// fewer, are made orthonormal. The factorisation is in double precision whatever the type, so that only the result is
/// rounded.
/// </remarks>
internal static unsafe class Orthogonal
{
    private const int Tile = 16;

    /// <summary>orthogonal_: rows or columns orthonormal, times the gain.</summary>
    /// <exception cref="CoreException">The shape has fewer than two dimensions.</exception>
    public static void Fill<T>(Generator generator, Span<T> weight, ReadOnlySpan<long> shape, double gain = 1)
        where T : unmanaged, INumber<T>
    {
        if (shape.Length < 2)
        {
            throw CoreException.Shape("TooFewDimensions", "Only tensors with 2 or more dimensions are supported.");
        }

        if (weight.IsEmpty)
        {
            return;
        }

        Draw.Normal(generator, weight, 0, 1);
        int rows = (int)shape[0];
        int columns = weight.Length / rows;
        bool isWide = rows < columns;
        int count = Math.Min(rows, columns);
        int width = Math.Max(rows, columns);
        int stride = HouseholderQr.Stride(width);
        long bytes = sizeof(double) * (long)count * stride;
        double* matrix = (double*)NativePool.Rent(bytes);
        double* result = null;
        try
        {
            result = (double*)NativePool.Rent(bytes);
            fixed (T* values = weight)
            {
                if (isWide)
                {
                    Copy(values, columns, matrix, stride, rows, columns, 1);
                    HouseholderQr.Orthonormalize(matrix, result, count, width, stride);
                    Copy(result, stride, values, columns, rows, columns, gain);
                }
                else
                {
                    Transpose(values, columns, matrix, stride, rows, columns, 1);
                    HouseholderQr.Orthonormalize(matrix, result, count, width, stride);
                    Transpose(result, stride, values, columns, columns, rows, gain);
                }
            }
        }
        finally
        {
            NativePool.Return(result);
            NativePool.Return(matrix);
        }
    }
    private static void Copy<TSource, TTarget>(
        TSource* source, int sourceStride, TTarget* target, int targetStride, int rows, int columns, double factor)
        where TSource : unmanaged, INumber<TSource>
        where TTarget : unmanaged, INumber<TTarget>
    {
        int done = 0;
        for (int row = 0; row < rows; row++)
        {
            Slices.Count(ref done, columns);
            TSource* from = source + ((nint)row * sourceStride);
            TTarget* to = target + ((nint)row * targetStride);
            for (int column = 0; column < columns; column++)
            {
                to[column] = TTarget.CreateTruncating(double.CreateTruncating(from[column]) * factor);
            }
        }
    }

    // In square tiles, so that source and target stay in the L1 cache.
    private static void Transpose<TSource, TTarget>(
        TSource* source, int sourceStride, TTarget* target, int targetStride, int rows, int columns, double factor)
        where TSource : unmanaged, INumber<TSource>
        where TTarget : unmanaged, INumber<TTarget>
    {
        for (int top = 0; top < rows; top += Tile)
        {
            int bottom = Math.Min(top + Tile, rows);
            for (int left = 0; left < columns; left += Tile)
            {
                int right = Math.Min(left + Tile, columns);
                Cancellation.ThrowIfRequested(); // each tile may be the first to touch its pages
                for (int column = left; column < right; column++)
                {
                    TTarget* to = target + ((nint)column * targetStride);
                    for (int row = top; row < bottom; row++)
                    {
                        double value = double.CreateTruncating(source[((nint)row * sourceStride) + column]) * factor;
                        to[row] = TTarget.CreateTruncating(value);
                    }
                }
            }
        }
    }
}
