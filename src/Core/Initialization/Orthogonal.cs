using System.Numerics;
using NormTools.Core.Memory;
using NormTools.Core.Random;

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
                    ConvertingCopy<T, double>.Copy(values, columns, matrix, stride, rows, columns, 1);
                    HouseholderQr.Orthonormalize(matrix, result, count, width, stride);
                    ConvertingCopy<double, T>.Copy(result, stride, values, columns, rows, columns, gain);
                }
                else
                {
                    ConvertingCopy<T, double>.Transpose(values, columns, matrix, stride, rows, columns, 1);
                    HouseholderQr.Orthonormalize(matrix, result, count, width, stride);
                    ConvertingCopy<double, T>.Transpose(result, stride, values, columns, columns, rows, gain);
                }
            }
        }
        finally
        {
            NativePool.Return(result);
            NativePool.Return(matrix);
        }
    }
}
