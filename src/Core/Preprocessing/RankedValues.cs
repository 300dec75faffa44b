using NormTools.Core.Threading;

namespace NormTools.Core.Preprocessing;

/// <summary>The values of a column that are not missing, found by their rank: what sorting them would give, in a time
/// that grows as their number does.</summary>
/// <remarks>
/// The bits of a number, as a whole number that rises with it, are counted by their leading 16; only the values that
/// share them with one that is wanted are looked at again, by the next 16. -0 counts as 0.
/// </remarks>
internal sealed class RankedValues
{
    private const int Digits = 16; // bits that are counted at once
    private const int Few = 1 << 12; // so many are sorted instead
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

    /// <summary>The middle value, or the mean of the two in the middle.</summary>
    public double Median()
    {
        double[] middle = At((Count - 1) / 2, Count / 2);
        return Count % 2 == 1 ? middle[0] : 0.5 * (middle[0] + middle[1]);
    }

    /// <summary>Quantiles with linear interpolation between the two nearest values, as in numpy.percentile.</summary>
    /// <param name="shares">0 to 1.</param>
    public double[] Quantiles(params double[] shares)
    {
        double[] places = Array.ConvertAll(shares, share => share * (Count - 1));
        double[] nearest = At([.. places.SelectMany(place => new[] { (int)place, Math.Min((int)place + 1, Count - 1) })]);
        return [.. places.Select((place, i) =>
            nearest[2 * i] + ((place - Math.Floor(place)) * (nearest[(2 * i) + 1] - nearest[2 * i])))];
    }

    /// <summary>The values that have some ranks: 0 is the smallest.</summary>
    /// <exception cref="CoreException">Cancelled.</exception>
    public double[] At(params int[] ranks)
    {
        int[] rising = [.. ranks.Distinct().Order()];
        var found = new ulong[rising.Length];
        Select(keys.AsSpan(0, Count), 64 - Digits, rising, found);
        return Array.ConvertAll(ranks, rank => Value(found[Array.BinarySearch(rising, rank)]));
    }

    private static ulong Key(double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value + 0d); // 0 of -0
        return (bits & Sign) != 0 ? ~bits : bits | Sign;
    }

    private static double Value(ulong key) => BitConverter.UInt64BitsToDouble((key & Sign) != 0 ? key & ~Sign : ~key);

    // The keys differ in the bits below the shift and the digits above it only.
    private static void Select(ReadOnlySpan<ulong> keys, int shift, ReadOnlySpan<int> ranks, Span<ulong> found)
    {
        if (keys.Length <= Few || shift < 0)
        {
            ulong[] sorted = keys.ToArray();
            Array.Sort(sorted, 0, shift < 0 ? 0 : sorted.Length); // without a digit left they are all the same
            for (int i = 0; i < ranks.Length; i++)
            {
                found[i] = sorted[ranks[i]];
            }

            return;
        }

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

            Select(group.Keys, shift - Digits, within, found[group.First..group.Last]);
        }
    }

    private static int[] CountDigits(ReadOnlySpan<ulong> keys, int shift)
    {
        var counts = new int[1 << Digits];
        for (int start = 0; start < keys.Length; start += Slices.Values)
        {
            foreach (ulong key in keys.Slice(start, Slices.Next(start, keys.Length)))
            {
                counts[(ushort)(key >> shift)]++;
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
                int slot = slots[(ushort)(key >> shift)];
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
