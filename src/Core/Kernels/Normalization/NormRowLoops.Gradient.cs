using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <content>The backward pass.</content>
internal static unsafe partial class NormRowLoops
{
    /// <summary>The sum of x - centre.</summary>
    public static double Deviations<T>(T* x, int width, T centre)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int start = 0; start < width; start += CacheBlocks.Most)
        {
            int end = Math.Min(start + CacheBlocks.Most, width);
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
                T gradient = VectorOperations.GateOne(g[j], y is null ? null : y + j) * (weight is null ? T.One : weight[j]);
                T rest = T.MultiplyAddEstimate(x[j] - constants.Centre, constants.OfInput, constants.Offset);
                d[j] = T.MultiplyAddEstimate(gradient, constants.Scale, rest);
            }

            return;
        }

        stream &= g != d;
        if (y is null && weight is not null)
        {
            ResultPass.Write<T, GradientResults<T, PlainLoop>>(new(x, g, y, weight, constants, ahead), d, width, stream);
        }
        else
        {
            ResultPass.Write<T, GradientResults<T, GeneralLoop>>(new(x, g, y, weight, constants, ahead), d, width, stream);
        }
    }

    /// <summary>
    /// The sums over a row: of weight * g (as Gradients) and of weight * g * normalised x (as Products). Computing them
    /// also adds g * normalised x to forWeight and g to forBias, if those are wanted.
    /// </summary>
    internal readonly struct RowSums<T, TVariant>(
        T* x, T* g, T* y, T* weight, in ChannelConstants<T> constants, T* forWeight, T* forBias)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TVariant : struct, ILoopVariant
    {
        private readonly Map<T> map = new(constants);

        public GradientSums Over(int width)
        {
            GradientSums sums = default;
            for (int i = 0; i < width; i += CacheBlocks.Most)
            {
                sums += Block(i, Math.Min(i + CacheBlocks.Most, width));
            }

            return sums;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(nint i, ref Vector<T> gradients, ref Vector<T> products)
        {
            Vector<T> hat = VectorOperations.MultiplyAdd(Vector.Load(x + i) - map.Centre, map.Scale, map.Offset);
            Vector<T> gradient = VectorOperations.Gate<T, TVariant>(Vector.Load(g + i), y, i);
            if (TVariant.IsPlain || forWeight is not null)
            {
                VectorOperations.MultiplyAdd(gradient, hat, Vector.Load(forWeight + i)).Store(forWeight + i);
                (gradient + Vector.Load(forBias + i)).Store(forBias + i);
            }

            gradient = TVariant.IsPlain || weight is not null ? gradient * Vector.Load(weight + i) : gradient;
            gradients += gradient;
            products = VectorOperations.MultiplyAdd(gradient, hat, products);
        }

        private GradientSums Block(int first, int end)
        {
            int lanes = Vector<T>.Count;
            RowSums<T, TVariant> row = this; // a local copy can stay in registers
            Vector<T> gradients = Vector<T>.Zero, products = gradients, gradients2 = gradients, products2 = gradients;
            nint i = first;
            for (; i <= end - (2 * lanes); i += 2 * lanes)
            {
                row.Add(i, ref gradients, ref products);
                row.Add(i + lanes, ref gradients2, ref products2);
            }

            if (i <= end - lanes)
            {
                row.Add(i, ref gradients, ref products);
                i += lanes;
            }

            T single = Vector.Sum(gradients + gradients2);
            T product = Vector.Sum(products + products2);
            for (; i < end; i++)
            {
                row.AddOne(i, ref single, ref product);
            }

            return new(0, double.CreateTruncating(single), double.CreateTruncating(product));
        }

        private void AddOne(nint i, ref T gradients, ref T products)
        {
            T hat = T.MultiplyAddEstimate(x[i] - map.Centre[0], map.Scale[0], map.Offset[0]);
            T gradient = VectorOperations.GateOne(g[i], y is null ? null : y + i);
            if (forWeight is not null)
            {
                forWeight[i] += gradient * hat;
                forBias[i] += gradient;
            }

            gradient *= weight is null ? T.One : weight[i];
            gradients += gradient;
            products += gradient * hat;
        }
    }

    internal readonly struct GradientResults<T, TVariant>(
        T* x, T* g, T* y, T* weight, in ChannelConstants<T> constants, nint ahead) : IResults<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TVariant : struct, ILoopVariant
    {
        private readonly Map<T> map = new(constants);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> At(nint i)
        {
            Vector<T> gradient = VectorOperations.Gate<T, TVariant>(Vector.Load(g + i), y, i);
            gradient = TVariant.IsPlain || weight is not null ? gradient * Vector.Load(weight + i) : gradient;
            return VectorOperations.MultiplyAdd(
                gradient, map.Scale, VectorOperations.MultiplyAdd(Vector.Load(x + i) - map.Centre, map.OfInput, map.Offset));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Prefetch(nint i)
        {
            VectorOperations.FetchNow(x + i + ahead);
            VectorOperations.FetchNow(g + i + ahead);
        }
    }
}
