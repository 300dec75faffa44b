using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>
/// Cuts runs of values, stride apart, into pieces of at most 4096 values that stay in the first cache.
/// </summary>
internal ref struct CacheBlocks(int runs, int length, nint stride)
{
    /// <summary>Values of a piece, at most.</summary>
    public const int Most = 4096;

    /// <summary>A run of so many values shares its piece with no other.</summary>
    public const int LongRun = 512;

    private const int WorthAThread = 1 << 15;
    private const long BeyondTheCaches = 16L << 20;
    private readonly int runsAtOnce = length >= LongRun ? 1 : Most / Math.Max(length, 1);
    private int run;
    private int position = -Most;

    /// <summary>Where the piece begins.</summary>
    public readonly nint Offset => (run * stride) + position;

    /// <summary>Runs that the piece has a part of.</summary>
    public readonly int Runs => Math.Min(runsAtOnce, runs - run);

    /// <summary>Values of each of its runs.</summary>
    public readonly int Length => Math.Min(Most, length - position);

    /// <summary>Values left of its run, with the piece.</summary>
    public readonly int Left => length - position;

    /// <summary>From the end of a run to the next.</summary>
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

    /// <summary>How many threads so many values deserve: waking one costs more than a few thousand values.</summary>
    public static int Threads(long values, int threads) => values < WorthAThread ? 1 : threads;

    /// <summary>
    /// Whether a result as long as x is so large that writing it through the caches would only drive x out of them.
    /// </summary>
    public static unsafe bool Streams<T>(ReadOnlySpan<T> x)
        where T : unmanaged => (long)x.Length * sizeof(T) >= BeyondTheCaches;
}
