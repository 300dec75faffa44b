using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <summary>
/// A pair of rows of one channel: normalised, rectified and pooled by windows of 2 x 2, or the gradient of that.
/// </summary>
/// <remarks>
/// Two neighbouring floats are one 64-bit lane, as in <see cref="PoolingPairs"/>. Whole vectors are read and written: up to two
/// vectors behind the ends of the rows. Rectified values are never negative, so their bits order as unsigned integers do, with
/// NaN above all: one comparison finds the winner, and a NaN is not lost.
/// </remarks>
internal static unsafe class BatchNormPoolRows
{
    /// <summary>Floats that may be touched behind the end of a row.</summary>
    public static int Slack => 2 * Vector<float>.Count;

    /// <summary>y = max over each window of max((x - centre) * scale + offset, 0).</summary>
    /// <param name="upper">The pair's first row of x.</param>
    /// <param name="lower">Its second row.</param>
    /// <param name="constants">The channel's arithmetic.</param>
    /// <param name="results">Windows of the pair.</param>
    /// <param name="y">[results].</param>
    /// <param name="winners">The x that each result came from, [results], or null.</param>
    /// <param name="places">Where in its window it was, 0 to 3 row by row, [results]; not used without winners.</param>
    public static void Forward(
        float* upper, float* lower, in ChannelConstants<float> constants, int results, float* y, float* winners, int* places)
    {
        int half = Vector<ulong>.Count;
        Vector<float> centre = new(constants.Centre);
        Vector<float> scale = new(constants.Scale);
        Vector<float> offset = new(constants.Offset);
        for (int column = 0; column < results; column += 2 * half)
        {
            int next = 2 * (column + half);
            Columns(
                upper + (2 * column), lower + (2 * column), centre, scale, offset, out Vector<uint> best, out Vector<float> x,
                out Vector<uint> place);
            Windows(ref best, ref x, ref place);
            Columns(
                upper + next, lower + next, centre, scale, offset, out Vector<uint> best2, out Vector<float> x2,
                out Vector<uint> place2);
            Windows(ref best2, ref x2, ref place2);
            Pack(best, best2).As<uint, float>().Store(y + column);
            if (winners is not null)
            {
                Pack(x, x2).As<uint, float>().Store(winners + column);
                Pack(place, place2).As<uint, int>().Store(places + column);
            }
        }
    }

    /// <summary>Sums g and g * (winner - centre) over values, with g = dy where y is positive, lane by lane.</summary>
    public static void Sum(
        float* dy, float* y, float* winners, float centre, int count, ref Vector<float> gradients, ref Vector<float> products)
    {
        Vector<float> middle = new(centre);
        for (int i = 0; i < count; i += Vector<float>.Count)
        {
            int rest = count - i;
            Vector<float> g = PartialVector.Load(dy + i, rest, 0);
            g = Vector.ConditionalSelect(
                Vector.GreaterThan(PartialVector.Load(y + i, rest, 0), Vector<float>.Zero), g, Vector<float>.Zero);
            gradients += g;
            products = Vector.MultiplyAddEstimate(g, PartialVector.Load(winners + i, rest, 0) - middle, products);
        }
    }

    /// <summary>dx = scale * g + ofInput * (x - centre) + offset, with g at the winners' places and 0 elsewhere.</summary>
    public static void Backward(
        float* upper, float* lower, in ChannelConstants<float> constants, int results, float* dy, float* y, int* places,
        float* dxUpper, float* dxLower)
    {
        // The upper row first, whole: its last vectors may reach into the lower one.
        BackwardRow(upper, 0, constants, results, dy, y, places, dxUpper);
        BackwardRow(lower, 2, constants, results, dy, y, places, dxLower);
    }

    private static void BackwardRow(
        float* x, uint first, in ChannelConstants<float> constants, int results, float* dy, float* y, int* places, float* dx)
    {
        Vector<float> centre = new(constants.Centre);
        Vector<float> scale = new(constants.Scale);
        Vector<float> offset = new(constants.Offset);
        Vector<float> ofInput = new(constants.OfInput);
        for (int column = 0; column < results; column += Vector<float>.Count)
        {
            Vector<int> positive = Vector.GreaterThan(Vector.Load(y + column), Vector<float>.Zero);
            Vector<uint> g = Vector.AsVectorUInt32(Vector.Load(dy + column)) & Vector.AsVectorUInt32(positive);
            Vector<uint> place = Vector.AsVectorUInt32(Vector.Load(places + column));
            Vector<uint> even = g & Vector.Equals(place, new Vector<uint>(first));
            Vector<uint> odd = g & Vector.Equals(place, new Vector<uint>(first + 1));
            Vector<float> front = (Vector.WidenLower(even) | (Vector.WidenLower(odd) << 32)).As<ulong, float>();
            Vector<float> back = (Vector.WidenUpper(even) | (Vector.WidenUpper(odd) << 32)).As<ulong, float>();
            int at = 2 * column;
            Vector<float> rest = Vector.MultiplyAddEstimate(Vector.Load(x + at) - centre, ofInput, offset);
            Vector.MultiplyAddEstimate(front, scale, rest).Store(dx + at);
            at += Vector<float>.Count;
            rest = Vector.MultiplyAddEstimate(Vector.Load(x + at) - centre, ofInput, offset);
            Vector.MultiplyAddEstimate(back, scale, rest).Store(dx + at);
        }
    }

    // The winner of each column: its value's bits, its x, and 0 or 2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns(
        float* upper, float* lower, Vector<float> centre, Vector<float> scale, Vector<float> offset, out Vector<uint> best,
        out Vector<float> x, out Vector<uint> place)
    {
        Vector<float> above = Vector.Load(upper);
        Vector<float> below = Vector.Load(lower);
        best = Normalised(above, centre, scale, offset);
        Vector<uint> other = Normalised(below, centre, scale, offset);
        Vector<uint> wins = Vector.GreaterThan(other, best);
        best = Vector.ConditionalSelect(wins, other, best);
        x = Vector.ConditionalSelect(wins.As<uint, int>(), below, above);
        place = wins & new Vector<uint>(2);
    }

    // The winner of each window in the lower half of its lane. Of equals torch takes the first row by row: an odd column's, if
    // it is above.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Windows(ref Vector<uint> best, ref Vector<float> x, ref Vector<uint> place)
    {
        Vector<uint> other = Odd(best);
        Vector<uint> otherPlace = Odd(place) + Vector<uint>.One;
        Vector<uint> wins = Vector.GreaterThan(other, best)
            | (Vector.Equals(other, best) & Vector.GreaterThan(place, otherPlace));
        best = Vector.ConditionalSelect(wins, other, best);
        x = Vector.ConditionalSelect(wins.As<uint, int>(), Odd(x.As<float, uint>()).As<uint, float>(), x);
        place = Vector.ConditionalSelect(wins, otherPlace, place);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Normalised(Vector<float> x, Vector<float> centre, Vector<float> scale, Vector<float> offset)
    {
        Vector<float> y = Vector.MultiplyAddEstimate(x - centre, scale, offset);
        return Vector.ConditionalSelect(Vector.LessThanOrEqual(y, Vector<float>.Zero), Vector<float>.Zero, y).As<float, uint>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Odd(Vector<uint> pairs) => (pairs.As<uint, ulong>() >> 32).As<ulong, uint>();

    // The lower halves of all lanes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Pack<T>(Vector<T> first, Vector<T> second) =>
        Vector.Narrow(first.As<T, ulong>(), second.As<T, ulong>());
}
