using System.Numerics;
using System.Runtime.CompilerServices;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>What a pass over a run writes, a vector at a time.</summary>
internal interface IResults<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The results from value <paramref name="i"/> of the run on.</summary>
    Vector<T> At(nint i);

    /// <summary>Asks the memory for what will be read a while after the two vectors at <paramref name="i"/>.</summary>
    void Prefetch(nint i);
}

/// <summary>The loop that writes a run of results, if wanted past the caches.</summary>
/// <remarks>
/// Only whole lines of the cache go past it. A line that were written both ways would be sent to the memory in part,
/// fetched again and sent once more, and the stores behind it would wait: measured, two such lines beside 46 others
/// doubled the time of a layer normalisation. What a value is does not depend on how it is stored.
/// </remarks>
internal static unsafe class ResultPass
{
    private const int Line = 64;
    private const int Slice = Slices.Values;

    /// <summary>
    /// Writes <paramref name="length"/> results, at least a vector of them; they may replace what they are made of,
    /// unless they are to <paramref name="stream"/>.
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

    /// <summary>Writes a vector of results at least, and two at most; they may replace what they are made of.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WritePair<T, TResults>(TResults results, T* to, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TResults : struct, IResults<T>
    {
        nint last = length - Vector<T>.Count;
        Vector<T> a = results.At(0);
        Vector<T> b = results.At(last); // before a store can reach what it is made of
        a.Store(to);
        b.Store(to + last);
    }

    // A slice is whole lines, and the last one a vector at least: each value is written as in one go.
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

    // The lines that the run has to itself, of which what is left at either end is nothing or a vector at least.
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
        Vector<T> last = results.At(end - lanes); // before a store can reach what it is made of
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
            results.At(i).StoreAlignedNonTemporal(to + i); // where a line is a vector
        }
    }
}
