using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace NormTools.Core.Preprocessing;

/// <summary>The smallest and the largest value of a column; missing ones are left out.</summary>
/// <param name="Least">Above <paramref name="Largest"/> where there is no value.</param>
/// <param name="Largest">Below <paramref name="Least"/> where there is no value.</param>
internal readonly record struct Extremes(double Least, double Largest)
{
    public bool IsEmpty => Least > Largest;

    public static Extremes Of(ReadOnlySpan<double> values)
    {
        double least = double.PositiveInfinity, largest = double.NegativeInfinity;
        int i = 0;
        if (values.Length >= Vector<double>.Count)
        {
            ref double first = ref MemoryMarshal.GetReference(values);
            Vector<double> low = Vector.Create(least), high = Vector.Create(largest);
            for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
            {
                Vector<double> x = Vector.LoadUnsafe(ref first, (nuint)i);
                low = Vector.ConditionalSelect(Vector.LessThan(x, low), x, low); // a comparison with NaN is false
                high = Vector.ConditionalSelect(Vector.GreaterThan(x, high), x, high);
            }

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
        }

        return new(least + 0d, largest + 0d); // of 0 and -0 always 0
    }

    public Extremes With(Extremes later) => new(Math.Min(Least, later.Least), Math.Max(Largest, later.Largest));
}

/// <summary>The extremes of columns.</summary>
internal readonly unsafe struct ExtremesSummary : IColumnSummary<Extremes>
{
    public Extremes Of(ReadOnlySpan<double> values) => Extremes.Of(values);

    public void Of(ColumnTile tile, Span<Extremes> columns)
    {
        int count = Vector<double>.Count;
        Vector<double> low = Vector.Create(double.PositiveInfinity), lowBeside = low, high = -low, highBeside = high;
        double* values = tile.Values;
        for (int row = 0; row < tile.Rows; row++, values += ColumnTile.Lanes)
        {
            Vector<double> x = Vector.Load(values), y = Vector.Load(values + count);
            low = Vector.ConditionalSelect(Vector.LessThan(x, low), x, low);
            high = Vector.ConditionalSelect(Vector.GreaterThan(x, high), x, high);
            lowBeside = Vector.ConditionalSelect(Vector.LessThan(y, lowBeside), y, lowBeside);
            highBeside = Vector.ConditionalSelect(Vector.GreaterThan(y, highBeside), y, highBeside);
        }

        for (int i = 0; i < columns.Length; i++)
        {
            (double least, double largest) = i < count ? (low[i], high[i]) : (lowBeside[i - count], highBeside[i - count]);
            columns[i] = new(least + 0d, largest + 0d);
        }
    }

    public Extremes Join(Extremes rows, Extremes later) => rows.With(later);
}

/// <summary>Whether a value of a column is missing.</summary>
internal readonly unsafe struct GapSummary : IColumnSummary<bool>
{
    public bool Of(ReadOnlySpan<double> values) => TensorPrimitives.IsNaNAny(values);

    public void Of(ColumnTile tile, Span<bool> columns)
    {
        columns.Clear();
        for (int row = 0; row < tile.Rows && tile.HasGaps; row++)
        {
            for (int i = 0; i < columns.Length; i++)
            {
                columns[i] |= double.IsNaN(tile.Values[(row * ColumnTile.Lanes) + i]);
            }
        }
    }

    public bool Join(bool rows, bool later) => rows || later;
}
