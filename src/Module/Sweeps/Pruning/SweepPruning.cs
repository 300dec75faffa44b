namespace NormTools;

/// <summary>How trials of a sweep are ended before their last epoch, and what that needs.</summary>
internal sealed class SweepPruning
{
    /// <summary>What successive halving divides the trials by, unless something else is said.</summary>
    public const int UsualFactor = 3;

    /// <summary>The trials of the first round of <see cref="SweepPruner.Median"/>, which have nothing to be compared with.</summary>
    public const int Startup = 5;

    private readonly List<SweepBracket> brackets = new List<SweepBracket>();

    /// <param name="pruner">How.</param>
    /// <param name="factor">What a rung divides the trials by.</param>
    /// <param name="least">The first epoch after which a trial may end.</param>
    public SweepPruning(SweepPruner pruner, int factor, int least)
    {
        Pruner = pruner;
        Factor = factor;
        Least = least;
    }

    public SweepPruner Pruner { get; }

    public int Factor { get; }

    public int Least { get; }

    /// <summary>The epochs of a whole trial.</summary>
    public long Epochs { get; set; }

    /// <summary>Whether the best go on from rung to rung.</summary>
    public bool HasRungs => Pruner != SweepPruner.Median;

    /// <summary>The brackets, one behind the other; none without rungs.</summary>
    public IReadOnlyList<SweepBracket> Brackets => brackets;

    /// <summary>Whether a trial of so many epochs can be ended before its last one.</summary>
    public bool Suits(long epochs) => HasRungs ? SweepBracket.Deepest(epochs, Least, Factor) > 0 : epochs > Least;

    private int Deepest => SweepBracket.Deepest(Epochs, Least, Factor);

    /// <summary>The epoch after which a rung ends.</summary>
    public long PauseOf(SweepRound round, int rung) => new SweepBracket(round.Promotions, round.Count).Pause(Epochs, Factor, rung);

    /// <summary>The trials of all brackets of Hyperband, once.</summary>
    public double AllBrackets() => Enumerable.Range(0, Deepest + 1).Sum(place => (double)SweepBracket.Hyperband(Deepest, Factor, place).Count);

    /// <summary>Puts trials into brackets: one more of successive halving, or as many as they fill of Hyperband.</summary>
    public void Add(int trials)
    {
        while (HasRungs && trials > 0)
        {
            SweepBracket whole = Pruner == SweepPruner.Hyperband ? SweepBracket.Hyperband(Deepest, Factor, brackets.Count)
                : SweepBracket.Halving(Deepest, Factor, trials);
            SweepBracket bracket = whole.Count <= trials ? whole : SweepBracket.Halving(whole.Promotions, Factor, trials);
            brackets.Add(bracket);
            trials -= bracket.Count;
        }
    }

    /// <summary>Takes a bracket that is known.</summary>
    public void Add(SweepBracket bracket) => brackets.Add(bracket);
}
