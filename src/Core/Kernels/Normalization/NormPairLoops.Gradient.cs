using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <content>The backward pass.</content>
internal static unsafe partial class NormPairLoops
{
    /// <summary>
    /// Writes the gradient of one run; returns the sums over another, as <see cref="NormRunLoops.Sums"/> does.
    /// </summary>
    /// <param name="constants">Those of the run that is written.</param>
    /// <param name="next">The distance from that run to the one that is summed.</param>
    /// <param name="centre">That of the run that is summed.</param>
    /// <param name="gap">The distance from the end of the summed run to the next run of the same statistic.</param>
    public static GradientSums Backward<T>(
        T* x, T* g, T* y, T* d, int length, in ChannelConstants<T> constants, nint next, T centre, nint gap)
        where T : unmanaged, IFloatingPointIeee754<T> => y is null
        ? Backward<T, PlainLoop>(x, g, y, d, length, constants, next, centre, gap)
        : Backward<T, GeneralLoop>(x, g, y, d, length, constants, next, centre, gap);

    private static GradientSums Backward<T, TVariant>(
        T* x, T* g, T* y, T* d, int length, in ChannelConstants<T> constants, nint next, T centre, nint gap)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TVariant : struct, ILoopVariant
    {
        GradientSums sums = default;
        NormRunLoops.GradientResults<T, TVariant> results = new(x, g, y, constants, 0);
        for (int i = 0; i < length; i += CacheBlocks.Most)
        {
            int end = Math.Min(i + CacheBlocks.Most, length);
            sums += Block<T, TVariant>(
                results, d, x + next, g + next, y is null ? null : y + next, i, end, centre, length, gap);
        }

        return sums;
    }

    /// <summary>
    /// Writes the gradient of one row; returns the sums over another, as <see cref="NormRowLoops.RowSums{T, TVariant}"/>
    /// does.
    /// </summary>
    /// <param name="results">The gradient of the row that is written.</param>
    /// <param name="hat">The sums of the row that is summed.</param>
    /// <param name="length">At most <see cref="CacheBlocks.Most"/>.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static GradientSums BackwardRow<T, TVariant>(
        NormRowLoops.GradientResults<T, TVariant> results, T* d, NormRowLoops.RowSums<T, TVariant> hat, nint length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TVariant : struct, ILoopVariant
    {
        int lanes = Vector<T>.Count;
        Vector<T> gradients = Vector<T>.Zero, products = gradients, gradients2 = gradients, products2 = gradients;
        for (nint i = 0; i < length; i += 2 * lanes)
        {
            results.Prefetch(i);
            hat.Add(i, ref gradients, ref products);
            hat.Add(i + lanes, ref gradients2, ref products2);
            results.At(i).StoreAlignedNonTemporal(d + i);
            results.At(i + lanes).StoreAlignedNonTemporal(d + i + lanes);
        }

        return new(
            0, double.CreateTruncating(Vector.Sum(gradients + gradients2)),
            double.CreateTruncating(Vector.Sum(products + products2)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static GradientSums Block<T, TVariant>(
        NormRunLoops.GradientResults<T, TVariant> results, T* d, T* x, T* g, T* y, nint first, nint end, T centre, int length,
        nint gap)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TVariant : struct, ILoopVariant
    {
        int lanes = Vector<T>.Count;
        Vector<T> middle = Vector.Create(centre);
        Vector<T> deviations = Vector<T>.Zero, gradients = deviations, products = deviations;
        Vector<T> deviations2 = deviations, gradients2 = deviations, products2 = deviations;
        nint ahead = VectorOperations.FetchDistance / sizeof(T);
        for (nint i = first; i < end;)
        {
            // For the run's last values, what lies ahead is in the run that follows.
            bool last = i >= length - ahead;
            nint stop = last ? end : Math.Min(end, Math.Max(length - ahead, i + 1));
            T* nextX = x + ahead + (last ? gap : 0);
            T* nextG = g + ahead + (last ? gap : 0);
            for (; i < stop; i += 2 * lanes)
            {
                VectorOperations.FetchNow(nextX + i);
                VectorOperations.FetchNow(nextG + i);
                Vector<T> p = Vector.Load(x + i) - middle;
                Vector<T> q = Vector.Load(x + i + lanes) - middle;
                Vector<T> r = VectorOperations.Gate<T, TVariant>(Vector.Load(g + i), y, i);
                Vector<T> s = VectorOperations.Gate<T, TVariant>(Vector.Load(g + i + lanes), y, i + lanes);
                deviations += p;
                deviations2 += q;
                gradients += r;
                gradients2 += s;
                products = VectorOperations.MultiplyAdd(p, r, products);
                products2 = VectorOperations.MultiplyAdd(q, s, products2);
                results.At(i).StoreAlignedNonTemporal(d + i);
                results.At(i + lanes).StoreAlignedNonTemporal(d + i + lanes);
            }
        }

        return new(
            double.CreateTruncating(Vector.Sum(deviations + deviations2)),
            double.CreateTruncating(Vector.Sum(gradients + gradients2)),
            double.CreateTruncating(Vector.Sum(products + products2)));
    }
}
