namespace NormTools;

/// <summary>Which stream a cmdlet draws from.</summary>
internal static class Streams
{
    /// <summary>
    /// The given generator, else a new one with the given seed, else a new one with a fresh seed.
    /// </summary>
    /// <exception cref="NormToolsException">Both were given.</exception>
    public static RandomGenerator Choose(RandomGenerator? generator, ulong? seed)
    {
        RefuseBoth(generator, seed);
        return generator ?? new RandomGenerator(seed ?? Seeds.Fresh());
    }

    /// <exception cref="NormToolsException">Both were given.</exception>
    public static void RefuseBoth(RandomGenerator? generator, ulong? seed)
    {
        if (generator is not null && seed is not null)
        {
            throw Errors.SeedAndGenerator();
        }
    }
}
