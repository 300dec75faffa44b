using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Preprocessing;

/// <summary>The moments of columns, in one pass over rows as they lie.</summary>
/// <remarks>A missing value is replaced by the column's origin, from which it has no distance.</remarks>
internal readonly unsafe struct MomentsSummary : IColumnSummary<Moments>
{
    private const int VectorsAtOnce = 32; // whose sums stay in the nearest cache

    public Moments Of(ReadOnlySpan<double> values) => Moments.Of(values);

    public void Of(ColumnTile tile, Span<Moments> columns)
    {
        ColumnVectors vectors = new(columns.Length, Vector<float>.Count);
        int most = Math.Min(vectors.Count, VectorsAtOnce) * vectors.Lanes;
        double* doubles = stackalloc double[3 * most];
        int* counts = stackalloc int[most];
        Sums sums = new(doubles, doubles + most, doubles + (2 * most), counts);
        for (int first = 0; first < vectors.Count; first += VectorsAtOnce)
        {
            int end = Math.Min(first + VectorsAtOnce, vectors.Count);
            if (tile.IsSingle)
            {
                Sum((float*)tile.Values, tile, vectors, first, end, sums);
            }
            else
            {
                Sum((double*)tile.Values, tile, vectors, first, end, sums);
            }

            for (int column = first * vectors.Lanes; column < Math.Min(columns.Length, end * vectors.Lanes); column++)
            {
                int lane = vectors.Lane(column) - (first * vectors.Lanes);
                columns[column] = Moments.Of(sums.Count[lane], sums.Origin[lane], sums.Distance[lane], sums.Squares[lane]);
            }
        }
    }

    public Moments Join(Moments rows, Moments later) => rows.With(later);

    private static void Sum<T>(T* values, ColumnTile tile, ColumnVectors vectors, int first, int end, Sums sums)
        where T : unmanaged
    {
        for (int vector = first; vector < end; vector++)
        {
            Begin(values + vectors.Start(vector), tile, sums.At((vector - first) * vectors.Lanes));
        }

        bool isWhole = true; // until a value is missing
        for (int row = 0; row < tile.Rows; row += Moments.GroupRows)
        {
            int rows = Math.Min(Moments.GroupRows, tile.Rows - row);
            tile.FetchBehind(row, rows);
            T* group = values + (row * tile.Stride);
            for (int vector = first; vector < end; vector++)
            {
                Sums own = sums.At((vector - first) * vectors.Lanes);
                T* x = group + vectors.Start(vector);
                isWhole = isWhole && AddWhole(x, tile.Stride, rows, own);
                if (isWhole)
                {
                    continue;
                }

                if (typeof(T) == typeof(float))
                {
                    Add((float*)x, tile.Stride, rows, own);
                }
                else
                {
                    Add((double*)x, tile.Stride, rows, own);
                }
            }
        }
    }

    // The origin of each column is its first value.
    private static void Begin<T>(T* values, ColumnTile tile, Sums sums)
        where T : unmanaged
    {
        int count = Vector<double>.Count;
        Vector<double> lower = Vector.Create(double.NaN), upper = lower;
        for (int row = 0; row < tile.Rows && !(Vector.EqualsAll(lower, lower) && Vector.EqualsAll(upper, upper)); row++)
        {
            (Vector<double> low, Vector<double> high) = Load(values + (row * tile.Stride));
            lower = Vector.ConditionalSelect(Vector.Equals(lower, lower), lower, low);
            upper = Vector.ConditionalSelect(Vector.Equals(upper, upper), upper, high);
        }

        lower.Store(sums.Origin);
        upper.Store(sums.Origin + count);
        new Span<double>(sums.Distance, 2 * count).Clear();
        new Span<double>(sums.Squares, 2 * count).Clear();
        new Span<int>(sums.Count, 2 * count).Clear();
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

    // As Add where no value is missing; else nothing is added.
    private static bool AddWhole<T>(T* x, nint stride, int rows, Sums sums)
        where T : unmanaged
    {
        Vector<double> lower = Vector.Load(sums.Origin), upper = Vector.Load(sums.Origin + Vector<double>.Count);
        Vector<double> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        int row = 0;
        for (; row <= rows - 2; row += 2, x += 2 * stride)
        {
            (Vector<double> p, Vector<double> q) = Load(x);
            p -= lower;
            q -= upper;
            a += p;
            b += q;
            c += p * p;
            d += q * q;
            (p, q) = Load(x + stride);
            p -= lower;
            q -= upper;
            e += p;
            f += q;
            g += p * p;
            h += q * q;
        }

        if (row < rows)
        {
            (Vector<double> p, Vector<double> q) = Load(x);
            p -= lower;
            q -= upper;
            a += p;
            b += q;
            c += p * p;
            d += q * q;
        }

        a += e;
        b += f;
        if (!(Vector.EqualsAll(a, a) && Vector.EqualsAll(b, b)))
        {
            return false; // a missing value, or infinities of both signs
        }

        (Vector.Load(sums.Count) + Vector.Create(rows)).Store(sums.Count);
        sums.Add(a, b, c + g, d + h);
        return true;
    }

    // A group of rows: sums of those with even numbers, and of those with odd ones.
    private static void Add(float* x, nint stride, int rows, Sums sums)
    {
        Vector<double> lower = Vector.Load(sums.Origin), upper = Vector.Load(sums.Origin + Vector<double>.Count);
        Vector<float> origin = Vector.Narrow(lower, upper);
        Vector<int> present = Vector.Load(sums.Count);
        Vector<double> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        int row = 0;
        for (; row <= rows - 2; row += 2, x += 2 * stride)
        {
            Distances(x, origin, lower, upper, ref present, out Vector<double> p, out Vector<double> q);
            a += p;
            b += q;
            c += p * p;
            d += q * q;
            Distances(x + stride, origin, lower, upper, ref present, out p, out q);
            e += p;
            f += q;
            g += p * p;
            h += q * q;
        }

        if (row < rows)
        {
            Distances(x, origin, lower, upper, ref present, out Vector<double> p, out Vector<double> q);
            a += p;
            b += q;
            c += p * p;
            d += q * q;
        }

        present.Store(sums.Count);
        sums.Add(a + e, b + f, c + g, d + h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Distances(
        float* at,
        Vector<float> origin,
        Vector<double> lower,
        Vector<double> upper,
        ref Vector<int> present,
        out Vector<double> low,
        out Vector<double> high)
    {
        Vector<float> x = Vector.Load(at);
        Vector<int> isPresent = Vector.Equals(x, x);
        present -= isPresent;
        Vector.Widen(Vector.ConditionalSelect(isPresent, x, origin), out low, out high);
        low -= lower;
        high -= upper;
    }

    private static void Add(double* x, nint stride, int rows, Sums sums)
    {
        int count = Vector<double>.Count;
        Vector<double> lower = Vector.Load(sums.Origin), upper = Vector.Load(sums.Origin + count);
        Vector<double> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        Vector<long> low = default, high = default;
        int row = 0;
        for (; row <= rows - 2; row += 2, x += 2 * stride)
        {
            Vector<double> p = Distance(x, lower, ref low), q = Distance(x + count, upper, ref high);
            a += p;
            b += q;
            c += p * p;
            d += q * q;
            p = Distance(x + stride, lower, ref low);
            q = Distance(x + stride + count, upper, ref high);
            e += p;
            f += q;
            g += p * p;
            h += q * q;
        }

        if (row < rows)
        {
            Vector<double> p = Distance(x, lower, ref low), q = Distance(x + count, upper, ref high);
            a += p;
            b += q;
            c += p * p;
            d += q * q;
        }

        (Vector.Load(sums.Count) + Vector.Narrow(low, high)).Store(sums.Count);
        sums.Add(a + e, b + f, c + g, d + h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Distance(double* at, Vector<double> origin, ref Vector<long> present)
    {
        Vector<double> x = Vector.Load(at);
        Vector<long> isPresent = Vector.Equals(x, x);
        present -= isPresent;
        return Vector.ConditionalSelect(isPresent, x, origin) - origin;
    }

    /// <summary>Of each lane: the origin, the distances from it and their squares added up, and how many there
    /// are.</summary>
    private readonly struct Sums(double* origin, double* distance, double* squares, int* count)
    {
        public double* Origin => origin;

        public double* Distance => distance;

        public double* Squares => squares;

        public int* Count => count;

        public Sums At(int lane) => new(origin + lane, distance + lane, squares + lane, count + lane);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Vector<double> lower, Vector<double> upper, Vector<double> lowerSquares, Vector<double> upperSquares)
        {
            int half = Vector<double>.Count;
            (Vector.Load(distance) + lower).Store(distance);
            (Vector.Load(distance + half) + upper).Store(distance + half);
            (Vector.Load(squares) + lowerSquares).Store(squares);
            (Vector.Load(squares + half) + upperSquares).Store(squares + half);
        }
    }
}
