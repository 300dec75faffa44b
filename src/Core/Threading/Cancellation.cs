namespace NormTools.Core.Threading;

/// <summary>A word in the caller's memory by which another thread asks the calls of this thread to end early.</summary>
/// <remarks>
/// Every long loop looks at it: parallel work between its parts and, on all of its threads, within long ones; what runs
/// on one thread between slices (<see cref="Slices"/>). So a call of any length ends within a few milliseconds. What it
/// was about to write is then half done: a caller gives the word only to calls whose results nobody sees, or that take
/// them back.
/// </remarks>
internal static unsafe class Cancellation
{
    [ThreadStatic]
    private static int* word;

    /// <summary>The word of this thread's calls, or null.</summary>
    public static int* Word => word;

    public static bool IsRequested => word is not null && IsRaised(word);

    /// <summary>From here on the calls of this thread look at the word; null: at none.</summary>
    public static void Use(int* wordOfCaller) => word = wordOfCaller;

    /// <summary>A look at a word: 0 lets the work go on. A negative word counts the looks, and asks for the end once it
    /// has come to 0: so every place where a call can be broken off is tried without a clock.</summary>
    public static bool IsRaised(int* word)
    {
        int value = Volatile.Read(ref *word);
        return value > 0 || (value < 0 && Interlocked.Increment(ref *word) == 0 && Raise(word));
    }

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

    private static bool Raise(int* word)
    {
        Volatile.Write(ref *word, 1);
        return true;
    }
}
