using System.Management.Automation;
using System.Runtime.InteropServices;

namespace NormTools.Native;

/// <summary>The flag that Ctrl+C sets. It stops the work of this thread: calls of the core, and loops over many values
/// in the module.</summary>
internal static class StopFlag
{
    private const int PollInterval = 1 << 12; // items of a loop between two checks of the flag

    [ThreadStatic]
    private static int[]? current;

    [ThreadStatic]
    private static IntPtr address;

    /// <summary>Whether the work of this thread can be stopped.</summary>
    public static bool IsUsed => current is not null;

    /// <summary>Runs work that stops early once the flag is not 0; its output is incomplete then.</summary>
    /// <exception cref="PipelineStoppedException">The work was stopped.</exception>
    public static T Use<T>(int[] flag, Func<T> work)
    {
        (int[]? before, IntPtr addressBefore) = (current, address);
        GCHandle pinned = GCHandle.Alloc(flag, GCHandleType.Pinned);
        try
        {
            Set(flag, pinned.AddrOfPinnedObject());
            return work();
        }
        finally
        {
            Set(before, addressBefore);
            pinned.Free();
        }
    }

    /// <summary>Runs work to its end, whatever the flag says: a script never sees it half done.</summary>
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

    /// <exception cref="PipelineStoppedException">The flag is set.</exception>
    public static void ThrowIfRaised()
    {
        if (current is not null && Volatile.Read(ref current[0]) != 0)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Called once for each item of a long loop; checks the flag now and then.</summary>
    /// <param name="items">Items since the last check; a loop starts with 0.</param>
    /// <exception cref="PipelineStoppedException">The flag is set.</exception>
    public static void Poll(ref int items)
    {
        if (++items >= PollInterval)
        {
            items = 0;
            ThrowIfRaised();
        }
    }

    /// <summary>The same where an item is many values.</summary>
    public static void Poll(ref int items, int values)
    {
        items += Math.Min(Math.Max(values, 1), PollInterval) - 1;
        Poll(ref items);
    }

    /// <summary>The items one by one; checks the flag now and then.</summary>
    public static IEnumerable<T> Each<T>(IEnumerable<T> items)
    {
        int looked = 0;
        foreach (T item in items)
        {
            Poll(ref looked);
            yield return item;
        }
    }

    /// <summary>Array.ConvertAll that checks the flag now and then.</summary>
    public static TResult[] ConvertAll<T, TResult>(T[] items, Func<T, TResult> make)
    {
        int looked = 0;
        return Array.ConvertAll(items, item =>
        {
            Poll(ref looked);
            return make(item);
        });
    }

    /// <summary>The numbers from 0 to count - 1; checks the flag now and then.</summary>
    public static IEnumerable<int> Rows(long count) => Each(Enumerable.Range(0, checked((int)count)));

    /// <summary>Sorts in place; checks the flag now and then.</summary>
    /// <exception cref="PipelineStoppedException">The flag is set.</exception>
    public static void Sort<T>(T[] items, IComparer<T> order)
    {
        int looked = 0;
        try
        {
            Array.Sort(items, Comparer<T>.Create((left, right) =>
            {
                Poll(ref looked);
                return order.Compare(left, right);
            }));
        }
        catch (InvalidOperationException failure) when (failure.InnerException is PipelineStoppedException)
        {
            throw new PipelineStoppedException();
        }
    }

    private static void Set(int[]? flag, IntPtr flagAddress)
    {
        (current, address) = (flag, flagAddress);
        NativeMethods.CancelUse(flagAddress);
    }
}
