using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <summary>
/// A pair of rows of one channel: normalised, rectified and pooled in 2 x 2 windows, or the gradient of that.
/// </summary>
/// <remarks>
/// Normalisation and ReLU are monotonic, so a window's largest result comes from its largest x, or from its smallest if
/// the scale is negative: the window is pooled first, and only the winner is normalised. Backward, the winner's place
/// is the first one whose x equals it. Two neighbouring floats form one 64-bit lane, as in <see cref="PoolingPairs"/>.
/// Whole vectors are read and written: up to <see cref="Slack"/> floats beyond the ends of the rows.
/// </remarks>
internal static unsafe class BatchNormPoolRows
{
    /// <summary>How many floats may be touched beyond the end of a row.</summary>
    public static int Slack => 2 * Vector<float>.Count;

    /// <summary>The winner of each window, and y = max((winner - centre) * scale + offset, 0).</summary>
    /// <param name="upper">The pair's first row of x.</param>
    /// <param name="lower">Its second row.</param>
    /// <param name="constants">The channel's centre, scale and offset.</param>
    /// <param name="results">The number of windows in the pair.</param>
    /// <param name="y">[results].</param>
    /// <param name="winners">[results], or null.</param>
    public static void Forward(
        float* upper, float* lower, in ChannelConstants<float> constants, int results, float* y, float* winners)
    {
        int half = Vector<ulong>.Count;
        Vector<float> centre = new(constants.Centre);
        Vector<float> scale = new(constants.Scale);
        Vector<float> offset = new(constants.Offset);
        Vector<uint> sign = new(constants.Scale < 0 ? 0x8000_0000 : 0); // the smallest x is the largest -x
        for (int column = 0; column < results; column += 2 * half)
        {
            float* x = upper + (2 * column);
            float* below = lower + (2 * column);
            Vector<ulong> first = Winners(x, below, sign);
            Vector<ulong> second = column + half < results
                ? Winners(x + Vector<float>.Count, below + Vector<float>.Count, sign)
                : Vector<ulong>.Zero;
            Vector<float> winner = (Vector.Narrow(first, second) ^ sign).As<uint, float>();
            if (winners is not null)
            {
                winner.Store(winners + column);
            }

            VectorOperations.Rectify(Vector.MultiplyAddEstimate(winner - centre, scale, offset)).Store(y + column);
        }
    }

    /// <summary>
    /// Adds g and g * (winner - centre), lane by lane, with g = dy where y is positive and 0 elsewhere.
    /// </summary>
    public static void Sum(
        float* dy, float* y, float* winners, float centre, int count, ref Vector<float> gradients,
        ref Vector<float> products)
    {
        Vector<float> middle = new(centre);
        for (int i = 0; i < count; i += Vector<float>.Count)
        {
            int rest = count - i;
            Vector<float> g = PartialVector.Load(dy + i, rest, 0);
            g &= Vector.GreaterThan(PartialVector.Load(y + i, rest, 0), Vector<float>.Zero).As<int, float>();
            gradients += g;
            products = Vector.MultiplyAddEstimate(g, PartialVector.Load(winners + i, rest, 0) - middle, products);
        }
    }

    /// <summary>
    /// dx = scale * g + ofInput * (x - centre) + offset, with g at the winners' places and 0 elsewhere.
    /// </summary>
    /// <param name="dxUpper">Written completely before dxLower, into which its last vectors may reach.</param>
    public static void Backward(
        float* upper, float* lower, in ChannelConstants<float> constants, int results, float* dy, float* y,
        float* winners,
        float* dxUpper, float* dxLower)
    {
        for (int column = 0; column < results; column += Vector<ulong>.Count)
        {
            Vector<uint> g = Gradients(dy + column, y + column);
            Vector<uint> taken = Taken(upper + (2 * column), winners + column);
            Apply(upper + (2 * column), g & taken, constants, dxUpper + (2 * column));
        }

        for (int column = 0; column < results; column += Vector<ulong>.Count)
        {
            Vector<uint> g = Gradients(dy + column, y + column);
            Vector<ulong> above = Taken(upper + (2 * column), winners + column).As<uint, ulong>();
            Vector<uint> free = ~(above | (above << 32) | (above >> 32)).As<ulong, uint>();
            Vector<uint> taken = Taken(lower + (2 * column), winners + column);
            Apply(lower + (2 * column), g & taken & free, constants, dxLower + (2 * column));
        }
    }

    // The largest of each window, after applying the sign mask, in the lower half of its lane.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<ulong> Winners(float* upper, float* lower, Vector<uint> sign)
    {
        Vector<float> above = (Vector.Load((uint*)upper) ^ sign).As<uint, float>();
        Vector<float> below = (Vector.Load((uint*)lower) ^ sign).As<uint, float>();
        Vector<float> largest = Vector.Max(above, below);
        Vector<float> odd = (largest.As<float, ulong>() >> 32).As<ulong, float>();
        return Vector.Max(largest, odd).As<float, ulong>();
    }

    // One value for each window, in both halves of its lane.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Twice(Vector<uint> values)
    {
        Vector<ulong> wide = Vector.WidenLower(values);
        return (wide | (wide << 32)).As<ulong, uint>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Gradients(float* dy, float* y) => Twice(
        Vector.Load((uint*)dy) & Vector.GreaterThan(Vector.Load(y), Vector<float>.Zero).As<int, uint>());

    // All bits set where x equals its window's winner and is the first in this row to do so.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Taken(float* x, float* winners)
    {
        Vector<float> winner = Twice(Vector.Load((uint*)winners)).As<uint, float>();
        Vector<ulong> equal = Vector.Equals(Vector.Load(x), winner).As<int, ulong>();
        return (equal & ~(equal << 32)).As<ulong, uint>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Apply(float* x, Vector<uint> g, in ChannelConstants<float> constants, float* dx)
    {
        Vector<float> rest = Vector.MultiplyAddEstimate(
            Vector.Load(x) - new Vector<float>(constants.Centre), new(constants.OfInput), new(constants.Offset));
        Vector.MultiplyAddEstimate(g.As<uint, float>(), new(constants.Scale), rest).Store(dx);
    }
}
