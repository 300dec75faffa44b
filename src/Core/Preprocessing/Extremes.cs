using System.Numerics;
using System.Runtime.InteropServices;

namespace NormTools.Core.Preprocessing;

/// <summary>The smallest and the largest value of a column; missing ones are left out.</summary>
/// <param name="Least">Above <paramref name="Largest"/> where there is no value.</param>
/// <param name="Largest">Below <paramref name="Least"/> where there is no value.</param>
/// <param name="HasGaps">Whether a value is missing.</param>
internal readonly record struct Extremes(double Least, double Largest, bool HasGaps = false)
{
    /// <summary>Of no value at all.</summary>
    public static Extremes None => new(double.PositiveInfinity, double.NegativeInfinity);

    public bool IsEmpty => Least > Largest;

    public static unsafe Extremes Of(ReadOnlySpan<double> values)
    {
        double least = double.PositiveInfinity, largest = double.NegativeInfinity;
        bool hasGaps = false;
        int i = 0;
        if (values.Length >= Vector<double>.Count)
        {
            ref double first = ref MemoryMarshal.GetReference(values);
            Vector<double> low = Vector.Create(least), high = Vector.Create(largest);
            Vector<long> present = Vector<long>.AllBitsSet;
            for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
            {
                Vector<double> x = Vector.LoadUnsafe(ref first, (nuint)i);
                low = Vector.ConditionalSelect(Vector.LessThan(x, low), x, low); // a comparison with NaN is false
                high = Vector.ConditionalSelect(Vector.GreaterThan(x, high), x, high);
                present &= Vector.Equals(x, x);
            }

            hasGaps = present != Vector<long>.AllBitsSet;
            for (int lane = 0; lane < Vector<double>.Count; lane++)
            {
                least = Math.Min(least, low[lane]);
                largest = Math.Max(largest, high[lane]);
            }
        }

        for (; i < values.Length; i++)
        {
            least = values[i] < least ? values[i] : least;
            largest = values[i] > largest ? values[i] : largest;
            hasGaps |= double.IsNaN(values[i]);
        }

        return new(least + 0d, largest + 0d, hasGaps); // of 0 and -0 always 0
    }

    public Extremes With(Extremes later) =>
        new(Math.Min(Least, later.Least), Math.Max(Largest, later.Largest), HasGaps || later.HasGaps);
}

/// <summary>The extremes of columns, in one pass over rows as they lie.</summary>
internal readonly unsafe struct ExtremesSummary : IColumnSummary<Extremes>
{
    private const int VectorsAtOnce = 64; // whose extremes stay in the nearest cache
    private const int GroupRows = 16; // of a vector that are looked at in turn

    public Extremes Of(ReadOnlySpan<double> values) => Extremes.Of(values);

    public void Of(ColumnTile tile, Span<Extremes> columns)
    {
        if (tile.IsSingle)
        {
            Of((float*)tile.Values, tile, columns);
        }
        else
        {
            Of((double*)tile.Values, tile, columns);
        }
    }

    public Extremes Join(Extremes rows, Extremes later) => rows.With(later);

    private static void Of<T>(T* values, ColumnTile tile, Span<Extremes> columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ColumnVectors vectors = new(columns.Length, Vector<T>.Count);
        int most = Math.Min(vectors.Count, VectorsAtOnce) * vectors.Lanes;
        T* low = stackalloc T[most], high = stackalloc T[most], present = stackalloc T[most];
        for (int first = 0; first < vectors.Count; first += VectorsAtOnce)
        {
            int end = Math.Min(first + VectorsAtOnce, vectors.Count);
            new Span<T>(low, most).Fill(T.PositiveInfinity);
            new Span<T>(high, most).Fill(T.NegativeInfinity);
            new Span<byte>(present, most * sizeof(T)).Fill(byte.MaxValue);
            for (int row = 0; row < tile.Rows; row += GroupRows)
            {
                int rows = Math.Min(GroupRows, tile.Rows - row);
                tile.FetchBehind(row, rows);
                T* group = values + (row * tile.Stride);
                for (int vector = first; vector < end; vector++)
                {
                    int lane = (vector - first) * vectors.Lanes;
                    Look(group + vectors.Start(vector), tile.Stride, rows, low + lane, high + lane, present + lane);
                }
            }

            for (int column = first * vectors.Lanes; column < Math.Min(columns.Length, end * vectors.Lanes); column++)
            {
                int lane = vectors.Lane(column) - (first * vectors.Lanes);
                columns[column] = new(
                    double.CreateTruncating(low[lane]) + 0d, double.CreateTruncating(high[lane]) + 0d, *(byte*)(present + lane) == 0);
            }
        }
    }

    private static void Look<T>(T* at, nint stride, int rows, T* low, T* high, T* present)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> least = Vector.Load(low), largest = Vector.Load(high), all = Vector.Load(present);
        for (int row = 0; row < rows; row++, at += stride)
        {
            Vector<T> x = Vector.Load(at);
            least = Vector.ConditionalSelect(Vector.LessThan(x, least), x, least); // a comparison with NaN is false
            largest = Vector.ConditionalSelect(Vector.GreaterThan(x, largest), x, largest);
            all &= Vector.Equals(x, x);
        }

        least.Store(low);
        largest.Store(high);
        all.Store(present);
    }
}
