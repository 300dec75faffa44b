using System.Numerics;
using System.Runtime.CompilerServices;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>The results that a pass over a run writes, one vector at a time.</summary>
internal interface IResults<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The vector of results that starts at value <paramref name="i"/> of the run.</summary>
    Vector<T> At(nint i);

    /// <summary>Prefetches what will be read some time after the two vectors at <paramref name="i"/>.</summary>
    void Prefetch(nint i);
}

/// <summary>The loop that writes a run of results, on request past the caches (non-temporal stores).</summary>
/// <remarks>
/// Only whole cache lines are written past the caches. A line written both ways would be sent to memory in part,
/// fetched again and sent once more, while the stores behind it wait: in a measurement, two such lines beside 46 others
/// doubled the time of a layer normalisation. The values do not depend on how they are stored.
/// </remarks>
internal static unsafe class ResultPass
{
    private const int Line = 64;
    private const int Slice = Slices.Values;

    /// <summary>
    /// Writes <paramref name="length"/> results, at least one vector of them; unless <paramref name="stream"/> is set,
    /// they may overwrite their own inputs.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T, TResults>(in TResults results, T* to, int length, bool stream)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TResults : struct, IResults<T>
    {
        if (length >= 2 * Slice)
        {
            InSlices(results, to, length, stream);
        }
        else if (stream)
        {
            WholeLinesPastCaches(results, to, length);
        }
        else
        {
            ThroughCaches(results, to, 0, length);
        }
    }

    /// <summary>Writes at least one and at most two vectors of results; they may overwrite their own inputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WritePair<T, TResults>(TResults results, T* to, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TResults : struct, IResults<T>
    {
        nint last = length - Vector<T>.Count;
        Vector<T> a = results.At(0);
        Vector<T> b = results.At(last); // before a store can overwrite its inputs
        a.Store(to);
        b.Store(to + last);
    }

    // Slices past the caches are whole cache lines, and the last slice is at least a vector: no value depends on the
    // slicing.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void InSlices<T, TResults>(TResults results, T* to, int length, bool stream)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TResults : struct, IResults<T>
    {
        (int first, int end) = stream ? WholeLines(to, length) : (0, 0);
        if (first > 0)
        {
            ThroughCaches(results, to, 0, first);
        }

        for (int start = first; start < end; start += Slice)
        {
            Cancellation.ThrowIfRequested();
            PastCaches(results, to, start, Math.Min(start + Slice, end));
        }

        for (int start = end; start < length;)
        {
            Cancellation.ThrowIfRequested();
            int next = length - start < 2 * Slice ? length : start + Slice;
            ThroughCaches(results, to, start, next);
            start = next;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WholeLinesPastCaches<T, TResults>(TResults results, T* to, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TResults : struct, IResults<T>
    {
        (int first, int end) = WholeLines(to, length);
        if (first >= end)
        {
            (first, end) = (length, length);
        }

        if (first > 0)
        {
            ThroughCaches(results, to, 0, first);
        }

        PastCaches(results, to, first, end);
        if (end < length)
        {
            ThroughCaches(results, to, end, length);
        }
    }

    // The run's own whole cache lines, chosen such that what is left at either end is nothing or at least one vector.
    private static (int First, int End) WholeLines<T>(T* to, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int line = Line / sizeof(T);
        int first = (int)((uint)-(nint)to % Line) / sizeof(T);
        if ((nint)to % sizeof(T) != 0)
        {
            return (0, 0);
        }

        first += first > 0 && first < Vector<T>.Count ? line : 0;
        int rest = Math.Max(length - first, 0) % line;
        return (first, length - rest - (rest > 0 && rest < Vector<T>.Count ? line : 0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ThroughCaches<T, TResults>(TResults results, T* to, nint first, nint end)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TResults : struct, IResults<T>
    {
        int lanes = Vector<T>.Count;
        Vector<T> last = results.At(end - lanes); // before a store can overwrite its inputs
        nint i = first;
        for (; i <= end - (2 * lanes); i += 2 * lanes)
        {
            results.Prefetch(i);
            Vector<T> a = results.At(i);
            Vector<T> b = results.At(i + lanes);
            a.Store(to + i);
            b.Store(to + i + lanes);
        }

        if (i <= end - lanes)
        {
            results.At(i).Store(to + i);
        }

        last.Store(to + end - lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PastCaches<T, TResults>(TResults results, T* to, nint first, nint end)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TResults : struct, IResults<T>
    {
        int lanes = Vector<T>.Count;
        nint i = first;
        for (; i <= end - (2 * lanes); i += 2 * lanes)
        {
            results.Prefetch(i);
            Vector<T> a = results.At(i);
            Vector<T> b = results.At(i + lanes);
            a.StoreAlignedNonTemporal(to + i);
            b.StoreAlignedNonTemporal(to + i + lanes);
        }

        if (i < end)
        {
            results.At(i).StoreAlignedNonTemporal(to + i); // only where one vector fills a line
        }
    }
}
