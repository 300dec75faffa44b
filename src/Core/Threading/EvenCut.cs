namespace NormTools.Core.Threading;

/// <summary>A row of items in so many parts whose lengths differ by one at most, none of them empty.</summary>
internal readonly record struct EvenCut
{
    private EvenCut(int count, int parts) => (Count, Parts) = (count, parts);

    public int Count { get; }

    public int Parts { get; }

    /// <param name="count">All items; none give no part.</param>
    /// <param name="wanted">Parts, if there are items for as many.</param>
    public static EvenCut Of(int count, long wanted) => new(count, (int)Math.Min(Math.Max(wanted, 1), count));

    /// <summary>The first item of a part.</summary>
    public int First(int part) => Parts == 1 ? Count * part : (int)((long)Count * part / Parts);

    /// <summary>Behind the last item of a part.</summary>
    public int End(int part) => First(part + 1);
}
