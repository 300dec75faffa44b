namespace NormTools.Core.Threading;

/// <summary>A range of items cut into parts of one size; the last part holds what is left.</summary>
/// <param name="Count">The number of items; 0 gives no parts.</param>
/// <param name="Size">Items in a part, at least one.</param>
internal readonly record struct SizedCut(long Count, long Size)
{
    public int Parts => Count <= Size
        ? (Count > 0 ? 1 : 0) // the usual case: a division takes longer than a small kernel
        : checked((int)((Count / Size) + (Count % Size > 0 ? 1 : 0)));

    /// <summary>The first item of a part.</summary>
    public long First(int part) => part * Size;

    /// <summary>One past the last item of a part.</summary>
    public long End(int part) => Math.Min((part + 1) * Size, Count);

    /// <summary>The number of items in a part.</summary>
    public long Length(int part) => End(part) - First(part);
}
