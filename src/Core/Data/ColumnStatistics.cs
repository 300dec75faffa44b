using System.Numerics.Tensors;
using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <summary>Mean and standard deviation of each feature over some rows, for standardising: (x - mean) / std.</summary>
/// <remarks>
/// In double precision, in two passes, relative to the first row, so that a constant column has a standard deviation of
/// exactly 0. The variance divides by the number of rows (biased, as in the normalisation layers). NaN spreads over its
/// own column only.
/// </remarks>
internal static unsafe class ColumnStatistics
{
    private const int ColumnsInPart = 256; // fixed, so that the split never depends on the threads

    /// <param name="features">float32 or uint8 [stored rows, width].</param>
    /// <param name="width">Columns.</param>
    /// <param name="rows">The rows to use, [count]; null for the first ones.</param>
    /// <param name="count">How many.</param>
    /// <param name="mean">[width].</param>
    /// <param name="std">[width]; zero for a constant column.</param>
    /// <exception cref="CoreException">NoRows: there is nothing to take a mean of.</exception>
    public static void Compute<T>(T* features, int width, long* rows, int count, Span<double> mean, Span<double> std)
        where T : unmanaged
    {
        if (count == 0)
        {
            throw CoreException.InvalidData("NoRows", "No rows were given: there is nothing to take a mean of.");
        }

        fixed (double* means = mean)
        fixed (double* deviations = std)
        {
            var work = new Work<T>(features, width, rows, count, means, deviations);
            Workers.Run(ref work, new SizedCut(width, ColumnsInPart).Parts);
        }
    }

    /// <summary>The smallest and the largest value of each column; missing ones are left out.</summary>
    /// <param name="features">float32 [stored rows, width].</param>
    /// <param name="width">Columns.</param>
    /// <param name="rows">The rows to use, [count]; null for the first ones.</param>
    /// <param name="count">How many.</param>
    /// <param name="least">[width]; above the largest where there is no value.</param>
    /// <param name="largest">[width].</param>
    public static void Extremes(float* features, int width, long* rows, int count, Span<float> least, Span<float> largest)
    {
        least.Fill(float.PositiveInfinity);
        largest.Fill(float.NegativeInfinity);
        for (int i = 0; i < count; i++)
        {
            Cancellation.ThrowIfRequested();
            ReadOnlySpan<float> row = new(features + ((rows is null ? i : rows[i]) * width), width);
            TensorPrimitives.MinNumber(row, least, least);
            TensorPrimitives.MaxNumber(row, largest, largest);
        }
    }

    private readonly struct Work<T>(
        T* features, int width, long* rows, int count, double* mean, double* std) : IParallelWork
        where T : unmanaged
    {
        public void Run(int part)
        {
            SizedCut cut = new(width, ColumnsInPart);
            (int first, int columns) = ((int)cut.First(part), (int)cut.Length(part));
            Span<double> origin = stackalloc double[columns];
            Span<double> values = stackalloc double[columns];
            var sums = new Span<double>(mean + first, columns);
            var squares = new Span<double>(std + first, columns);
            Load(0, first, origin);
            sums.Clear();
            for (int i = 0; i < count; i++)
            {
                Load(i, first, values);
                TensorPrimitives.Subtract(values, origin, values);
                TensorPrimitives.Add(sums, values, sums);
            }

            TensorPrimitives.Divide(sums, count, sums);
            TensorPrimitives.Add(sums, origin, sums); // the mean, stored where the caller reads it
            squares.Clear();
            for (int i = 0; i < count; i++)
            {
                Load(i, first, values);
                TensorPrimitives.Subtract(values, sums, values);
                TensorPrimitives.MultiplyAdd(values, values, squares, squares);
            }

            for (int i = 0; i < columns; i++)
            {
                squares[i] = Math.Sqrt(squares[i] / count);
            }
        }

        private void Load(int index, int first, Span<double> target)
        {
            T* source = features + ((rows is null ? index : rows[index]) * width) + first;
            if (typeof(T) == typeof(float))
            {
                TensorPrimitives.ConvertTruncating<float, double>(
                    new ReadOnlySpan<float>(source, target.Length), target);
            }
            else
            {
                TensorPrimitives.ConvertTruncating<byte, double>(new ReadOnlySpan<byte>(source, target.Length), target);
            }
        }
    }
}
