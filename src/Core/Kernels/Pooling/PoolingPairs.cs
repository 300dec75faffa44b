using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>Maxima of adjacent 2 x 2 windows, in whole vectors and without permuting lanes.</summary>
/// <remarks>
/// Two neighbouring floats are taken as one 64-bit lane: its lower half is the even column, and a shift by 32 bits
/// brings the odd one there. So each lane finds the winner of its window in its lower half, and narrowing packs the
/// lower halves. The last vector of a row may reach into the next row, which is written later.
/// </remarks>
internal static unsafe class PoolingPairs
{
    /// <summary>One row of results; returns how many columns are done: it stops where there is no room for a whole
    /// vector.</summary>
    /// <param name="x">The plane, <paramref name="width"/> values per row.</param>
    /// <param name="readable">One past the last value of all planes.</param>
    /// <param name="writable">One past the last result that may be overwritten, from <paramref name="y"/> on.</param>
    public static int Forward(
        float* x, float* readable, int width, int row, int columns, float* y, float* writable, int* indices)
    {
        int half = Vector<ulong>.Count;
        int done = 0;
        float* upper = x + (2 * (nint)row * width);
        float* lower = upper + width;
        int whole = Math.Min(columns, width / 2);
        Vector<int> lanes = Vector<int>.Indices; // the column of a lane's lower half
        while (done < whole && lower + (2 * done) + (4 * half) <= readable && y + done + (2 * half) <= writable)
        {
            int first = 2 * ((row * width) + done);
            (Vector<float> best0, Vector<int> at0) = Winners(upper + (2 * done), lower + (2 * done), width);
            (Vector<float> best1, Vector<int> at1) = Winners(upper + (2 * (done + half)), lower + (2 * (done + half)),
                width);
            Vector.Narrow(best0.As<float, ulong>(), best1.As<float, ulong>()).As<uint, float>().Store(y + done);
            if (indices is not null)
            {
                at0 += lanes + new Vector<int>(first);
                at1 += lanes + new Vector<int>(first + (2 * half));
                Vector.Narrow(at0.As<int, ulong>(), at1.As<int, ulong>()).As<uint, int>().Store(indices + done);
            }

            done += 2 * half;
        }

        return Math.Min(done, whole);
    }

    /// <summary>One row of the gradient: each value of dy goes to its window's winner, zero to the others.</summary>
    /// <param name="dy">The gradient of the results of the windows that contain the row; likewise the indices.</param>
    /// <param name="readable">One past the last value of dy.</param>
    /// <param name="start">The position in the plane of the row's first value.</param>
    /// <param name="writable">One past the last value that may be overwritten, from <paramref name="dx"/> on.</param>
    public static void Backward(
        float* dy, float* readable, int* indices, int columns, int start, int width, float* dx, float* writable)
    {
        int count = Vector<float>.Count;
        int column = 0;
        Vector<int> lanes = Vector<int>.Indices * 2;
        for (; column < columns && dx + (2 * (column + count)) <= writable
            && dy + column + count <= readable; column += count)
        {
            Vector<int> at = Vector.Load(indices + column) - new Vector<int>(start + (2 * column)) - lanes;
            Interleave(Vector.Load(dy + column).As<float, uint>(), at, dx + (2 * column));
        }

        for (; column < columns; column++)
        {
            int at = start + (2 * column);
            dx[2 * column] = indices[column] == at ? dy[column] : 0;
            if ((2 * column) + 1 < width)
            {
                dx[(2 * column) + 1] = indices[column] == at + 1 ? dy[column] : 0;
            }
        }

        if (width > 2 * columns)
        {
            dx[2 * columns] = 0;
        }
    }

    // The winner of each lane's window, in the lower half: its value, and its offset: 0, 1, width or width + 1.
    private static (Vector<float> Best, Vector<int> At) Winners(float* upper, float* lower, int width)
    {
        Vector<float> best = Vector.Load(upper);
        Vector<float> below = Vector.Load(lower);
        Vector<int> at = Vector<int>.Zero;
        Take(Odd(best), 1, ref best, ref at);
        Take(below, width, ref best, ref at);
        Take(Odd(below), width + 1, ref best, ref at);
        return (best, at);
    }

    private static Vector<float> Odd(Vector<float> pairs) => (pairs.As<float, ulong>() >> 32).As<ulong, float>();

    private static void Take(Vector<float> value, int place, ref Vector<float> best, ref Vector<int> at)
    {
        Vector<int> wins = Vector.GreaterThan(value, best) | Vector.IsNaN(value).As<float, int>();
        best = Vector.ConditionalSelect(wins, value, best);
        at = Vector.ConditionalSelect(wins, new Vector<int>(place), at);
    }

    // Puts each value in the even column of its pair where at is 0, in the odd one where it is 1; zeros elsewhere.
    private static void Interleave(Vector<uint> value, Vector<int> at, float* target)
    {
        Vector<uint> even = value & Vector.Equals(at, Vector<int>.Zero).As<int, uint>();
        Vector<uint> odd = value & Vector.Equals(at, Vector<int>.One).As<int, uint>();
        Vector<ulong> first = Vector.WidenLower(even) | (Vector.WidenLower(odd) << 32);
        Vector<ulong> second = Vector.WidenUpper(even) | (Vector.WidenUpper(odd) << 32);
        first.As<ulong, float>().Store(target);
        second.As<ulong, float>().Store(target + Vector<float>.Count);
    }
}
