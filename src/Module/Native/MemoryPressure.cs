namespace NormTools.Native;

/// <summary>Tells the garbage collector how much native memory objects hold; by itself it sees only the few bytes of a
/// handle.</summary>
internal static class MemoryPressure
{
    private const long From = 16 << 10; // for less, telling the collector costs more than the memory is worth
    private const long Slack = 32L << 20; // unreferenced objects may hold this much before a caller waits

    private static long heldBytes;
    private static long limit = Slack;

    /// <summary>Called when the bytes that an object holds change; 0 once it is released.</summary>
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
            Interlocked.Exchange(ref limit, held + Math.Max(Slack, held)); // lower it again after a peak
        }
    }

    /// <summary>Called before memory is taken.</summary>
    /// <remarks>
    /// The collector finds unreferenced objects soon enough, but their memory is released on the finaliser's thread,
    /// which can lag thousands of calls behind on a busy processor. So a caller that would exceed the limit lets it
    /// catch up first: it collects generation by generation until enough is free. The new limit is what is held then,
    /// plus half of it.
    /// </remarks>
    /// <param name="wanted">The bytes to be taken, as far as they are known.</param>
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
