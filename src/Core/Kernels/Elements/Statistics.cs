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
    private const int Part = 1 << 18; // values of one part: several whole rows, or a piece of a long one

    /// <param name="x">Rows of <paramref name="width"/> values, [rows, width].</param>
    /// <param name="width">Values per row, at least one.</param>
    /// <param name="result">One summary per row.</param>
    public static unsafe void Describe<T>(ReadOnlySpan<T> x, int width, Span<RowSummary> result)
        where T : unmanaged, INumber<T>
    {
        int pieces = new SizedCut(width, Part).Parts;
        RowSummary[] summaries = pieces > 1 ? new RowSummary[(long)result.Length * pieces] : [];
        fixed (T* values = x)
        fixed (RowSummary* rows = result, parts = summaries)
        {
            Work<T> work = new() { X = values, Width = width, Pieces = pieces, Rows = result.Length };
            work.Result = pieces > 1 ? parts : rows;
            Workers.Run(ref work, work.Parts);
        }

        for (int row = 0; row < result.Length && pieces > 1; row++)
        {
            result[row] = Together(summaries.AsSpan(row * pieces, pieces), width);
        }
    }

    private static RowSummary Together(ReadOnlySpan<RowSummary> pieces, int width)
    {
        RowSummary all = RowSummary.Empty;
        MomentSums moments = default;
        for (int i = 0; i < pieces.Length; i++)
        {
            double count = new SizedCut(width, Part).Length(i);
            moments = moments.With(new(count, pieces[i].Mean, pieces[i].Variance * count));
            all.Minimum = Math.Min(all.Minimum, pieces[i].Minimum);
            all.Maximum = Math.Max(all.Maximum, pieces[i].Maximum);
            all.NonFinite += pieces[i].NonFinite;
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
        public int Pieces;
        public RowSummary* Result;

        public readonly int Parts => Pieces > 1 ? checked(Rows * Pieces) : Cut.Parts;

        private readonly SizedCut Cut => new(Rows, Math.Max(1, Part / Width));

        public readonly void Run(int part)
        {
            if (Pieces > 1)
            {
                (int row, int piece) = Math.DivRem(part, Pieces);
                SizedCut of = new(Width, Part);
                Result[part] = Describe(
                    new ReadOnlySpan<T>(X + ((nint)row * Width) + of.First(piece), (int)of.Length(piece)));
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
