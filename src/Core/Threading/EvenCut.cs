namespace NormTools.Core.Threading;

/// <summary>A range of items cut into a given number of parts, none of them empty, whose lengths differ by at most
/// one.</summary>
internal readonly record struct EvenCut
{
    private EvenCut(int count, int parts) => (Count, Parts) = (count, parts);

    public int Count { get; }

    public int Parts { get; }

    /// <param name="count">The number of items; 0 gives no parts.</param>
    /// <param name="wanted">The number of parts; fewer if there are fewer items.</param>
    public static EvenCut Of(int count, long wanted) => new(count, (int)Math.Min(Math.Max(wanted, 1), count));

    /// <summary>The first item of a part.</summary>
    public int First(int part) => Parts == 1 ? Count * part : (int)((long)Count * part / Parts);

    /// <summary>One past the last item of a part.</summary>
    public int End(int part) => First(part + 1);
}
