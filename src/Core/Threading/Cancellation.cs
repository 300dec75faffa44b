namespace NormTools.Core.Threading;

/// <summary>A word in the caller's memory by which another thread asks the calls of this thread to end early.</summary>
/// <remarks>
/// Looked at between the parts of parallel work, so that a call of any length ends within a part. What it was about to
/// write is then half done: a caller gives the word only to calls whose results nobody sees, or that take them back.
/// </remarks>
internal static unsafe class Cancellation
{
    [ThreadStatic]
    private static int* word;

    /// <summary>The word of this thread's calls, or null.</summary>
    public static int* Word => word;

    public static bool IsRequested => word is not null && Volatile.Read(ref *word) != 0;

    /// <summary>From here on the calls of this thread look at the word; null: at none.</summary>
    public static void Use(int* wordOfCaller) => word = wordOfCaller;

    /// <exception cref="CoreException">Cancelled.</exception>
    public static void ThrowIfRequested()
    {
        if (IsRequested)
        {
            throw CoreException.Cancelled();
        }
    }

    /// <summary>What follows is finished once it has begun; give the result to <see cref="Use"/> behind it.</summary>
    public static int* Defer()
    {
        int* deferred = word;
        word = null;
        return deferred;
    }
}
