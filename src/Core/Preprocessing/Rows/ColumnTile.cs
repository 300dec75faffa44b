using System.Numerics;

namespace NormTools.Core.Preprocessing;

/// <summary>A few columns of some rows side by side, in double precision: [rows, lanes]. What is learnt of them is
/// learnt of all at once, and columns are never turned.</summary>
/// <remarks>It stays in the nearest cache: a block has at most 1024 rows, and most tables far fewer.</remarks>
internal sealed unsafe class ColumnTile(double* values, int rows)
{
    private Vector<long> missing; // of each lane; all bits set where a value is missing

    /// <summary>Columns that there is room for: two vectors.</summary>
    public static int Lanes => 2 * Vector<double>.Count;

    public double* Values => values;

    public int Rows => rows;

    /// <summary>Columns that are taken; the other lanes hold anything.</summary>
    public int Columns { get; private set; }

    /// <summary>Whether a value is missing in any column.</summary>
    public bool HasGaps => missing != Vector<long>.Zero;

    public static long Bytes(int rows) => (long)rows * Lanes * sizeof(double);

    /// <summary>From here on other columns are taken.</summary>
    public void Begin(int columns)
    {
        Columns = columns;
        missing = default;
    }

    /// <summary>Takes all rows of the columns.</summary>
    /// <param name="from">The first value of the first row.</param>
    /// <param name="stride">Values between two rows.</param>
    public void Take(float* from, nint stride)
    {
        if (Columns < Lanes)
        {
            TakeFew(from, stride);
            return;
        }

        Vector<long> gaps = missing;
        double* to = values;
        for (int row = 0; row < rows; row++, from += stride, to += Lanes)
        {
            Vector.Widen(Vector.Load(from), out Vector<double> lower, out Vector<double> upper);
            lower.Store(to);
            upper.Store(to + Vector<double>.Count);
            gaps |= ~Vector.Equals(lower, lower) | ~Vector.Equals(upper, upper);
        }

        missing = gaps;
    }

    /// <inheritdoc cref="Take(float*, nint)"/>
    public void Take(double* from, nint stride)
    {
        if (Columns < Lanes)
        {
            TakeFew(from, stride);
            return;
        }

        Vector<long> gaps = missing;
        double* to = values;
        for (int row = 0; row < rows; row++, from += stride, to += Lanes)
        {
            Vector<double> lower = Vector.Load(from), upper = Vector.Load(from + Vector<double>.Count);
            lower.Store(to);
            upper.Store(to + Vector<double>.Count);
            gaps |= ~Vector.Equals(lower, lower) | ~Vector.Equals(upper, upper);
        }

        missing = gaps;
    }

    /// <summary>Takes one row of the columns.</summary>
    public void TakeRow(double* from, int row) => TakeFew(from, 0, row, row + 1);

    /// <summary>The values of a column that are not missing.</summary>
    /// <param name="column">Which.</param>
    /// <param name="room">As long as there are rows.</param>
    public ReadOnlySpan<double> Present(int column, Span<double> room)
    {
        int count = 0;
        double* value = values + column;
        for (int row = 0; row < rows; row++, value += Lanes)
        {
            room[count] = *value;
            count += double.IsNaN(*value) ? 0 : 1;
        }

        return room[..count];
    }

    private void TakeFew<T>(T* from, nint stride)
        where T : unmanaged, INumber<T> => TakeFew(from, stride, 0, rows);

    private void TakeFew<T>(T* from, nint stride, int first, int end)
        where T : unmanaged, INumber<T>
    {
        bool hasGaps = false;
        double* to = values + (first * Lanes);
        for (int row = first; row < end; row++, from += stride, to += Lanes)
        {
            int lane = 0;
            for (; lane < Columns; lane++)
            {
                to[lane] = double.CreateTruncating(from[lane]);
                hasGaps |= double.IsNaN(to[lane]);
            }

            for (; lane < Lanes; lane++)
            {
                to[lane] = 0;
            }
        }

        missing = hasGaps ? Vector<long>.AllBitsSet : missing;
    }
}
