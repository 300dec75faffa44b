using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using NormTools.Contract;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>Summarizes rows of values, in double precision whatever their type.</summary>
/// <remarks>Two passes (the mean, then the squared deviations from it), so that a large offset costs no digits. NaN and
/// infinities affect the results of their own row only, and are counted.</remarks>
internal static class Statistics
{
    private const int Most = 1024; // values converted to double at a time
    private const int Part = 1 << 18; // values of one part: several whole rows, or a block of a long one

    /// <param name="x">Rows of <paramref name="width"/> values, [rows, width].</param>
    /// <param name="width">Values per row, at least one.</param>
    /// <param name="result">One summary per row.</param>
    public static unsafe void Describe<T>(ReadOnlySpan<T> x, int width, Span<RowSummary> result)
        where T : unmanaged, INumber<T>
    {
        int blocks = new SizedCut(width, Part).Parts;
        RowSummary[] summaries = blocks > 1 ? new RowSummary[(long)result.Length * blocks] : [];
        fixed (T* values = x)
        fixed (RowSummary* rows = result, parts = summaries)
        {
            Work<T> work = new() { X = values, Width = width, Blocks = blocks, Rows = result.Length };
            work.Result = blocks > 1 ? parts : rows;
            Workers.Run(ref work, work.Parts);
        }

        for (int row = 0; row < result.Length && blocks > 1; row++)
        {
            result[row] = Together(summaries.AsSpan(row * blocks, blocks), width);
        }
    }

    private static RowSummary Together(ReadOnlySpan<RowSummary> blocks, int width)
    {
        RowSummary all = RowSummary.Empty;
        MomentSums moments = default;
        for (int i = 0; i < blocks.Length; i++)
        {
            double count = new SizedCut(width, Part).Length(i);
            moments = moments.With(new(count, blocks[i].Mean, blocks[i].Variance * count));
            all.Minimum = Math.Min(all.Minimum, blocks[i].Minimum);
            all.Maximum = Math.Max(all.Maximum, blocks[i].Maximum);
            all.NonFinite += blocks[i].NonFinite;
        }

        (all.Mean, all.Variance) = (moments.Mean, moments.Variance);
        return all;
    }

    [SkipLocalsInit]
    private static RowSummary Describe<T>(ReadOnlySpan<T> row)
        where T : unmanaged, INumber<T>
    {
        Span<double> buffer = stackalloc double[Most];
        RowSummary summary = RowSummary.Empty;
        double sum = 0;
        for (int start = 0; start < row.Length; start += Most)
        {
            ReadOnlySpan<double> values = Doubles(row, start, buffer);
            double part = TensorPrimitives.Sum(values);
            sum += part;
            Widen(ref summary, values, double.IsFinite(part));
        }

        summary.Mean = sum / row.Length;
        double squares = 0;
        double rest = 0; // the sum of deviations, which rounding of the mean keeps from being zero
        for (int start = 0; start < row.Length; start += Most)
        {
            Span<double> distances = Doubles(row, start, buffer);
            TensorPrimitives.Subtract(distances, summary.Mean, distances);
            squares += TensorPrimitives.SumOfSquares(distances);
            rest += TensorPrimitives.Sum(distances);
        }

        summary.Variance = double.IsNaN(summary.Mean)
            ? double.NaN
            : Math.Max(0, (squares - (rest * rest / row.Length)) / row.Length);
        return summary;
    }

    private static Span<double> Doubles<T>(ReadOnlySpan<T> row, int start, Span<double> buffer)
        where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<T> values = row[start..Math.Min(start + Most, row.Length)];
        Span<double> doubles = buffer[..values.Length];
        TensorPrimitives.ConvertTruncating(values, doubles);
        return doubles;
    }

    // Values with a finite sum are all finite, so they are not checked one by one.
    private static void Widen(ref RowSummary summary, ReadOnlySpan<double> values, bool finite)
    {
        int done = 0;
        if (finite && values.Length >= Vector<double>.Count)
        {
            Vector<double> minimum = new(summary.Minimum);
            Vector<double> maximum = new(summary.Maximum);
            for (; done <= values.Length - Vector<double>.Count; done += Vector<double>.Count)
            {
                Vector<double> value = new(values[done..]);
                minimum = Vector.MinNative(minimum, value);
                maximum = Vector.MaxNative(maximum, value);
            }

            for (int lane = 0; lane < Vector<double>.Count; lane++)
            {
                summary.Minimum = Math.Min(summary.Minimum, minimum[lane]);
                summary.Maximum = Math.Max(summary.Maximum, maximum[lane]);
            }
        }

        foreach (double value in values[done..])
        {
            summary.Minimum = Math.Min(summary.Minimum, value);
            summary.Maximum = Math.Max(summary.Maximum, value);
            summary.NonFinite += double.IsFinite(value) ? 0 : 1;
        }
    }

    private unsafe struct Work<T> : IParallelWork
        where T : unmanaged, INumber<T>
    {
        public T* X;
        public int Width;
        public int Rows;
        public int Blocks;
        public RowSummary* Result;

        public readonly int Parts => Blocks > 1 ? checked(Rows * Blocks) : Cut.Parts;

        private readonly SizedCut Cut => new(Rows, Math.Max(1, Part / Width));

        public readonly void Run(int part)
        {
            if (Blocks > 1)
            {
                (int row, int block) = Math.DivRem(part, Blocks);
                SizedCut of = new(Width, Part);
                Result[part] = Describe(
                    new ReadOnlySpan<T>(X + ((nint)row * Width) + of.First(block), (int)of.Length(block)));
                return;
            }

            int end = (int)Cut.End(part);
            for (int row = (int)Cut.First(part); row < end; row++)
            {
                Result[row] = Describe(new ReadOnlySpan<T>(X + ((nint)row * Width), Width));
            }
        }
    }
}
