using NormTools.Native;

namespace NormTools;

/// <summary>Finds rows whose values are the same, within a part and between parts: a hash table of rows.</summary>
internal sealed class RowGroups
{
    private readonly CheckedPart part;
    private readonly int[] slots; // the group that stands there, from 1; 0 for none
    private readonly int[] first; // of each group its first row
    private readonly int[] hashes; // of each group

    /// <param name="part">The part whose rows are grouped.</param>
    public RowGroups(CheckedPart part)
    {
        this.part = part;
        int size = 16;
        while (size < 2L * part.Count && size < 1 << 30)
        {
            size *= 2;
        }

        slots = new int[size];
        first = new int[part.Count];
        hashes = new int[part.Count];
        Group = new int[part.Count];
        int looked = 0;
        for (int row = 0; row < part.Count; row++)
        {
            StopFlag.Poll(ref looked, part.Width);
            int hash = Hash(part, row);
            ref int slot = ref Slot(part, row, hash);
            if (slot == 0)
            {
                first[Count] = row;
                hashes[Count] = hash;
                slot = ++Count;
            }

            Group[row] = slot - 1;
        }

        Size = new int[Count];
        foreach (int group in Group)
        {
            Size[group]++;
        }
    }

    /// <summary>The group of each row, in the order of their first rows.</summary>
    public int[] Group { get; }

    /// <summary>The rows of each group.</summary>
    public int[] Size { get; }

    public int Count { get; private set; }

    /// <summary>The group of a row of another part; -1 where none is like it.</summary>
    public int Find(CheckedPart other, int row) => other.Width == part.Width ? Slot(other, row, Hash(other, row)) - 1 : -1;

    private ref int Slot(CheckedPart from, int row, int hash)
    {
        int mask = slots.Length - 1, at = hash & mask;
        while (slots[at] != 0 && !(hashes[slots[at] - 1] == hash && IsSame(first[slots[at] - 1], from, row)))
        {
            at = (at + 1) & mask;
        }

        return ref slots[at];
    }

    private bool IsSame(int own, CheckedPart from, int row)
    {
        long one = (long)own * part.Width, other = (long)row * part.Width;
        for (int column = 0; column < part.Width; column++)
        {
            if (!part.Values[one + column].Equals(from.Values[other + column])) // NaN is like NaN: both are missing
            {
                return false;
            }
        }

        return true;
    }

    private static int Hash(CheckedPart part, int row)
    {
        ulong hash = 14695981039346656037; // FNV-1a, a value at a time
        long start = (long)row * part.Width;
        for (int column = 0; column < part.Width; column++)
        {
            float value = part.Values[start + column];
            hash = (hash ^ (uint)(value == 0 ? 0 : value.GetHashCode())) * 1099511628211; // 0 is like -0
        }

        hash *= 0x9E3779B97F4A7C15; // the upper bits are those of all values
        return (int)(hash >> 32);
    }
}
