namespace NormTools.Core.Data;

/// <summary>What the numbers of a column are like: their range, how many are different, what Float32 makes of
/// them.</summary>
/// <remarks>
/// Different values are counted in a bounded sample (Gibbons 2001): of the floats whose hash begins with so many zeros
/// all are kept, and when they are too many, one zero more is asked for. Up to the bound the count is exact. Each kept
/// float remembers the double that it came from: a second one means that Float32 cannot tell the two apart.
/// </remarks>
internal sealed class ColumnProfile
{
    private const double MostLost = 0.05; // of values with many digits, whose last ones rarely mean anything
    private const double Digits = 1e4; // values of at most four decimals were written to be told apart

    private readonly int most;
    private Entry[] entries = new Entry[4];
    private int used;
    private int level;
    private int collapsed;
    private double last = double.NegativeInfinity;

    /// <param name="most">How many different values are counted exactly.</param>
    public ColumnProfile(int most) => this.most = most;

    public long Count { get; private set; }

    public double Minimum { get; private set; } = double.PositiveInfinity;

    public double Maximum { get; private set; } = double.NegativeInfinity;

    public bool IsWhole { get; private set; } = true;

    /// <summary>Whether each value is larger than the one before it.</summary>
    public bool IsIncreasing { get; private set; } = true;

    /// <summary>How many different values there are, as Float32 has them.</summary>
    public long Distinct => Math.Min((long)used << level, Count);

    /// <summary>Whether <see cref="Distinct"/> is an estimate.</summary>
    public bool IsEstimate => level > 0;

    /// <summary>Two values of few decimals that are one in Float32; null where there are none.</summary>
    public (double First, double Second)? Lost { get; private set; }

    /// <summary>Whether Float32 loses what tells values apart.</summary>
    public bool LosesValues => Lost is not null || collapsed > MostLost * used;

    public void Add(double number, float value)
    {
        Count++;
        Minimum = Math.Min(Minimum, number);
        Maximum = Math.Max(Maximum, number);
        IsWhole &= number == Math.Floor(number);
        IsIncreasing &= number > last;
        last = number;
        uint bits = BitConverter.SingleToUInt32Bits(value + 0f); // minus zero is zero
        uint hash = Mix(bits);
        if (hash >> 1 >> (31 - level) == 0)
        {
            Keep(bits, hash, number);
        }
    }

    private static uint Mix(uint value)
    {
        value = (value ^ (value >> 16)) * 0x85EBCA6B;
        value = (value ^ (value >> 13)) * 0xC2B2AE35;
        return value ^ (value >> 16);
    }

    private static bool IsShort(double number) => Math.Round(number * Digits) / Digits == number;

    private void Keep(uint bits, uint hash, double number)
    {
        int place = Place(bits, hash);
        if (!entries[place].IsUsed)
        {
            entries[place] = new Entry(number, bits, IsUsed: true, HasCollapsed: false);
            if (++used * 2 > entries.Length)
            {
                Grow();
            }

            return;
        }

        double first = entries[place].First;
        if (first != number)
        {
            collapsed += entries[place].HasCollapsed ? 0 : 1;
            entries[place] = entries[place] with { HasCollapsed = true };
            if (Lost is null && IsShort(first) && IsShort(number))
            {
                Lost = (first, number);
            }
        }
    }

    private int Place(uint bits, uint hash)
    {
        int place = (int)(hash & (uint)(entries.Length - 1));
        while (entries[place].IsUsed && entries[place].Bits != bits)
        {
            place = (place + 1) & (entries.Length - 1);
        }

        return place;
    }

    private void Grow()
    {
        Entry[] before = entries;
        bool isFull = used >= most;
        level += isFull && level < 31 ? 1 : 0;
        entries = new Entry[isFull ? before.Length : before.Length * 2];
        used = 0;
        collapsed = 0;
        foreach (Entry entry in before)
        {
            uint hash = Mix(entry.Bits);
            if (entry.IsUsed && hash >> 1 >> (31 - level) == 0)
            {
                entries[Place(entry.Bits, hash)] = entry;
                used++;
                collapsed += entry.HasCollapsed ? 1 : 0;
            }
        }
    }

    private readonly record struct Entry(double First, uint Bits, bool IsUsed, bool HasCollapsed);
}
