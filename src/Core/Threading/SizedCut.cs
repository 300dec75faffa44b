namespace NormTools.Core.Threading;

/// <summary>A row of items in parts of one size; the last part has what is left.</summary>
/// <param name="Count">All items; none give no part.</param>
/// <param name="Size">Items of a part, at least one.</param>
internal readonly record struct SizedCut(long Count, long Size)
{
    public int Parts => Count <= Size
        ? (Count > 0 ? 1 : 0) // as most are: divisions take longer than a small kernel's steps
        : checked((int)((Count / Size) + (Count % Size > 0 ? 1 : 0)));

    /// <summary>The first item of a part.</summary>
    public long First(int part) => part * Size;

    /// <summary>Behind the last item of a part.</summary>
    public long End(int part) => Math.Min((part + 1) * Size, Count);

    /// <summary>Items of a part.</summary>
    public long Length(int part) => End(part) - First(part);
}
