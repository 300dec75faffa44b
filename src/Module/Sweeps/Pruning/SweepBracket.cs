namespace NormTools;

/// <summary>Trials of which the best go on from rung to rung. All of it is counted in whole numbers: a logarithm that is rounded loses
/// a bracket at 243 epochs.</summary>
internal readonly struct SweepBracket
{
    public SweepBracket(int promotions, int count)
    {
        Promotions = promotions;
        Count = count;
    }

    /// <summary>How many times the best are chosen.</summary>
    public int Promotions { get; }

    /// <summary>The trials that it begins with.</summary>
    public int Count { get; }

    /// <summary>The most promotions: how many times the epochs can be divided by the factor and are at least so many.</summary>
    /// <param name="epochs">Of a whole trial.</param>
    /// <param name="least">Of the first rung.</param>
    /// <param name="factor">What each rung divides the trials by.</param>
    public static int Deepest(long epochs, long least, int factor)
    {
        int promotions = 0;
        for (; epochs / factor >= least; epochs /= factor)
        {
            promotions++;
        }

        return promotions;
    }

    /// <summary>The one bracket of successive halving: no deeper than there are trials for.</summary>
    public static SweepBracket Halving(int deepest, int factor, int trials) => new SweepBracket(Math.Min(deepest, Deepest(trials, 1, factor)), trials);

    /// <summary>A bracket of Hyperband, by its place: the deepest one first, and after the shallowest the deepest again.</summary>
    public static SweepBracket Hyperband(int deepest, int factor, int place)
    {
        int promotions = deepest - (place % (deepest + 1));
        long power = 1;
        for (int i = 0; i < promotions; i++)
        {
            power *= factor;
        }

        return new SweepBracket(promotions, (int)Math.Min((((deepest + 1) * power) + promotions) / (promotions + 1), int.MaxValue));
    }

    /// <summary>The epochs after which a rung ends; the last one ends with the trials.</summary>
    public long Pause(long epochs, int factor, int rung)
    {
        for (int i = rung; i < Promotions; i++)
        {
            epochs /= factor;
        }

        return epochs;
    }

    /// <summary>How many of the trials of a rung go on.</summary>
    public static int Kept(int trials, int factor) => Math.Max(trials / factor, 1);
}
