using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <summary>
/// The loops of normalisation over a row of neighbours with one statistic and a weight for each of them.
/// </summary>
/// <remarks>
/// A mean is centre + rest as in <see cref="NormRuns"/>: the normalised x is (x - centre) * scale + offset.
/// </remarks>
internal static unsafe class NormRows
{
    private const int Piece = 4096; // what is summed in T before it is added up in double

    /// <summary>
    /// y = normalised x * weight + bias, rectified if asked; weight and bias may be null, y may be x.
    /// </summary>
    /// <param name="ahead">How far beyond x the next values are that will be read.</param>
    public static void Affine<T>(
        T* x, T* y, int width, T* weight, T* bias, in ChannelConstants<T> constants, bool relu, bool stream, nint ahead)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int lanes = Vector<T>.Count;
        if (width < lanes)
        {
            for (int j = 0; j < width; j++)
            {
                T value = T.MultiplyAddEstimate(x[j] - constants.Centre, constants.Scale, constants.Offset);
                value = weight is null ? value : value * weight[j];
                value = bias is null ? value : value + bias[j];
                y[j] = relu && value < T.Zero ? T.Zero : value;
            }

            return;
        }

        var map = new Map<T>(constants);
        int end = width - lanes;
        Vector<T> last = Result(Vector.Load(x + end), weight, bias, end, map, relu); // before y, if it is x, changes
        int i = 0;
        stream &= x != y;
        if (stream && (i = Lanes.ToAlignment(y)) > 0)
        {
            Result(Vector.Load(x), weight, bias, 0, map, relu).Store(y);
        }

        if (weight is not null && bias is not null && !relu)
        {
            for (; i <= end - (2 * lanes); i += 2 * lanes)
            {
                Lanes.FetchLater(x + i + ahead);
                Vector<T> a = Lanes.MultiplyAdd(Vector.Load(x + i) - map.Centre, map.Scale, map.Offset);
                Vector<T> b = Lanes.MultiplyAdd(Vector.Load(x + i + lanes) - map.Centre, map.Scale, map.Offset);
                a = Lanes.MultiplyAdd(a, Vector.Load(weight + i), Vector.Load(bias + i));
                b = Lanes.MultiplyAdd(b, Vector.Load(weight + i + lanes), Vector.Load(bias + i + lanes));
                Lanes.Store(a, y + i, stream);
                Lanes.Store(b, y + i + lanes, stream);
            }
        }

        for (; i < end; i += lanes)
        {
            Lanes.Store(Result(Vector.Load(x + i), weight, bias, i, map, relu), y + i, stream);
        }

        last.Store(y + end);
    }

    /// <summary>The sum of x - centre.</summary>
    public static double Deviations<T>(T* x, int width, T centre)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int start = 0; start < width; start += Piece)
        {
            int end = Math.Min(start + Piece, width);
            int i = start;
            Vector<T> a = Vector<T>.Zero, b = a, middle = Vector.Create(centre);
            for (; i <= end - (2 * Vector<T>.Count); i += 2 * Vector<T>.Count)
            {
                a += Vector.Load(x + i) - middle;
                b += Vector.Load(x + i + Vector<T>.Count) - middle;
            }

            T single = Vector.Sum(a + b);
            for (; i < end; i++)
            {
                single += x[i] - centre;
            }

            sum += double.CreateTruncating(single);
        }

        return sum;
    }

    /// <summary>
    /// The sums of weight * g (as Gradients) and of weight * g * normalised x (as Products); adds g * normalised x to
    /// forWeight and g to forBias, if those are wanted.
    /// </summary>
    public static GradientSums Sums<T>(
        T* x, T* g, T* y, int width, T* weight, in ChannelConstants<T> constants, T* forWeight, T* forBias)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        GradientSums sums = default;
        for (int i = 0; i < width; i += Piece)
        {
            T* gate = y is null ? null : y + i;
            T* factor = weight is null ? null : weight + i;
            sums += forWeight is null
                ? PieceSums(x + i, g + i, gate, Math.Min(Piece, width - i), factor, constants, null, null)
                : PieceSums(
                    x + i, g + i, gate, Math.Min(Piece, width - i), factor, constants, forWeight + i, forBias + i);
        }

        return sums;
    }

    /// <summary>d = scale * weight * g + ofInput * (x - centre) + offset; d may be g.</summary>
    public static void Gradient<T>(
        T* x, T* g, T* y, T* d, int width, T* weight, in ChannelConstants<T> constants, bool stream)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int lanes = Vector<T>.Count;
        if (width < lanes)
        {
            for (int j = 0; j < width; j++)
            {
                T gradient = Lanes.GateOne(g[j], y is null ? null : y + j) * (weight is null ? T.One : weight[j]);
                T rest = T.MultiplyAddEstimate(x[j] - constants.Centre, constants.OfInput, constants.Offset);
                d[j] = T.MultiplyAddEstimate(gradient, constants.Scale, rest);
            }

            return;
        }

        var map = new Map<T>(constants);
        int end = width - lanes;
        Vector<T> last = Back(x, g, y, weight, end, map);
        int i = 0;
        stream &= g != d;
        if (stream && (i = Lanes.ToAlignment(d)) > 0)
        {
            Back(x, g, y, weight, 0, map).Store(d);
        }

        for (; i < end; i += lanes)
        {
            Lanes.Store(Back(x, g, y, weight, i, map), d + i, stream);
        }

        last.Store(d + end);
    }

    private static GradientSums PieceSums<T>(
        T* x, T* g, T* y, int width, T* weight, in ChannelConstants<T> constants, T* forWeight, T* forBias)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int lanes = Vector<T>.Count;
        var map = new Map<T>(constants);
        Vector<T> gradients = Vector<T>.Zero, products = gradients;
        int i = 0;
        for (; i <= width - lanes; i += lanes)
        {
            Vector<T> hat = Lanes.MultiplyAdd(Vector.Load(x + i) - map.Centre, map.Scale, map.Offset);
            Vector<T> gradient = Lanes.Gate(Vector.Load(g + i), y is null ? null : y + i);
            if (forWeight is not null)
            {
                Lanes.MultiplyAdd(gradient, hat, Vector.Load(forWeight + i)).Store(forWeight + i);
                (gradient + Vector.Load(forBias + i)).Store(forBias + i);
            }

            gradient = weight is null ? gradient : gradient * Vector.Load(weight + i);
            gradients += gradient;
            products = Lanes.MultiplyAdd(gradient, hat, products);
        }

        T single = Vector.Sum(gradients);
        T product = Vector.Sum(products);
        for (; i < width; i++)
        {
            T hat = T.MultiplyAddEstimate(x[i] - constants.Centre, constants.Scale, constants.Offset);
            T gradient = Lanes.GateOne(g[i], y is null ? null : y + i);
            if (forWeight is not null)
            {
                forWeight[i] += gradient * hat;
                forBias[i] += gradient;
            }

            gradient *= weight is null ? T.One : weight[i];
            single += gradient;
            product += gradient * hat;
        }

        return new(0, double.CreateTruncating(single), double.CreateTruncating(product));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Result<T>(Vector<T> x, T* weight, T* bias, int i, in Map<T> map, bool relu)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> value = Lanes.MultiplyAdd(x - map.Centre, map.Scale, map.Offset);
        if (weight is not null)
        {
            value = bias is null
                ? value * Vector.Load(weight + i)
                : Lanes.MultiplyAdd(value, Vector.Load(weight + i), Vector.Load(bias + i));
        }
        else if (bias is not null)
        {
            value += Vector.Load(bias + i);
        }

        return relu ? Lanes.Rectify(value) : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Back<T>(T* x, T* g, T* y, T* weight, int i, in Map<T> map)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> gradient = Lanes.Gate(Vector.Load(g + i), y is null ? null : y + i);
        gradient = weight is null ? gradient : gradient * Vector.Load(weight + i);
        return Lanes.MultiplyAdd(
            gradient, map.Scale, Lanes.MultiplyAdd(Vector.Load(x + i) - map.Centre, map.OfInput, map.Offset));
    }

    private readonly struct Map<T>(in ChannelConstants<T> constants)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public readonly Vector<T> Centre = Vector.Create(constants.Centre);
        public readonly Vector<T> Scale = Vector.Create(constants.Scale);
        public readonly Vector<T> Offset = Vector.Create(constants.Offset);
        public readonly Vector<T> OfInput = Vector.Create(constants.OfInput);
    }
}
