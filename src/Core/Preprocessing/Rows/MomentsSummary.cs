using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Preprocessing;

/// <summary>The moments of columns, in one pass over rows as they lie.</summary>
/// <remarks>
/// Rows are read in periods of <see cref="Moments.PeriodRows"/>, and each value of a period has sums of its own, so that
/// memory is read from front to back where the rows of a period lie side by side.
/// </remarks>
internal readonly unsafe struct MomentsSummary : IColumnSummary<Moments>
{
    private const int MostColumns = 256; // whose sums stay in the nearest cache

    public Moments Of(ReadOnlySpan<double> values) => Moments.Of(values);

    public void Of(ColumnTile tile, Span<Moments> columns) => Of(tile, columns, []);

    /// <param name="tile">The rows.</param>
    /// <param name="columns">Takes the moments.</param>
    /// <param name="extremes">Takes the extremes of the same columns, in the same pass; empty if nobody asks for them.</param>
    public static void Of(ColumnTile tile, Span<Moments> columns, Span<Extremes> extremes)
    {
        for (int first = 0; first < columns.Length; first += MostColumns)
        {
            int from = Math.Max(0, Math.Min(first, columns.Length - ColumnTile.LeastColumns)); // a whole vector, if there is one
            int count = Math.Min(MostColumns, columns.Length - from);
            Span<Extremes> own = extremes.IsEmpty ? [] : extremes.Slice(from, count);
            if (tile.IsSingle)
            {
                Of((float*)tile.Values + from, tile, columns.Slice(from, count), own);
            }
            else
            {
                Of((double*)tile.Values + from, tile, columns.Slice(from, count), own);
            }
        }
    }

    public Moments Join(Moments rows, Moments later) => rows.With(later);

    private static void Of<T>(T* values, ColumnTile tile, Span<Moments> columns, Span<Extremes> extremes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = columns.Length;
        RowPeriod period = new(width, tile.Stride);
        double* lanes = stackalloc double[(period.Vectors + 1) * Sums.Size], numbers = stackalloc double[4 * period.Values];
        lanes += (sizeof(Vector<byte>) - ((nint)lanes % sizeof(Vector<byte>))) / sizeof(double); // no vector in two lines of a cache
        double* origins = numbers, distances = origins + period.Values, squares = distances + period.Values, counts = squares + period.Values;
        FindOrigins(values, tile, origins, width);
        Sums sums = new(lanes);
        period.Spread(origins, sums.Origin, Sums.Size);
        PeriodExtremes<T> ends = default;
        if (!extremes.IsEmpty)
        {
            byte* room = stackalloc byte[(period.Vectors * PeriodExtremes<T>.Size * sizeof(T)) + sizeof(Vector<byte>)];
            ends = new((T*)(room + sizeof(Vector<byte>) - ((nint)room % sizeof(Vector<byte>)))); // nor here
        }

        bool isWhole = Sum<T, Whole>(values, tile, period, lanes, ends);
        if (!isWhole)
        {
            Sum<T, WithGaps>(values, tile, period, lanes, ends);
        }

        if (ends.IsAsked)
        {
            ends.Gather(period, isWhole, extremes);
        }

        period.Gather(sums.Distance, Sums.Size, distances);
        period.Gather(sums.Squares, Sums.Size, squares);
        period.Gather(sums.Count, Sums.Size, counts);
        for (int column = 0; column < width; column++)
        {
            columns[column] = Moments.Of(
                isWhole ? tile.Rows : (long)OfRows(counts + column, width),
                origins[column],
                OfRows(distances + column, width),
                OfRows(squares + column, width));
        }
    }

    private static double OfRows(double* period, int width) =>
        Moments.Sum(period[0], period[width], period[2 * width], period[3 * width]);

    // The first value of each column that is not missing, for each row of a period.
    private static void FindOrigins<T>(T* values, ColumnTile tile, double* origins, int width)
        where T : unmanaged
    {
        for (int column = 0; column < width; column++)
        {
            T* at = values + column;
            double value = Widen(at);
            for (int row = 1; row < tile.Rows && double.IsNaN(value); row++)
            {
                at += tile.Stride;
                value = Widen(at);
            }

            for (int row = 0; row < Moments.PeriodRows; row++)
            {
                origins[(row * width) + column] = value;
            }
        }
    }

    // False where there are gaps that were not foreseen, or infinities of both signs.
    private static bool Sum<T, TGaps>(T* values, ColumnTile tile, RowPeriod period, double* lanes, PeriodExtremes<T> ends)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TGaps : struct
    {
        nint* offsets = stackalloc nint[period.Vectors];
        for (int vector = 0; vector < period.Vectors; vector++)
        {
            offsets[vector] = period.Offset(vector);
            Sums.Of(lanes, vector).Clear();
            ends.Clear(vector);
        }

        nint step = Moments.PeriodRows * tile.Stride;
        int periods = tile.Rows / Moments.PeriodRows;
        for (int number = 0; number < periods; number++)
        {
            if (typeof(TGaps) == typeof(Whole) && BitOperations.IsPow2(number) && !AreNumbers(period, lanes))
            {
                return false; // soon where many are missing
            }

            Add<T, TGaps>(values + (number * step), offsets, period.Vectors, lanes, ends);
        }

        T* rest = values + (periods * step);
        (int whole, int more) = period.VectorsOf(tile.Rows % Moments.PeriodRows);
        Add<T, TGaps>(rest, offsets, whole, lanes, ends);
        if (more > 0)
        {
            AddFew<T, TGaps>(rest + offsets[whole], more, Sums.Of(lanes, whole));
            ends.AddFew(whole, rest + offsets[whole], more);
        }

        return AreNumbers(period, lanes);
    }

    private static bool AreNumbers(RowPeriod period, double* lanes)
    {
        bool areNumbers = true;
        for (int vector = 0; vector < period.Vectors; vector++)
        {
            areNumbers &= Sums.Of(lanes, vector).AreNumbers;
        }

        return areNumbers;
    }

    // Each value of some vectors to its own sums.
    private static void Add<T, TGaps>(T* x, nint* offsets, int vectors, double* lanes, PeriodExtremes<T> ends)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TGaps : struct
    {
        if (ends.IsAsked)
        {
            Add<T, TGaps, WithExtremes>(x, offsets, vectors, lanes, ends);
        }
        else
        {
            Add<T, TGaps, SumsAlone>(x, offsets, vectors, lanes, ends);
        }
    }

    private static void Add<T, TGaps, TEnds>(T* x, nint* offsets, int vectors, double* lanes, PeriodExtremes<T> ends)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TGaps : struct
        where TEnds : struct
    {
        int half = Vector<double>.Count;
        for (int vector = 0; vector < vectors; vector++, lanes += Sums.Size)
        {
            T* own = x + offsets[vector];
            ColumnTile.FetchBehind(own);
            Sums sums = new(lanes);
            (Vector<double> lower, Vector<double> upper) = Load(own);
            Add<TGaps>(lower, sums);
            Add<TGaps>(upper, sums.At(half));
            if (typeof(TEnds) == typeof(WithExtremes))
            {
                ends.Add(vector, own, typeof(TGaps) == typeof(Whole));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TGaps>(Vector<double> x, Sums sums)
        where TGaps : struct
    {
        Vector<double> distance = x - Vector.Load(sums.Origin);
        if (typeof(TGaps) == typeof(WithGaps))
        {
            Vector<double> isPresent = Vector.AsVectorDouble(Vector.Equals(x, x));
            distance &= isPresent;
            (Vector.Load(sums.Count) + (isPresent & Vector<double>.One)).Store(sums.Count);
        }

        (Vector.Load(sums.Distance) + distance).Store(sums.Distance);
        (Vector.Load(sums.Squares) + (distance * distance)).Store(sums.Squares);
    }

    // As many values as do not fill a vector.
    private static void AddFew<T, TGaps>(T* x, int count, Sums sums)
        where T : unmanaged
        where TGaps : struct
    {
        for (int lane = 0; lane < count; lane++)
        {
            double value = Widen(x + lane), distance = value - sums.Origin[lane];
            if (typeof(TGaps) != typeof(WithGaps) || !double.IsNaN(value))
            {
                sums.Count[lane]++;
                sums.Distance[lane] += distance;
                sums.Squares[lane] += distance * distance;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector<double> Lower, Vector<double> Upper) Load<T>(T* from)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            Vector.Widen(Vector.Load((float*)from), out Vector<double> lower, out Vector<double> upper);
            return (lower, upper);
        }

        return (Vector.Load((double*)from), Vector.Load((double*)from + Vector<double>.Count));
    }

    private static double Widen<T>(T* at)
        where T : unmanaged => typeof(T) == typeof(float) ? *(float*)at : *(double*)at;

    /// <summary>Of the lanes of a vector: the origins, the distances from them and their squares added up, and how many
    /// there are.</summary>
    private readonly struct Sums(double* first)
    {
        /// <summary>Numbers of a vector.</summary>
        public static int Size => 4 * RowPeriod.Lanes;

        public double* Origin => first;

        public double* Distance => first + RowPeriod.Lanes;

        public double* Squares => first + (2 * RowPeriod.Lanes);

        public double* Count => first + (3 * RowPeriod.Lanes);

        public bool AreNumbers
        {
            get
            {
                Vector<double> lower = Vector.Load(Distance), upper = Vector.Load(Distance + Vector<double>.Count);
                return Vector.EqualsAll(lower, lower) && Vector.EqualsAll(upper, upper);
            }
        }

        public static Sums Of(double* lanes, int vector) => new(lanes + (vector * Size));

        public Sums At(int lane) => new(first + lane);

        public void Clear() => new Span<double>(Distance, 3 * RowPeriod.Lanes).Clear();
    }

    /// <summary>No value is missing.</summary>
    private readonly struct Whole;

    /// <summary>What is missing has no distance and is not counted.</summary>
    private readonly struct WithGaps;

    /// <summary>Nobody asks for extremes.</summary>
    private readonly struct SumsAlone;

    /// <summary>Extremes are found as well.</summary>
    private readonly struct WithExtremes;
}
