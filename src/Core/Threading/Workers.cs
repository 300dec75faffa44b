namespace NormTools.Core.Threading;

/// <summary>One piece of work that is split into independent parts.</summary>
internal interface IParallelWork
{
    /// <summary>Does part number <paramref name="part"/>; parts may run in any order and at the same time.</summary>
    void Run(int part);
}

/// <summary>Runs the parts of a piece of work on the caller's thread and a persistent set of helpers.</summary>
/// <remarks>The number of parts decides the arithmetic, the number of threads never does.</remarks>
internal static class Workers
{
    /// <summary>Threads that a call uses when it does not say: the processors of this process.</summary>
    public static int DefaultThreads { get; set; } = Environment.ProcessorCount;

    /// <summary>Runs parts 0 to <paramref name="parts"/> - 1 on at most <paramref name="threads"/> threads (0: the default).</summary>
    public static void Run<T>(ref T work, int parts, int threads = 0)
        where T : struct, IParallelWork
    {
        for (int part = 0; part < parts; part++)
        {
            work.Run(part);
        }
    }
}
