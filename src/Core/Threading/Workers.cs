using System.Runtime.CompilerServices;

namespace NormTools.Core.Threading;

/// <summary>Work that is split into independent parts.</summary>
internal interface IParallelWork
{
    /// <summary>Does part number <paramref name="part"/>; parts may run in any order and at the same time.</summary>
    void Run(int part);
}

/// <summary>A thread pool of its own: runs the parts of some work on the caller's thread and on persistent
/// helpers.</summary>
/// <remarks>
/// Results depend on the number of parts, never on the number of threads. A call allocates nothing. A call from within
/// a part runs serially. Simultaneous callers share the helpers evenly, and none ever waits for another: one that finds
/// no helper idle does all of its parts itself.
/// </remarks>
internal static unsafe class Workers
{
    private const int MaximumThreads = 64;
    private const long SharingMilliseconds = 20;

    private static readonly Helper?[] Helpers = new Helper?[MaximumThreads - 1];
    private static readonly Lock Gate = new();
    private static int helperCount;
    private static int defaultThreads = Math.Min(Environment.ProcessorCount, MaximumThreads);
    private static int callers;
    private static long sharedUntil;

    [ThreadStatic]
    private static bool busy;

    [ThreadStatic]
    private static int threadsOfCaller;

    /// <summary>Threads a call uses unless it says otherwise, 1 to 64; initially the number of processors of this
    /// process.</summary>
    public static int DefaultThreads
    {
        get => threadsOfCaller > 0 ? threadsOfCaller : defaultThreads;
        set => defaultThreads = Math.Clamp(value, 1, MaximumThreads);
    }

    /// <summary>Sets the default for calls of this thread alone (0: the global default); returns the value
    /// before.</summary>
    public static int UseThreads(int count)
    {
        int before = threadsOfCaller;
        threadsOfCaller = Math.Clamp(count, 0, MaximumThreads);
        return before;
    }

    /// <summary>Runs parts 0 to <paramref name="parts"/> - 1 on at most <paramref name="threads"/> threads (0: the
    /// default).</summary>
    /// <remarks>
    /// The first exception of a part reaches the caller, and parts not begun by then are skipped; so are the parts left
    /// when the caller cancels. Long parts poll for that themselves: <see cref="Cancellation"/>.
    /// </remarks>
    public static void Run<T>(ref T work, int parts, int threads = 0)
        where T : struct, IParallelWork
    {
        int wanted = Math.Min(threads > 0 ? Math.Min(threads, MaximumThreads) : DefaultThreads, parts);
        if (wanted <= 1 || busy)
        {
            for (int part = 0; part < parts; part++)
            {
                Cancellation.ThrowIfRequested();
                work.Run(part);
            }

            return;
        }

        RunTogether(ref work, parts, wanted);
    }

    /// <summary>From now on, calls made on this thread run serially.</summary>
    internal static void MarkThreadAsHelper() => busy = true;

    /// <summary>
    /// Claims part after part, from the front or from the back, until none is left; a failure ends the job for every
    /// thread.
    /// </summary>
    /// <remarks>
    /// With two threads, one from each end, each takes the same half of job after job and finds in its own cache what
    /// it wrote there before: processors without a shared cache pass only half as much to each other.
    /// </remarks>
    internal static void Take(Job* job, bool fromBack = false)
    {
        const int Back = 32; // bits: the high half counts claims from the back, the low half those from the front
        long claim = fromBack ? 1L << Back : 1;
        int* own = Cancellation.Flag;
        Cancellation.Use(job->CancelFlag); // helpers poll the caller's flag, within parts too
        try
        {
            while (true)
            {
                long claimed = Interlocked.Add(ref job->Claimed, claim);
                int front = (int)claimed;
                int back = (int)(claimed >> Back);
                if ((long)front + back > job->Parts)
                {
                    return;
                }

                int part = fromBack ? job->Parts - back : front - 1;
                Cancellation.ThrowIfRequested();
                job->Function(job->Context, part);
            }
        }
        catch (Exception exception)
        {
            Volatile.Write(ref job->Claimed, int.MaxValue / 2);
            Helper.Keep(ref job->Failure, exception);
        }
        finally
        {
            Cancellation.Use(own);
        }
    }

    // A method of its own, so that the common call with one part needs no stack space for a copy of the work.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunTogether<T>(ref T work, int parts, int wanted)
        where T : struct, IParallelWork
    {
        T local = work; // on the stack, which does not move: the helpers read it through a plain pointer
        Job job = new()
        {
            Function = &RunPart<T>,
            Context = Unsafe.AsPointer(ref local),
            Parts = parts,
            CancelFlag = Cancellation.Flag,
        };
        RunTogether(&job, wanted);
        work = local;
        if (job.Failure != 0)
        {
            Helper.Rethrow(job.Failure);
        }
    }

    private static void RunTogether(Job* job, int wanted)
    {
        ulong offered = 0;
        int others = Interlocked.Increment(ref callers) - 1;
        busy = true;
        int share = Share(wanted, others);
        EnsureHelpers(share - 1);
        for (int i = 0, taken = 1; taken < share && i < helperCount; i++)
        {
            if (Helpers[i]!.Offer(job))
            {
                offered |= 1UL << i;
                taken++;
            }
        }

        Take(job);
        int running = 0;
        for (int i = 0; offered >> i != 0; i++)
        {
            if (((offered >> i) & 1) != 0 && !Helpers[i]!.Revoke(job))
            {
                running++;
            }
        }

        for (int spins = 0; Volatile.Read(ref job->Finished) != running; spins++)
        {
            if (spins < 2000)
            {
                Thread.SpinWait(2);
            }
            else
            {
                Thread.Yield(); // the helper was descheduled: let it have this processor
            }
        }

        busy = false;
        Interlocked.Decrement(ref callers);
    }

    // Callers that overlap, or did a moment ago, divide the threads; on two processors each then runs alone.
    private static int Share(int wanted, int others)
    {
        if (others > 0)
        {
            Volatile.Write(ref sharedUntil, Environment.TickCount64 + SharingMilliseconds);
            return Math.Max(1, wanted / (others + 1));
        }

        long until = Volatile.Read(ref sharedUntil);
        return until != 0 && Environment.TickCount64 < until ? Math.Max(1, wanted / 2) : wanted;
    }

    private static void EnsureHelpers(int count)
    {
        if (helperCount >= count)
        {
            return;
        }

        lock (Gate)
        {
            try
            {
                for (int i = helperCount; i < count; i++)
                {
                    Helpers[i] = new Helper(spins: i + 1 < Environment.ProcessorCount, fromBack: i % 2 == 0);
                    Volatile.Write(ref helperCount, i + 1);
                }
            }
            catch (Exception failure) when (failure is OutOfMemoryException or ThreadStartException)
            {
                // Fewer helpers than wanted: the work still gets done.
            }
        }
    }

    private static void RunPart<T>(void* context, int part)
        where T : struct, IParallelWork => Unsafe.AsRef<T>(context).Run(part);
}
