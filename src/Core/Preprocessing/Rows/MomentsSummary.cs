using System.Numerics;

namespace NormTools.Core.Preprocessing;

/// <summary>The moments of columns.</summary>
internal readonly unsafe struct MomentsSummary : IColumnSummary<Moments>
{
    private const int Sums = 8; // side by side, and added up in the order of Moments

    public Moments Of(ReadOnlySpan<double> values) => Moments.Of(values);

    public void Of(ColumnTile tile, Span<Moments> columns)
    {
        if (tile.HasGaps)
        {
            Span<double> room = stackalloc double[tile.Rows];
            for (int i = 0; i < columns.Length; i++)
            {
                columns[i] = Moments.OfPresent(tile.Present(i, room));
            }

            return;
        }

        for (int start = 0; start < columns.Length; start += Vector<double>.Count)
        {
            double* first = tile.Values + start;
            Vector<double> origin = Vector.Load(first);
            Vector<double> distance = Distances(first, tile.Rows, origin) / Vector.Create((double)tile.Rows);
            (Vector<double> rest, Vector<double> squares) = Squares(first, tile.Rows, origin + distance);
            for (int i = 0; i < Math.Min(Vector<double>.Count, columns.Length - start); i++)
            {
                columns[start + i] = Moments.Of(tile.Rows, origin[i], distance[i], rest[i], squares[i]);
            }
        }
    }

    public Moments Join(Moments rows, Moments later) => rows.With(later);

    private static Vector<double> Distances(double* x, int rows, Vector<double> centre)
    {
        nint lanes = ColumnTile.Lanes;
        Vector<double> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        int row = 0;
        for (; row <= rows - Sums; row += Sums, x += Sums * lanes)
        {
            a += Vector.Load(x) - centre;
            b += Vector.Load(x + lanes) - centre;
            c += Vector.Load(x + (2 * lanes)) - centre;
            d += Vector.Load(x + (3 * lanes)) - centre;
            e += Vector.Load(x + (4 * lanes)) - centre;
            f += Vector.Load(x + (5 * lanes)) - centre;
            g += Vector.Load(x + (6 * lanes)) - centre;
            h += Vector.Load(x + (7 * lanes)) - centre;
        }

        Vector<double> sum = ((a + c) + (e + g)) + ((b + d) + (f + h));
        for (; row < rows; row++, x += lanes)
        {
            sum += Vector.Load(x) - centre;
        }

        return sum;
    }

    private static (Vector<double> Distances, Vector<double> Squares) Squares(double* x, int rows, Vector<double> centre)
    {
        nint lanes = ColumnTile.Lanes;
        Vector<double> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        double* start = x;
        int row = 0;
        for (; row <= rows - Sums; row += Sums, x += Sums * lanes)
        {
            a += Square(x, centre);
            b += Square(x + lanes, centre);
            c += Square(x + (2 * lanes), centre);
            d += Square(x + (3 * lanes), centre);
            e += Square(x + (4 * lanes), centre);
            f += Square(x + (5 * lanes), centre);
            g += Square(x + (6 * lanes), centre);
            h += Square(x + (7 * lanes), centre);
        }

        Vector<double> squares = ((a + c) + (e + g)) + ((b + d) + (f + h));
        for (; row < rows; row++, x += lanes)
        {
            squares += Square(x, centre);
        }

        return (Distances(start, rows, centre), squares);
    }

    private static Vector<double> Square(double* x, Vector<double> centre)
    {
        Vector<double> distance = Vector.Load(x) - centre;
        return distance * distance;
    }
}
