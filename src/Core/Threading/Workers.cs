using System.Runtime.CompilerServices;

namespace NormTools.Core.Threading;

/// <summary>One piece of work that is split into independent parts.</summary>
internal interface IParallelWork
{
    /// <summary>Does part number <paramref name="part"/>; parts may run in any order and at the same time.</summary>
    void Run(int part);
}

/// <summary>Runs the parts of a piece of work on the caller's thread and a persistent set of helpers.</summary>
/// <remarks>
/// The number of parts decides the arithmetic, the number of threads never does. Nothing is allocated by a call. A call
/// from within a part runs serially. Callers on several threads at once share the helpers evenly, and none ever waits
/// for another: one that finds no helper idle does all of its parts itself.
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

    /// <summary>Threads that a call uses when it does not say: at first the processors of this process; 1 to
    /// 64.</summary>
    public static int DefaultThreads
    {
        get => threadsOfCaller > 0 ? threadsOfCaller : defaultThreads;
        set => defaultThreads = Math.Clamp(value, 1, MaximumThreads);
    }

    /// <summary>Sets the default of the calls of this thread alone (0: everyone's); gives what held before.</summary>
    public static int UseThreads(int count)
    {
        int before = threadsOfCaller;
        threadsOfCaller = Math.Clamp(count, 0, MaximumThreads);
        return before;
    }

    /// <summary>Runs parts 0 to <paramref name="parts"/> - 1 on at most <paramref name="threads"/> threads (0: the
    /// default).</summary>
    /// <remarks>
    /// The first exception of a part reaches the caller; parts not begun by then are left out. So are those that are
    /// left when the caller's word asks for an end, which a long part looks at itself: <see cref="Cancellation"/>.
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

    /// <summary>Parts that this thread runs from now on call nothing in parallel.</summary>
    internal static void MarkThreadAsHelper() => busy = true;

    /// <summary>
    /// Claims part after part, from the first on or from the last back, until none is left; a failure ends the job for
    /// every thread.
    /// </summary>
    /// <remarks>
    /// So two threads take the same halves of one job after the other, and each finds in its own cache what it wrote:
    /// processors that share none pass half as much to each other.
    /// </remarks>
    internal static void Take(Job* job, bool fromBack = false)
    {
        const int Back = 32; // bits: claims from the back are counted above those from the front
        long claim = fromBack ? 1L << Back : 1;
        int* own = Cancellation.Word;
        Cancellation.Use(job->Word); // a helper looks at the caller's within a part too
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

    // Apart from the usual call of one part, which shall not have to make room for a copy of the work.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunTogether<T>(ref T work, int parts, int wanted)
        where T : struct, IParallelWork
    {
        T local = work; // on this stack, which does not move: the helpers see it through a plain pointer
        Job job = new()
        {
            Function = &RunPart<T>,
            Context = Unsafe.AsPointer(ref local),
            Parts = parts,
            Word = Cancellation.Word,
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
                Thread.Yield(); // the helper has lost its processor: give it ours
            }
        }

        busy = false;
        Interlocked.Decrement(ref callers);
    }

    // Two callers at once, now or a moment ago, divide the threads; on two processors each then runs alone.
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
                // Fewer helpers than wanted: the work is done all the same.
            }
        }
    }

    private static void RunPart<T>(void* context, int part)
        where T : struct, IParallelWork => Unsafe.AsRef<T>(context).Run(part);
}
