using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>
/// Cuts runs of values, stride apart, into blocks of at most 4096 values that stay in the first-level cache.
/// </summary>
internal ref struct CacheBlocks(int runs, int length, nint stride)
{
    /// <summary>The most values in a block.</summary>
    public const int Most = 4096;

    /// <summary>Runs of this length or more do not share a block.</summary>
    public const int LongRun = 512;

    private const int WorthAThread = 1 << 15;
    private const long BeyondTheCaches = 16L << 20;
    private readonly int runsAtOnce = length >= LongRun ? 1 : Most / Math.Max(length, 1);
    private int run;
    private int position = -Most;

    /// <summary>Where the block begins, relative to the first run.</summary>
    public readonly nint Offset => (run * stride) + position;

    /// <summary>Runs in the block, in whole or in part.</summary>
    public readonly int Runs => Math.Min(runsAtOnce, runs - run);

    /// <summary>Values of each run in the block.</summary>
    public readonly int Length => Math.Min(Most, length - position);

    /// <summary>Values left in the run, including the block.</summary>
    public readonly int Left => length - position;

    /// <summary>Values from the end of a run to the start of the next.</summary>
    public readonly nint Gap => stride - length;

    public bool MoveNext()
    {
        position += Most;
        if (position > 0 && position >= length)
        {
            position = 0;
            run += runsAtOnce;
        }

        bool more = run < runs && length > 0;
        if (more && (position > 0 || run > 0))
        {
            Cancellation.ThrowIfRequested();
        }

        return more;
    }

    /// <summary>How many threads that many values are worth: for too few, waking a helper costs more than it
    /// saves.</summary>
    public static int Threads(long values, int threads) => values < WorthAThread ? 1 : threads;

    /// <summary>
    /// Whether a result as long as x is so large that writing it through the caches would only evict x from them.
    /// </summary>
    public static unsafe bool Streams<T>(ReadOnlySpan<T> x)
        where T : unmanaged => (long)x.Length * sizeof(T) >= BeyondTheCaches;
}
