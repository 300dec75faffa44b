namespace NormTools;

/// <summary>Random bits that depend on a seed and on numbers alone: the finaliser of SplitMix64 (Steele, Lea and Flood 2014) over
/// each.</summary>
internal static class MixedSeed
{
    private const double OneOf2To53 = 1.0 / (1L << 53);

    public static ulong Of(ulong seed, params ulong[] numbers)
    {
        ulong mixed = Mix(seed);
        foreach (ulong number in numbers)
        {
            mixed = Mix(mixed + number);
        }

        return mixed;
    }

    /// <summary>A number in [0, 1).</summary>
    public static double Share(ulong bits) => (bits >> 11) * OneOf2To53;

    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
