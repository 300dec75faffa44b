using System.Management.Automation;
using System.Runtime.InteropServices;

namespace NormTools.Native;

/// <summary>The word by which Ctrl+C ends what this thread is at: calls of the core, and loops over many values
/// here.</summary>
internal static class StopWord
{
    private const int LooksEvery = 1 << 12; // items between two looks of a loop

    [ThreadStatic]
    private static int[]? current;

    [ThreadStatic]
    private static IntPtr address;

    /// <summary>Whether somebody can end what this thread is at.</summary>
    public static bool IsUsed => current is not null;

    /// <summary>Runs work that ends early once the word is not 0; what it was about to write is half done
    /// then.</summary>
    /// <exception cref="PipelineStoppedException">It was ended.</exception>
    public static T Use<T>(int[] word, Func<T> work)
    {
        (int[]? before, IntPtr addressBefore) = (current, address);
        GCHandle pinned = GCHandle.Alloc(word, GCHandleType.Pinned);
        try
        {
            Set(word, pinned.AddrOfPinnedObject());
            return work();
        }
        finally
        {
            Set(before, addressBefore);
            pinned.Free();
        }
    }

    /// <summary>Runs work that is finished once it has begun: what a script sees is never half written.</summary>
    public static void Whole(Action work)
    {
        (int[]? before, IntPtr addressBefore) = (current, address);
        if (before is null)
        {
            work();
            return;
        }

        try
        {
            Set(null, IntPtr.Zero);
            work();
        }
        finally
        {
            Set(before, addressBefore);
        }
    }

    /// <exception cref="PipelineStoppedException">The work is to end.</exception>
    public static void ThrowIfRaised()
    {
        if (current is not null && Volatile.Read(ref current[0]) != 0)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>For loops over many items: a look now and then.</summary>
    /// <exception cref="PipelineStoppedException">The work is to end.</exception>
    public static void Count(ref int items)
    {
        if (++items >= LooksEvery)
        {
            items = 0;
            ThrowIfRaised();
        }
    }

    /// <summary>The items one by one, with a look now and then.</summary>
    public static IEnumerable<T> Each<T>(IEnumerable<T> items)
    {
        int looked = 0;
        foreach (T item in items)
        {
            Count(ref looked);
            yield return item;
        }
    }

    /// <summary>An array of what is made of each item, with a look now and then.</summary>
    public static TResult[] ConvertAll<T, TResult>(T[] items, Func<T, TResult> make)
    {
        int looked = 0;
        return Array.ConvertAll(items, item =>
        {
            Count(ref looked);
            return make(item);
        });
    }

    /// <summary>The numbers of so many rows, with a look now and then.</summary>
    public static IEnumerable<int> Rows(long count) => Each(Enumerable.Range(0, checked((int)count)));

    /// <summary>Sorts in place, with a look now and then.</summary>
    /// <exception cref="PipelineStoppedException">The work is to end.</exception>
    public static void Sort<T>(T[] items, IComparer<T> order)
    {
        int looked = 0;
        try
        {
            Array.Sort(items, Comparer<T>.Create((left, right) =>
            {
                Count(ref looked);
                return order.Compare(left, right);
            }));
        }
        catch (InvalidOperationException failure) when (failure.InnerException is PipelineStoppedException)
        {
            throw new PipelineStoppedException();
        }
    }

    private static void Set(int[]? word, IntPtr wordAddress)
    {
        (current, address) = (word, wordAddress);
        NativeMethods.CancelUse(wordAddress);
    }
}
