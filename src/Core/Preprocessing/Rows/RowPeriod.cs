using System.Numerics;

namespace NormTools.Core.Preprocessing;

/// <summary>The values of a few rows that follow each other, <see cref="Moments.PeriodRows"/>, in vectors, and lists of
/// numbers with one for each value.</summary>
/// <remarks>Where the rows lie side by side they are one run of values, and few vectors are cut short; else each row is a
/// run. The last vector of a run begins before its turn where it would not be full.</remarks>
internal readonly unsafe struct RowPeriod
{
    private readonly ColumnVectors vectors; // of a run
    private readonly int runs;
    private readonly nint stride;

    /// <param name="columns">Of a row; fewer than a vector has count as one vector.</param>
    /// <param name="stride">Values between two rows.</param>
    public RowPeriod(int columns, nint stride)
    {
        this.stride = stride;
        runs = stride == columns ? 1 : Moments.PeriodRows;
        Values = Moments.PeriodRows * columns;
        vectors = new(Values / runs, Lanes);
    }

    /// <summary>Values of a vector.</summary>
    public static int Lanes => Vector<float>.Count;

    /// <summary>Values of a period.</summary>
    public int Values { get; }

    /// <summary>Vectors of a period.</summary>
    public int Vectors => runs * vectors.Count;

    /// <summary>Where a vector's values begin.</summary>
    public nint Offset(int vector) => Start(vector, stride);

    /// <summary>The vectors of the first rows of a period, and how many values there are behind them.</summary>
    public (int Whole, int More) VectorsOf(int rows)
    {
        int values = Values / Moments.PeriodRows * rows;
        return runs == 1 ? (values / Lanes, values % Lanes) : (rows * vectors.Count, 0);
    }

    /// <summary>The numbers of the values, to lanes of the vectors.</summary>
    /// <param name="values">A number for each value.</param>
    /// <param name="lanes">Those of the first vector.</param>
    /// <param name="step">From a vector's to those of the next.</param>
    public void Spread(double* values, double* lanes, int step)
    {
        for (int vector = 0; vector < Vectors; vector++)
        {
            Own(values, vector).CopyTo(new Span<double>(lanes + (vector * step), Lanes));
        }
    }

    /// <summary>The numbers of lanes, to the values; of a value in two vectors, that of the earlier.</summary>
    public void Gather(double* lanes, int step, double* values)
    {
        for (int vector = Vectors - 1; vector >= 0; vector--)
        {
            Span<double> own = Own(values, vector);
            new Span<double>(lanes + (vector * step), own.Length).CopyTo(own);
        }
    }

    // Where the values of a vector are in a list of those of a period.
    private Span<double> Own(double* values, int vector) =>
        new(values + Start(vector, vectors.Columns), Math.Min(Lanes, vectors.Columns));

    // Where a vector's values begin, with so many from a run to the next.
    private nint Start(int vector, nint step) => (vector / vectors.Count * step) + vectors.Start(vector % vectors.Count);
}
