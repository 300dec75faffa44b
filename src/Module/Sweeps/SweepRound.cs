namespace NormTools;

/// <summary>Trials that wait for one another: the next round begins when all of them are done, so that it can learn from their scores whoever
/// was the faster.</summary>
internal readonly struct SweepRound
{
    public SweepRound(int first, int count, int promotions = 0)
    {
        First = first;
        Count = count;
        Promotions = promotions;
    }

    /// <summary>Its first trial, from 0.</summary>
    public int First { get; }

    public int Count { get; }

    /// <summary>How many times the best of them are chosen to go on.</summary>
    public int Promotions { get; }
}
