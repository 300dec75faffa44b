namespace NormTools.Core.Graph;

/// <summary>Places storages in one block of memory, so that those in use at the same time never overlap.</summary>
internal static class ArenaLayout
{
    /// <summary>Sets every offset; returns the bytes of the block.</summary>
    /// <remarks>Placed from the largest to the smallest, each at the lowest offset that is free during its whole
    /// lifetime.</remarks>
    public static long Place(IReadOnlyList<Storage> storages, long rows)
    {
        List<Storage> placed = [];
        long end = 0;
        foreach (Storage storage in storages.OrderByDescending(one => one.Bytes(rows)).ThenBy(one => one.First))
        {
            long bytes = storage.Bytes(rows);
            storage.Offset = FindGap(placed, storage, bytes, rows);
            placed.Add(storage);
            placed.Sort((one, other) => one.Offset.CompareTo(other.Offset));
            end = Math.Max(end, storage.Offset + bytes);
        }

        return end;
    }

    private static long FindGap(List<Storage> placed, Storage storage, long bytes, long rows)
    {
        long offset = 0;
        foreach (Storage other in placed)
        {
            if (!other.Overlaps(storage))
            {
                continue;
            }

            if (other.Offset - offset >= bytes)
            {
                break;
            }

            offset = Math.Max(offset, other.Offset + other.Bytes(rows));
        }

        return offset;
    }
}
