using NormTools.Native;

namespace NormTools;

/// <summary>How often values fall into equally wide bins from the least finite value to the largest.</summary>
public sealed class ValueHistogram
{
    private const int Bins = 40;

    private ValueHistogram(double low, double high, long[] counts)
    {
        Low = low;
        High = high;
        Count = counts;
    }

    /// <summary>The least finite value: where the first bin begins.</summary>
    public double Low { get; }

    /// <summary>The largest finite value: where the last bin ends.</summary>
    public double High { get; }

    /// <summary>The values of each bin.</summary>
    public long[] Count { get; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Count.Sum():N0} values from {Low:G4} to {High:G4}");

    /// <summary>One that the core made; null where no value was finite.</summary>
    internal static ValueHistogram? Of(Dictionary<string, object?> json, string name) =>
        json.TryGetValue(name, out object? value) && value is Dictionary<string, object?> item
            ? new ValueHistogram(JsonNumber.Real(item["low"]), JsonNumber.Real(item["high"]), ((List<object?>)item["counts"]!).Select(count => (long)count!).ToArray())
            : null;

    /// <summary>That of some values; null where none is finite.</summary>
    internal static ValueHistogram? Of(float[] values)
    {
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        int looked = 0;
        foreach (float value in values)
        {
            StopFlag.Poll(ref looked);
            if (!float.IsNaN(value) && !float.IsInfinity(value))
            {
                low = Math.Min(low, value);
                high = Math.Max(high, value);
            }
        }

        if (low > high)
        {
            return null;
        }

        var counts = new long[Bins];
        double scale = high > low ? Bins / ((double)high - low) : 0;
        foreach (float value in values)
        {
            StopFlag.Poll(ref looked);
            if (!float.IsNaN(value) && !float.IsInfinity(value))
            {
                counts[Math.Min((int)(((double)value - low) * scale), Bins - 1)]++;
            }
        }

        return new ValueHistogram(low, high, counts);
    }
}
