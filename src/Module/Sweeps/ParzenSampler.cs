using System.Collections;

namespace NormTools;

/// <summary>Chooses the values of trials from those of earlier ones: of what is likely among the good trials, the candidate that is least
/// likely among the others (Bergstra et al. 2011).</summary>
internal static class ParzenSampler
{
    /// <summary>The trials that are drawn at random, before there is enough to learn from.</summary>
    public const int Startup = 10;

    private const int Candidates = 24, MostGood = 25;
    private const int GoodShare = 10; // one of so many is good

    /// <summary>The places of the trials of a round.</summary>
    /// <param name="space">The parameters.</param>
    /// <param name="seed">The sweep's seed.</param>
    /// <param name="earlier">The trials of earlier rounds, the best first.</param>
    /// <param name="first">The first trial of the round, from 0.</param>
    /// <param name="count">How many it has.</param>
    public static double[][] Propose(SearchSpace space, ulong seed, IReadOnlyList<IDictionary> earlier, int first, int count)
    {
        int[] choices = space.Choices;
        double[][] places = earlier.Select(space.PlacesOf).ToArray();
        int good = Math.Min((places.Length + GoodShare - 1) / GoodShare, MostGood);
        var likely = new ParzenMixture(places.Take(good).ToArray(), choices);
        List<double[]> bad = places.Skip(good).ToList();
        var proposed = new double[count][];
        for (int i = 0; i < count; i++)
        {
            proposed[i] = Best(likely, new ParzenMixture(bad, choices), seed, first + i, choices.Length);
            bad.Add(proposed[i]); // until it is known better: the others of the round go elsewhere
        }

        return proposed;
    }

    private static double[] Best(ParzenMixture good, ParzenMixture bad, ulong seed, int trial, int parameters)
    {
        double[]? best = null;
        double largest = double.NegativeInfinity;
        for (int candidate = 0; candidate < Candidates; candidate++)
        {
            double[] drawn = Enumerable.Range(0, parameters + 1)
                .Select(i => MixedSeed.Share(MixedSeed.Of(seed, (ulong)trial, (ulong)candidate, (ulong)i))).ToArray();
            double[] place = good.Draw(drawn);
            double gain = good.LogDensity(place) - bad.LogDensity(place);
            if (best is null || gain > largest)
            {
                (best, largest) = (place, gain);
            }
        }

        return best!;
    }
}
