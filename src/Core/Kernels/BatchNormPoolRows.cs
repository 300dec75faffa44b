using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>A pair of rows of one channel: normalised, rectified and pooled by windows of 2 x 2, or the gradient of
/// that.</summary>
/// <remarks>
/// Two neighbouring floats are one 64-bit lane, as in <see cref="PoolingPairs"/>. Whole vectors are read and written:
/// up to two
/// vectors behind the ends of the rows.
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
    /// <param name="places">Where in its window it was, 0 to 3 row by row, [results]; null with winners.</param>
    public static void Forward(
        float* upper, float* lower, in ChannelConstants<float> constants, int results, float* y, float* winners,
        int* places)
    {
        int half = Vector<ulong>.Count;
        for (int column = 0; column < results; column += 2 * half)
        {
            Window first = Window.Of(upper + (2 * column), lower + (2 * column), constants);
            Window second = Window.Of(upper + (2 * (column + half)), lower + (2 * (column + half)), constants);
            Pack(first.Best, second.Best).As<uint, float>().Store(y + column);
            if (winners is not null)
            {
                Pack(first.Winner, second.Winner).As<uint, float>().Store(winners + column);
                Pack(first.Place, second.Place).As<uint, int>().Store(places + column);
            }
        }
    }

    /// <summary>Sums g and g * (winner - centre) over values, with g = dy where y is positive.</summary>
    /// <returns>Both sums, lane by lane.</returns>
    public static void Sum(
        float* dy, float* y, float* winners, float centre, int count, ref Vector<float> gradients,
        ref Vector<float> products)
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

    /// <summary>dx = scale * g + ofInput * (x - centre) + offset, with g at the winners' places and 0
    /// elsewhere.</summary>
    public static void Backward(
        float* upper, float* lower, in ChannelConstants<float> constants, int results, float* dy, float* y, int* places,
        float* dxUpper, float* dxLower)
    {
        // The upper row first, whole: its last vectors may reach into the lower one.
        BackwardRow(upper, 0, constants, results, dy, y, places, dxUpper);
        BackwardRow(lower, 2, constants, results, dy, y, places, dxLower);
    }

    private static void BackwardRow(
        float* x, int first, in ChannelConstants<float> constants, int results, float* dy, float* y, int* places,
        float* dx)
    {
        for (int column = 0; column < results; column += Vector<float>.Count)
        {
            Vector<int> positive = Vector.GreaterThan(Vector.Load(y + column), Vector<float>.Zero);
            Vector<uint> g = Vector.AsVectorUInt32(Vector.Load(dy + column)) & Vector.AsVectorUInt32(positive);
            Write(x + (2 * column), g, Vector.Load(places + column), first, constants, dx + (2 * column));
        }
    }

    private static void Write(
        float* x, Vector<uint> g, Vector<int> place, int first, in ChannelConstants<float> constants, float* dx)
    {
        Vector<uint> even = g & Vector.AsVectorUInt32(Vector.Equals(place, new Vector<int>(first)));
        Vector<uint> odd = g & Vector.AsVectorUInt32(Vector.Equals(place, new Vector<int>(first + 1)));
        Vector<ulong> front = Vector.WidenLower(even) | (Vector.WidenLower(odd) << 32);
        Vector<ulong> back = Vector.WidenUpper(even) | (Vector.WidenUpper(odd) << 32);
        Gradient(x, front.As<ulong, float>(), constants).Store(dx);
        Gradient(x + Vector<float>.Count, back.As<ulong, float>(), constants).Store(dx + Vector<float>.Count);
    }

    private static Vector<float> Gradient(float* x, Vector<float> g, in ChannelConstants<float> constants)
    {
        Vector<float> deviation = Vector.Load(x) - new Vector<float>(constants.Centre);
        Vector<float> rest = Vector.MultiplyAddEstimate(
            deviation, new Vector<float>(constants.OfInput), new Vector<float>(constants.Offset));
        return Vector.MultiplyAddEstimate(g, new Vector<float>(constants.Scale), rest);
    }

    // The lower halves of all lanes.
    private static Vector<uint> Pack<T>(Vector<T> first, Vector<T> second) =>
        Vector.Narrow(first.As<T, ulong>(), second.As<T, ulong>());

    /// <summary>The winners of as many windows as there are 64-bit lanes, in the lanes' lower halves.</summary>
    private struct Window
    {
        public Vector<float> Best;
        public Vector<float> Winner;
        public Vector<int> Place;

        public static Window Of(float* upper, float* lower, in ChannelConstants<float> constants)
        {
            Vector<float> above = Vector.Load(upper);
            Vector<float> below = Vector.Load(lower);
            Vector<float> yAbove = Normalised(above, constants);
            Vector<float> yBelow = Normalised(below, constants);
            Window window = new() { Best = yAbove, Winner = above, Place = Vector<int>.Zero };
            window.Take(Odd(yAbove), Odd(above), 1);
            window.Take(yBelow, below, 2);
            window.Take(Odd(yBelow), Odd(below), 3);
            return window;
        }

        private static Vector<float> Normalised(Vector<float> x, in ChannelConstants<float> constants) =>
            Lanes.Rectify(Vector.MultiplyAddEstimate(
                x - new Vector<float>(constants.Centre), new Vector<float>(constants.Scale),
                new Vector<float>(constants.Offset)));

        private static Vector<float> Odd(Vector<float> pairs) => (pairs.As<float, ulong>() >> 32).As<ulong, float>();

        // The first of equals; a NaN wins, as in torch.
        private void Take(Vector<float> value, Vector<float> x, int place)
        {
            Vector<int> wins = Vector.GreaterThan(value, Best) | Vector.IsNaN(value).As<float, int>();
            Best = Vector.ConditionalSelect(wins, value, Best);
            Winner = Vector.ConditionalSelect(wins, x, Winner);
            Place = Vector.ConditionalSelect(wins, new Vector<int>(place), Place);
        }
    }
}
