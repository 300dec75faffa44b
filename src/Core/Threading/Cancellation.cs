namespace NormTools.Core.Threading;

/// <summary>A flag in the caller's memory by which another thread cancels the calls of this thread.</summary>
/// <remarks>
/// Every long loop polls it: parallel work before each part and, on every thread, within long parts; work on one thread
/// before each slice (<see cref="Slices"/>). So a call of any length ends within a few milliseconds. Its results are
/// then half written: a caller passes the flag only to calls whose results are discarded or rolled back.
/// </remarks>
internal static unsafe class Cancellation
{
    [ThreadStatic]
    private static int* flag;

    /// <summary>The flag of this thread's calls, or null.</summary>
    public static int* Flag => flag;

    public static bool IsRequested => flag is not null && IsRaised(flag);

    /// <summary>From here on the calls of this thread poll this flag; null for none.</summary>
    public static void Use(int* callersFlag) => flag = callersFlag;

    /// <summary>Polls a flag: 0 lets the work go on, a positive value cancels it. A negative value counts the polls and
    /// cancels once it reaches 0, so that a test can cancel at every possible place without a clock.</summary>
    public static bool IsRaised(int* flag)
    {
        int value = Volatile.Read(ref *flag);
        return value > 0 || (value < 0 && Interlocked.Increment(ref *flag) == 0 && Raise(flag));
    }

    /// <exception cref="CoreException">Cancelled.</exception>
    public static void ThrowIfRequested()
    {
        if (IsRequested)
        {
            throw CoreException.Cancelled();
        }
    }

    /// <summary>What follows cannot be cancelled; pass the result to <see cref="Use"/> afterwards.</summary>
    public static int* Defer()
    {
        int* deferred = flag;
        flag = null;
        return deferred;
    }

    private static bool Raise(int* flag)
    {
        Volatile.Write(ref *flag, 1);
        return true;
    }
}
