using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace NormTools.Core.Threading;

/// <summary>Parallel work under way; it lives on its caller's stack until every helper that joined it has
/// left.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal unsafe struct Job
{
    [FieldOffset(0)]
    public delegate*<void*, int, void> Function;

    [FieldOffset(8)]
    public void* Context;

    [FieldOffset(16)]
    public int Parts;

    /// <summary>A handle to the first exception, or 0.</summary>
    [FieldOffset(24)]
    public nint Failure;

    /// <summary>The caller's cancellation flag, or null.</summary>
    [FieldOffset(32)]
    public int* CancelFlag;

    /// <summary>Parts claimed by threads, from the front and from the back; on a cache line of its own.</summary>
    [FieldOffset(96)]
    public long Claimed;

    /// <summary>Helpers that joined the job and have left it.</summary>
    [FieldOffset(192)]
    public int Finished;
}

/// <summary>A background thread that waits for a job: it spins briefly, then sleeps.</summary>
/// <remarks>
/// Its mailbox holds 0 (idle), the address of a job offered to it, or 1 (at work). The caller offers a job by swapping
/// 0 for its address and revokes it by swapping back, so that nobody waits for a helper that wakes late.
/// </remarks>
internal sealed unsafe class Helper
{
    private const long AtWork = 1;
    private const double SpinMicroseconds = 20;
    private const double AwakeMicroseconds = 100;

    private static readonly long SpinTicks = (long)(Stopwatch.Frequency * SpinMicroseconds / 1e6);
    private static readonly long AwakeTicks = (long)(Stopwatch.Frequency * AwakeMicroseconds / 1e6);

    private readonly SemaphoreSlim wake = new(0);
    private readonly long* mailbox;
    private readonly bool spins;
    private readonly bool fromBack;
    private int asleep;

    /// <param name="spins">Whether there is a spare processor to spin on; if not, it sleeps at once.</param>
    /// <param name="fromBack">Whether it takes a job's parts from the last one back.</param>
    public Helper(bool spins, bool fromBack)
    {
        this.spins = spins;
        this.fromBack = fromBack;
        // Never freed (the thread lives as long as the process), and alone on its cache line.
        mailbox = (long*)NativeMemory.AlignedAlloc(128, 128);
        *mailbox = 0;
        new Thread(Loop) { IsBackground = true, Name = "NormTools helper" }.Start();
    }

    /// <summary>Offers a job; true when the helper was idle and will pick it up.</summary>
    public bool Offer(Job* job)
    {
        if (Volatile.Read(ref *mailbox) != 0 || Interlocked.CompareExchange(ref *mailbox, (long)job, 0) != 0)
        {
            return false;
        }

        if (Volatile.Read(ref asleep) != 0 && Interlocked.Exchange(ref asleep, 0) != 0)
        {
            wake.Release();
        }

        return true;
    }

    /// <summary>Takes an offer back; true when the helper had not begun the job and now never will.</summary>
    public bool Revoke(Job* job) =>
        Interlocked.CompareExchange(ref *mailbox, 0, (long)job) == (long)job;

    /// <summary>Keeps an exception if it is the job's first.</summary>
    public static void Keep(ref nint failure, Exception exception)
    {
        nint handle = GCHandle.ToIntPtr(GCHandle.Alloc(exception));
        if (Interlocked.CompareExchange(ref failure, handle, 0) != 0)
        {
            GCHandle.FromIntPtr(handle).Free();
        }
    }

    public static void Rethrow(nint failure)
    {
        GCHandle handle = GCHandle.FromIntPtr(failure);
        var exception = (Exception)handle.Target!;
        handle.Free();
        ExceptionDispatchInfo.Throw(exception);
    }

    private void Loop()
    {
        Workers.MarkThreadAsHelper();
        while (true)
        {
            long offered = Wait();
            if (Interlocked.CompareExchange(ref *mailbox, AtWork, offered) != offered)
            {
                continue; // revoked
            }

            var job = (Job*)offered;
            Workers.Take(job, fromBack);
            Volatile.Write(ref *mailbox, 0);
            Interlocked.Increment(ref job->Finished); // the last access: the caller's stack frame may now be gone
        }
    }

    private long Wait()
    {
        while (true)
        {
            long start = Stopwatch.GetTimestamp();
            long waited = 0;
            while (spins && waited < AwakeTicks)
            {
                for (int i = 0; i < 16; i++)
                {
                    long offered = Volatile.Read(ref *mailbox);
                    if (offered != 0)
                    {
                        return offered;
                    }

                    Thread.SpinWait(1);
                }

                waited = Stopwatch.GetTimestamp() - start;
                if (waited > SpinTicks)
                {
                    Thread.Yield(); // let any other work on this processor go first
                }
            }

            Interlocked.Exchange(ref asleep, 1);
            long late = Volatile.Read(ref *mailbox);
            if (late != 0 && Interlocked.Exchange(ref asleep, 0) != 0)
            {
                return late; // the caller did not see us asleep, so it did not release the semaphore
            }

            wake.Wait();
            long woken = Volatile.Read(ref *mailbox);
            if (woken != 0)
            {
                return woken;
            }
        }
    }
}
