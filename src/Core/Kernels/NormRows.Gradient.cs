using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <content>The way back.</content>
internal static unsafe partial class NormRows
{
    /// <summary>The sum of x - centre.</summary>
    public static double Deviations<T>(T* x, int width, T centre)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int start = 0; start < width; start += Pieces.Most)
        {
            int end = Math.Min(start + Pieces.Most, width);
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
        for (int i = 0; i < width; i += Pieces.Most)
        {
            T* gate = y is null ? null : y + i;
            T* factor = weight is null ? null : weight + i;
            sums += forWeight is null
                ? PieceSums(x + i, g + i, gate, Math.Min(Pieces.Most, width - i), factor, constants, null, null)
                : PieceSums(
                    x + i, g + i, gate, Math.Min(
                        Pieces.Most, width - i), factor, constants, forWeight + i, forBias + i);
        }

        return sums;
    }

    /// <summary>d = scale * weight * g + ofInput * (x - centre) + offset; d may be g.</summary>
    public static void Gradient<T>(
        T* x, T* g, T* y, T* d, int width, T* weight, in ChannelConstants<T> constants, bool stream, nint ahead)
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

        for (; i <= end - (2 * lanes); i += 2 * lanes)
        {
            Lanes.FetchLater(x + i + ahead);
            Lanes.FetchLater(g + i + ahead);
            Vector<T> a = Back(x, g, y, weight, i, map);
            Vector<T> b = Back(x, g, y, weight, i + lanes, map);
            Lanes.Store(a, d + i, stream);
            Lanes.Store(b, d + i + lanes, stream);
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
        Vector<T> gradients = Vector<T>.Zero, products = gradients, gradients2 = gradients, products2 = gradients;
        int i = 0;
        for (; i <= width - (2 * lanes); i += 2 * lanes)
        {
            Add(x, g, y, weight, i, map, forWeight, forBias, ref gradients, ref products);
            Add(x, g, y, weight, i + lanes, map, forWeight, forBias, ref gradients2, ref products2);
        }

        if (i <= width - lanes)
        {
            Add(x, g, y, weight, i, map, forWeight, forBias, ref gradients, ref products);
            i += lanes;
        }

        T single = Vector.Sum(gradients + gradients2);
        T product = Vector.Sum(products + products2);
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
    private static void Add<T>(
        T* x, T* g, T* y, T* weight, int i, in Map<T> map, T* forWeight, T* forBias, ref Vector<T> gradients,
        ref Vector<T> products)
        where T : unmanaged, IFloatingPointIeee754<T>
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Back<T>(T* x, T* g, T* y, T* weight, int i, in Map<T> map)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> gradient = Lanes.Gate(Vector.Load(g + i), y is null ? null : y + i);
        gradient = weight is null ? gradient : gradient * Vector.Load(weight + i);
        return Lanes.MultiplyAdd(
            gradient, map.Scale, Lanes.MultiplyAdd(Vector.Load(x + i) - map.Centre, map.OfInput, map.Offset));
    }
}
