namespace NormTools.Native;

/// <summary>Tells the collector what native memory its objects hold: it sees but the few bytes of a handle.</summary>
internal static class MemoryPressure
{
    private const long From = 16 << 10; // for less, telling the collector costs more than the memory
    private const long Slack = 32L << 20; // dropped objects may add up to so much before they are waited for

    private static long heldBytes;
    private static long limit = Slack;

    /// <summary>An object holds other bytes than before; 0 as soon as it is gone.</summary>
    public static void Change(long before, long now)
    {
        long held = Interlocked.Add(ref heldBytes, now - before);
        if (now >= From)
        {
            GC.AddMemoryPressure(now);
        }

        if (before >= From)
        {
            GC.RemoveMemoryPressure(before);
        }

        if (now < before && held + Math.Max(Slack, held) < Interlocked.Read(ref limit))
        {
            Interlocked.Exchange(ref limit, held + Math.Max(Slack, held)); // after a peak it is small again
        }
    }

    /// <summary>Called before memory is taken.</summary>
    /// <remarks>
    /// The collector finds dropped objects soon enough, but their memory comes back on the finaliser's thread, which a
    /// busy processor may leave behind for thousands of calls. So a caller who takes more than a share on top of what
    /// was held the last time lets it catch up first: from the youngest objects to all, until enough is free.
    /// </remarks>
    /// <param name="wanted">Bytes, as far as they are known.</param>
    public static void MakeRoom(long wanted)
    {
        if (Interlocked.Read(ref heldBytes) + wanted <= Interlocked.Read(ref limit))
        {
            return;
        }

        for (int generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            GC.Collect(generation);
            GC.WaitForPendingFinalizers();
            if (Interlocked.Read(ref heldBytes) + wanted <= Interlocked.Read(ref limit))
            {
                return;
            }
        }

        long held = Interlocked.Read(ref heldBytes) + wanted;
        Interlocked.Exchange(ref limit, held + Math.Max(Slack, held / 2));
    }
}
