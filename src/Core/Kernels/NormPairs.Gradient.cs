using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <content>The way back.</content>
internal static unsafe partial class NormPairs
{
    /// <summary>
    /// Writes the gradient of one run; gives the sums over another, as <see cref="NormRuns.Sums"/> does.
    /// </summary>
    /// <param name="results">Of the run that is written.</param>
    /// <param name="x">Of the run that is summed, as are g and y.</param>
    /// <param name="gap">From the end of that run to the one that follows it in the same statistic.</param>
    public static GradientSums Backward<T, TResults>(
        TResults results, T* d, T* x, T* g, T* y, int length, T centre, nint gap)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TResults : struct, IResults<T>
    {
        GradientSums sums = default;
        for (int i = 0; i < length; i += Pieces.Most)
        {
            int end = Math.Min(i + Pieces.Most, length);
            sums += Piece(results, d, x, g, y, i, end, centre, length, gap);
        }

        return sums;
    }

    /// <summary>
    /// Writes the gradient of one row; gives the sums over another, as <see cref="NormRows.Sums"/> does.
    /// </summary>
    /// <param name="results">Of the row that is written.</param>
    /// <param name="hat">Of the row that is summed.</param>
    /// <param name="length">A piece's length at most.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static GradientSums BackwardRow<T, TResults>(
        TResults results, T* d, NormRows.RowSums<T> hat, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TResults : struct, IResults<T>
    {
        int lanes = Vector<T>.Count;
        Vector<T> gradients = Vector<T>.Zero, products = gradients, gradients2 = gradients, products2 = gradients;
        for (nint i = 0; i < length; i += 2 * lanes)
        {
            results.Ahead(i);
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
    private static GradientSums Piece<T, TResults>(
        TResults results, T* d, T* x, T* g, T* y, int first, int end, T centre, int length, nint gap)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TResults : struct, IResults<T>
    {
        int lanes = Vector<T>.Count;
        Vector<T> middle = Vector.Create(centre);
        Vector<T> deviations = Vector<T>.Zero, gradients = deviations, products = deviations;
        Vector<T> deviations2 = deviations, gradients2 = deviations, products2 = deviations;
        for (int i = first; i < end; i += 2 * lanes)
        {
            Lanes.Fetch(x, i, length, gap, Lanes.FetchDistance);
            Lanes.Fetch(g, i, length, gap, Lanes.FetchDistance);
            results.Ahead(i);
            Vector<T> p = Vector.Load(x + i) - middle;
            Vector<T> q = Vector.Load(x + i + lanes) - middle;
            Vector<T> r = Lanes.Gate(Vector.Load(g + i), y is null ? null : y + i);
            Vector<T> s = Lanes.Gate(Vector.Load(g + i + lanes), y is null ? null : y + i + lanes);
            deviations += p;
            deviations2 += q;
            gradients += r;
            gradients2 += s;
            products = Lanes.MultiplyAdd(p, r, products);
            products2 = Lanes.MultiplyAdd(q, s, products2);
            results.At(i).StoreAlignedNonTemporal(d + i);
            results.At(i + lanes).StoreAlignedNonTemporal(d + i + lanes);
        }

        return new(
            double.CreateTruncating(Vector.Sum(deviations + deviations2)),
            double.CreateTruncating(Vector.Sum(gradients + gradients2)),
            double.CreateTruncating(Vector.Sum(products + products2)));
    }
}
