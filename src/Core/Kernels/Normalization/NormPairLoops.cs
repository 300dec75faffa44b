using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <summary>
/// The last pass over one run and the first over another in a single loop, for tensors that no cache holds.
/// </summary>
/// <remarks>
/// While results are written past the caches, the memory has time to deliver what is summed next, so that the sums cost
/// next to nothing. A run must be an even number of vectors, and its results aligned to them.
/// </remarks>
internal static unsafe partial class NormPairLoops
{
    private const int NearDistance = 4096; // bytes to prefetch ahead in the run that is read a second time

    /// <summary>Whether runs of this length can be paired.</summary>
    public static bool Fit<T>(int length)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        length >= CacheBlocks.LongRun && length % (2 * Vector<T>.Count) == 0;

    /// <summary>Whether such results can be written to y: present, aligned, and not x itself.</summary>
    public static bool Fit<T>(T* x, T* y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        x != y && y is not null && (nint)y % Vector<byte>.Count == 0;

    /// <summary>
    /// y = (x - centre) * scale + offset of one run; returns moments merged with those of another run.
    /// </summary>
    /// <param name="next">The other run, of the same length.</param>
    /// <param name="gap">The distance from the end of a run to the next run of the same statistic.</param>
    /// <param name="moments">The moments of the other run's statistic so far, from the runs before it.</param>
    public static MomentSums Forward<T>(
        T* x, T* y, T* next, int length, in ChannelConstants<T> constants, bool relu, nint gap, MomentSums moments)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < length; i += CacheBlocks.Most)
        {
            int count = Math.Min(CacheBlocks.Most, length - i);
            T guess = moments.Guess(next + i);
            (double first, double second) = Block(
                x + i, y + i, next + i, count, constants, relu, guess, length - i, gap);
            moments = moments.With(MomentSums.Guessed(next + i, 1, count, count, guess, first, second));
        }

        return moments;
    }

    /// <summary>
    /// Writes one row of results; returns the moments of another row, as <see cref="MomentSums.OfRow"/> does.
    /// </summary>
    /// <param name="length">At most <see cref="CacheBlocks.Most"/>.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static MomentSums Row<T, TResults>(TResults results, T* y, T* next, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TResults : struct, IResults<T>
    {
        int lanes = Vector<T>.Count;
        T guess = default(MomentSums).Guess(next);
        Vector<T> middle = Vector.Create(guess);
        Vector<T> a = Vector<T>.Zero, b = a, e = a, f = a;
        for (nint i = 0; i < length; i += 2 * lanes)
        {
            results.Prefetch(i);
            Vector<T> p = Vector.Load(next + i) - middle;
            Vector<T> q = Vector.Load(next + i + lanes) - middle;
            a += p;
            b += q;
            e = VectorOperations.MultiplyAdd(p, p, e);
            f = VectorOperations.MultiplyAdd(q, q, f);
            results.At(i).StoreAlignedNonTemporal(y + i);
            results.At(i + lanes).StoreAlignedNonTemporal(y + i + lanes);
        }

        double first = double.CreateTruncating(Vector.Sum(a + b));
        double second = double.CreateTruncating(Vector.Sum(e + f));
        return MomentSums.Guessed(next, 1, length, length, guess, first, second);
    }

    private static (double First, double Second) Block<T>(
        T* x, T* y, T* next, int length, in ChannelConstants<T> constants, bool relu, T guess, int left, nint gap)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int lanes = Vector<T>.Count;
        Vector<T> centre = Vector.Create(constants.Centre), scale = Vector.Create(constants.Scale);
        Vector<T> offset = Vector.Create(constants.Offset), middle = Vector.Create(guess);
        Vector<T> a = Vector<T>.Zero, b = a, e = a, f = a;
        for (int i = 0; i < length; i += 2 * lanes)
        {
            VectorOperations.Fetch(next, i, left, gap, VectorOperations.FetchDistance);
            VectorOperations.Fetch(x, i, left, gap, NearDistance);
            Vector<T> p = Vector.Load(next + i) - middle;
            Vector<T> q = Vector.Load(next + i + lanes) - middle;
            Vector<T> u = VectorOperations.MultiplyAdd(Vector.Load(x + i) - centre, scale, offset);
            Vector<T> v = VectorOperations.MultiplyAdd(Vector.Load(x + i + lanes) - centre, scale, offset);
            if (relu)
            {
                u = VectorOperations.Rectify(u);
                v = VectorOperations.Rectify(v);
            }

            a += p;
            b += q;
            e = VectorOperations.MultiplyAdd(p, p, e);
            f = VectorOperations.MultiplyAdd(q, q, f);
            u.StoreAlignedNonTemporal(y + i);
            v.StoreAlignedNonTemporal(y + i + lanes);
        }

        return (double.CreateTruncating(Vector.Sum(a + b)), double.CreateTruncating(Vector.Sum(e + f)));
    }
}
