using System.Numerics;
using NormTools.Core.Threading;

namespace NormTools.Core.Preprocessing;

/// <summary>The values of a column that are not missing, found by their rank: what sorting them would give, in a time
/// that grows as their number does.</summary>
/// <remarks>
/// The bits of a number, as a whole number that rises with it, are counted by the first 12 that are not the same for all;
/// only the values that share them with one that is wanted are looked at again, by the next 12. -0 counts as 0.
/// </remarks>
internal sealed class RankedValues
{
    private const int Digits = 12; // bits that are counted at once
    private const int Few = 1 << 8; // so many are sorted instead
    private const int Last = (1 << Digits) - 1;
    private const ulong Sign = 1UL << 63;

    private readonly ulong[] keys;

    /// <exception cref="CoreException">Cancelled.</exception>
    public RankedValues(ReadOnlySpan<double> values)
    {
        ulong[] present = GC.AllocateUninitializedArray<ulong>(values.Length);
        int count = 0;
        for (int start = 0; start < values.Length; start += Slices.Values)
        {
            foreach (double value in values.Slice(start, Slices.Next(start, values.Length)))
            {
                present[count] = Key(value);
                count += double.IsNaN(value) ? 0 : 1;
            }
        }

        keys = present;
        Count = count;
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>The values that have some ranks: 0 is the smallest.</summary>
    /// <exception cref="CoreException">Cancelled.</exception>
    public double[] At(params int[] ranks)
    {
        int[] rising = [.. ranks.Distinct().Order()];
        var found = new ulong[rising.Length];
        Select(keys.AsSpan(0, Count), rising, found);
        return Array.ConvertAll(ranks, rank => Value(found[Array.BinarySearch(rising, rank)]));
    }

    private static ulong Key(double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value + 0d); // 0 of -0
        return (bits & Sign) != 0 ? ~bits : bits | Sign;
    }

    private static double Value(ulong key) => BitConverter.UInt64BitsToDouble((key & Sign) != 0 ? key & ~Sign : ~key);

    private static void Select(ReadOnlySpan<ulong> keys, ReadOnlySpan<int> ranks, Span<ulong> found)
    {
        if (keys.Length <= Few)
        {
            ulong[] sorted = keys.ToArray();
            Array.Sort(sorted);
            for (int i = 0; i < ranks.Length; i++)
            {
                found[i] = sorted[ranks[i]];
            }

            return;
        }

        ulong differing = Differing(keys);
        if (differing == 0)
        {
            found[..ranks.Length].Fill(keys[0]);
            return;
        }

        int shift = Math.Max(0, 64 - BitOperations.LeadingZeroCount(differing) - Digits);
        int[] counts = CountDigits(keys, shift);
        List<Group> groups = [];
        var slots = new int[counts.Length]; // of each digit: its group's number from 1, or 0
        for (int first = 0, below = 0, digit = 0; first < ranks.Length; below += counts[digit++])
        {
            int last = first;
            while (last < ranks.Length && ranks[last] < below + counts[digit])
            {
                last++;
            }

            if (last > first)
            {
                groups.Add(new(first, last, below, GC.AllocateUninitializedArray<ulong>(counts[digit])));
                slots[digit] = groups.Count;
                first = last;
            }
        }

        Divide(keys, shift, slots, groups);
        foreach (Group group in groups)
        {
            var within = new int[group.Last - group.First];
            for (int i = 0; i < within.Length; i++)
            {
                within[i] = ranks[group.First + i] - group.Below;
            }

            Select(group.Keys, within, found[group.First..group.Last]);
        }
    }

    // The bits that are not the same for all.
    private static ulong Differing(ReadOnlySpan<ulong> keys)
    {
        ulong differing = 0;
        for (int start = 0; start < keys.Length; start += Slices.Values)
        {
            ReadOnlySpan<ulong> slice = keys.Slice(start, Slices.Next(start, keys.Length));
            Vector<ulong> first = Vector.Create(keys[0]), all = default;
            int i = 0;
            for (; i <= slice.Length - Vector<ulong>.Count; i += Vector<ulong>.Count)
            {
                all |= new Vector<ulong>(slice[i..]) ^ first;
            }

            for (int lane = 0; lane < Vector<ulong>.Count; lane++)
            {
                differing |= all[lane];
            }

            for (; i < slice.Length; i++)
            {
                differing |= slice[i] ^ keys[0];
            }
        }

        return differing;
    }

    private static int[] CountDigits(ReadOnlySpan<ulong> keys, int shift)
    {
        var counts = new int[1 << Digits];
        for (int start = 0; start < keys.Length; start += Slices.Values)
        {
            foreach (ulong key in keys.Slice(start, Slices.Next(start, keys.Length)))
            {
                counts[(int)(key >> shift) & Last]++;
            }
        }

        return counts;
    }

    private static void Divide(ReadOnlySpan<ulong> keys, int shift, int[] slots, List<Group> groups)
    {
        var taken = new int[groups.Count];
        for (int start = 0; start < keys.Length; start += Slices.Values)
        {
            foreach (ulong key in keys.Slice(start, Slices.Next(start, keys.Length)))
            {
                int slot = slots[(int)(key >> shift) & Last];
                if (slot > 0)
                {
                    groups[slot - 1].Keys[taken[slot - 1]++] = key;
                }
            }
        }
    }

    /// <summary>The keys that have a digit.</summary>
    /// <param name="First">The first rank that is among them.</param>
    /// <param name="Last">The one behind the last.</param>
    /// <param name="Below">How many keys are smaller.</param>
    /// <param name="Keys">Room for them.</param>
    private readonly record struct Group(int First, int Last, int Below, ulong[] Keys);
}
