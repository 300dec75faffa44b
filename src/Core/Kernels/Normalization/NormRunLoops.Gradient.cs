using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <content>The backward pass.</content>
internal static unsafe partial class NormRunLoops
{
    /// <summary>
    /// The sums that a gradient needs, over <paramref name="runs"/> runs of <paramref name="length"/> values.
    /// </summary>
    /// <param name="y">The rectified result, or null.</param>
    public static GradientSums Sums<T>(T* x, T* g, T* y, int runs, int length, nint stride, T centre)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        GradientSums sums = default;
        var blocks = new CacheBlocks(runs, length, stride);
        while (blocks.MoveNext())
        {
            nint at = blocks.Offset;
            sums += Block(
                x + at, g + at, y is null ? null : y + at, blocks.Runs, blocks.Length, stride, centre, blocks.Left,
                blocks.Gap);
        }

        return sums;
    }

    /// <summary>
    /// d = scale * g + ofInput * (x - centre) + offset (without x, the middle term is left out); d may be g.
    /// </summary>
    /// <param name="ahead">
    /// The distance from x and g to what is read next and should be prefetched; or 0 for no prefetch.
    /// </param>
    public static void Gradient<T>(
        T* x, T* g, T* y, T* d, int length, in ChannelConstants<T> constants, bool stream, nint ahead = 0)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = Vector<T>.Count;
        if (length < width)
        {
            for (int j = 0; j < length; j++)
            {
                T rest = x is null
                    ? constants.Offset
                    : T.MultiplyAddEstimate(x[j] - constants.Centre, constants.OfInput, constants.Offset);
                d[j] = T.MultiplyAddEstimate(VectorOperations.GateOne(g[j], y is null ? null : y + j), constants.Scale, rest);
            }

            return;
        }

        stream &= g != d;
        if (x is not null && y is null)
        {
            ResultPass.Write<T, GradientResults<T, PlainLoop>>(new(x, g, y, constants, ahead), d, length, stream);
        }
        else
        {
            ResultPass.Write<T, GradientResults<T, GeneralLoop>>(new(x, g, y, constants, ahead), d, length, stream);
        }
    }

    private static GradientSums Block<T>(
        T* x, T* g, T* y, int runs, int length, nint stride, T centre, int left, nint gap)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = Vector<T>.Count;
        int rest = length % width;
        Vector<T> mask = VectorOperations.Last<T>(rest);
        Vector<T> middle = Vector.Create(centre);
        Vector<T> deviations = Vector<T>.Zero, gradients = deviations, products = deviations;
        Vector<T> deviations2 = deviations, gradients2 = deviations, products2 = deviations;
        T deviation = T.Zero, gradient = T.Zero, product = T.Zero;
        for (int run = 0; run < runs; run++)
        {
            int i = 0;
            for (; i <= length - (2 * width); i += 2 * width)
            {
                VectorOperations.Fetch(x, i, left, gap, VectorOperations.FetchDistance);
                VectorOperations.Fetch(g, i, left, gap, VectorOperations.FetchDistance);
                Vector<T> p = Vector.Load(x + i) - middle;
                Vector<T> q = Vector.Load(x + i + width) - middle;
                Vector<T> r = VectorOperations.Gate(Vector.Load(g + i), y is null ? null : y + i);
                Vector<T> s = VectorOperations.Gate(Vector.Load(g + i + width), y is null ? null : y + i + width);
                deviations += p;
                deviations2 += q;
                gradients += r;
                gradients2 += s;
                products = VectorOperations.MultiplyAdd(p, r, products);
                products2 = VectorOperations.MultiplyAdd(q, s, products2);
            }

            if (i <= length - width)
            {
                Vector<T> p = Vector.Load(x + i) - middle;
                Vector<T> r = VectorOperations.Gate(Vector.Load(g + i), y is null ? null : y + i);
                deviations += p;
                gradients += r;
                products = VectorOperations.MultiplyAdd(p, r, products);
                i += width;
            }

            if (rest > 0 && length >= width)
            {
                int at = length - width;
                Vector<T> p = (Vector.Load(x + at) - middle) & mask;
                Vector<T> r = VectorOperations.Gate(Vector.Load(g + at), y is null ? null : y + at) & mask;
                deviations2 += p;
                gradients2 += r;
                products2 = VectorOperations.MultiplyAdd(p, r, products2);
                i = length;
            }

            for (; i < length; i++)
            {
                T p = x[i] - centre;
                T r = VectorOperations.GateOne(g[i], y is null ? null : y + i);
                deviation += p;
                gradient += r;
                product += p * r;
            }

            x += stride;
            g += stride;
            y = y is null ? null : y + stride;
        }

        return new(
            double.CreateTruncating(Vector.Sum(deviations + deviations2) + deviation),
            double.CreateTruncating(Vector.Sum(gradients + gradients2) + gradient),
            double.CreateTruncating(Vector.Sum(products + products2) + product));
    }

    internal readonly struct GradientResults<T, TVariant>(
        T* x, T* g, T* y, in ChannelConstants<T> constants, nint ahead) : IResults<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TVariant : struct, ILoopVariant
    {
        private readonly Vector<T> centre = Vector.Create(constants.Centre);
        private readonly Vector<T> scale = Vector.Create(constants.Scale);
        private readonly Vector<T> offset = Vector.Create(constants.Offset);
        private readonly Vector<T> ofInput = Vector.Create(constants.OfInput);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> At(nint i)
        {
            Vector<T> gradient = VectorOperations.Gate<T, TVariant>(Vector.Load(g + i), y, i);
            Vector<T> rest = TVariant.IsPlain || x is not null
                ? VectorOperations.MultiplyAdd(Vector.Load(x + i) - centre, ofInput, offset)
                : offset;
            return VectorOperations.MultiplyAdd(gradient, scale, rest);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Prefetch(nint i)
        {
            if (ahead != 0)
            {
                VectorOperations.FetchNow(x + ahead + i);
                VectorOperations.FetchNow(g + ahead + i);
            }
        }
    }
}
