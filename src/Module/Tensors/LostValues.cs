namespace NormTools;

/// <summary>Finds distinct values that become equal in Float32: identifiers, time stamps, large amounts.</summary>
internal static class LostValues
{
    private const double Decimals = 1e4; // only values of at most four decimals count: noise in later digits is no loss
    private const double Smallest = 1024; // below it Float32 keeps four decimals
    private const long MostLooked = 1 << 20;

    /// <param name="values">[rows, ...], row-major.</param>
    /// <param name="rows">The first dimension.</param>
    /// <returns>The column and two of its values; null where none were found in the first rows (at most about a million
    /// values are examined).</returns>
    public static (long Column, double First, double Second)? Find(double[] values, long rows)
    {
        long width = rows == 0 ? 0 : values.LongLength / rows;
        long looked = width == 0 ? 0 : Math.Min(rows, Math.Max(1024, MostLooked / width));
        var seen = new Dictionary<float, double>();
        for (long column = 0; column < width; column++)
        {
            seen.Clear();
            for (long row = 0; row < looked; row++)
            {
                double value = values[(row * width) + column];
                if (!(Math.Abs(value) >= Smallest) || Math.Round(value * Decimals) / Decimals != value)
                {
                    continue;
                }

                var single = (float)value;
                if (!seen.TryGetValue(single, out double first))
                {
                    seen.Add(single, value);
                }
                else if (first != value)
                {
                    return (column, first, value);
                }
            }
        }

        return null;
    }
}
