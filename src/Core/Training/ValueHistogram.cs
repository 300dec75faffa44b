using System.Text.Json;

namespace NormTools.Core.Training;

/// <summary>How often values fall into equally wide bins from the least finite value to the largest.</summary>
/// <param name="Low">The least finite value; NaN where there is none.</param>
/// <param name="High">The largest finite value.</param>
/// <param name="Counts">Values of each bin; the last one has its upper end too.</param>
internal readonly record struct ValueHistogram(double Low, double High, long[] Counts)
{
    public const int Bins = 40;

    public static ValueHistogram Of(ReadOnlySpan<float> values)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (float value in values)
        {
            if (float.IsFinite(value))
            {
                low = Math.Min(low, value);
                high = Math.Max(high, value);
            }
        }

        long[] counts = new long[Bins];
        if (low > high)
        {
            return new ValueHistogram(double.NaN, double.NaN, counts);
        }

        double scale = high > low ? Bins / (high - low) : 0;
        foreach (float value in values)
        {
            if (float.IsFinite(value))
            {
                counts[Math.Min((int)((value - low) * scale), Bins - 1)]++;
            }
        }

        return new ValueHistogram(low, high, counts);
    }

    /// <summary><c>{"low":-1,"high":1,"counts":[...]}</c>; null where no value is finite.</summary>
    public void Write(Utf8JsonWriter json, string name)
    {
        if (double.IsNaN(Low))
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("low", Low);
        json.WriteNumber("high", High);
        json.WriteStartArray("counts");
        Array.ForEach(Counts, json.WriteNumberValue);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
