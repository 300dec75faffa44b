namespace NormTools.Core.Data;

/// <summary>How many different floats a column has, and what Float32 makes of its numbers.</summary>
/// <remarks>
/// Different values are counted in a bounded sample (Gibbons 2001): of the floats whose hash begins with so many zeros
/// all are kept, and when they are too many, one zero more is asked for. Up to the bound the count is exact. Each kept
/// float remembers the double that it came from: a second one means that Float32 cannot tell the two apart. The first few
/// floats are a plain list: a wide table has a sample for each of its columns.
/// </remarks>
internal sealed class ValueSample
{
    private const double MostLost = 0.05; // of values with many digits, whose last ones rarely mean anything
    private const double Digits = 1e4; // values of at most four decimals were written to be told apart

    private const double SmallestWhole = 1.17549435e-38; // of Float32 with all its digits
    private const double MostRounding = 1e-6; // relative
    private const int MostInList = 4;

    [ThreadStatic]
    private static Entry[]? scratch;

    private readonly int most;
    private Entry[] entries = []; // a list of up to MostInList, then a hash table that is at most half full
    private int used;
    private int level;
    private int collapsed;

    /// <param name="most">How many different values are counted exactly.</param>
    public ValueSample(int most) => this.most = most;

    /// <summary>Of the hashes of values that are looked at, the largest one.</summary>
    public uint LargestHash => uint.MaxValue >> level;

    /// <summary>How many different values there are, as Float32 has them.</summary>
    public long Distinct => (long)used << level;

    /// <summary>Whether <see cref="Distinct"/> is an estimate.</summary>
    public bool IsEstimate => level > 0;

    /// <summary>Two values of few decimals that are one in Float32; null where there are none.</summary>
    public Tuple<double, double>? Lost { get; private set; }

    /// <summary>A whole number that Float32 rounds; null where there is none.</summary>
    public double? Rounded { get; private set; }

    /// <summary>A number so small that Float32 has 0 or a few of its digits; null where there is none.</summary>
    public double? Vanished { get; private set; }

    /// <summary>Whether Float32 loses what tells values apart.</summary>
    public bool LosesValues => Lost is not null || collapsed > MostLost * used;

    public void Add(double number, float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value + 0f); // minus zero is zero
        uint hash = Hash(bits);
        if (hash <= LargestHash)
        {
            Keep(bits, hash, number);
        }
    }

    public static uint Hash(uint value)
    {
        value = (value ^ (value >> 16)) * FirstFactor;
        value = (value ^ (value >> 13)) * SecondFactor;
        return value ^ (value >> 16);
    }

    /// <summary>Of <see cref="Hash"/>.</summary>
    public const uint FirstFactor = 0x85EBCA6B;

    /// <inheritdoc cref="FirstFactor"/>
    public const uint SecondFactor = 0xC2B2AE35;

    private static bool IsShort(double number) => Math.Round(number * Digits) / Digits == number;

    private bool IsFull => used >= (entries.Length <= MostInList ? entries.Length : entries.Length / 2);

    private void Keep(uint bits, uint hash, double number)
    {
        if (Math.Abs(number) < SmallestWhole && number != 0 && Vanished is null && Math.Abs(BitConverter.UInt32BitsToSingle(bits) - number) > MostRounding * Math.Abs(number))
        {
            Vanished = number;
        }

        if (Rounded is null && BitConverter.UInt32BitsToSingle(bits) != number && number == Math.Floor(number))
        {
            Rounded = number;
        }

        int place = Place(bits, hash);
        if (place == entries.Length || !entries[place].IsUsed)
        {
            if (IsFull)
            {
                Grow();
                if (hash > LargestHash)
                {
                    return;
                }

                place = Place(bits, hash);
            }

            entries[place] = new Entry(number, bits, IsUsed: true, HasCollapsed: false);
            used++;
            return;
        }

        double first = entries[place].First;
        if (first != number)
        {
            collapsed += entries[place].HasCollapsed ? 0 : 1;
            entries[place] = entries[place] with { HasCollapsed = true };
            if (Lost is null && IsShort(first) && IsShort(number))
            {
                Lost = new(first, number);
            }
        }
    }

    // Where the float is, or goes; the length of a list that is full.
    private int Place(uint bits, uint hash)
    {
        bool isList = entries.Length <= MostInList;
        int place = isList ? 0 : (int)(hash & (uint)(entries.Length - 1));
        while (place < entries.Length && entries[place].IsUsed && entries[place].Bits != bits)
        {
            place = isList ? place + 1 : (place + 1) & (entries.Length - 1);
        }

        return place;
    }

    private void Grow()
    {
        Entry[] before = entries;
        if (before.Length < MostInList)
        {
            Array.Resize(ref entries, Math.Max(1, before.Length * 2));
            return;
        }

        if (used >= most)
        {
            level += level < 31 ? 1 : 0;
            before = Copy(entries); // the table stays: a column of many values would leave many behind
            Array.Clear(entries);
        }
        else
        {
            entries = new Entry[before.Length * 2];
        }

        int count = before.Length < entries.Length ? before.Length : entries.Length;
        used = 0;
        collapsed = 0;
        for (int i = 0; i < count; i++)
        {
            Entry entry = before[i];
            uint hash = Hash(entry.Bits);
            if (entry.IsUsed && hash <= LargestHash)
            {
                entries[Place(entry.Bits, hash)] = entry;
                used++;
                collapsed += entry.HasCollapsed ? 1 : 0;
            }
        }
    }

    private static Entry[] Copy(Entry[] table)
    {
        if (scratch is null || scratch.Length < table.Length)
        {
            scratch = new Entry[table.Length];
        }

        table.CopyTo(scratch, 0);
        return scratch;
    }

    private readonly record struct Entry(double First, uint Bits, bool IsUsed, bool HasCollapsed);
}
