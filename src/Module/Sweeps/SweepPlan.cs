using System.Collections.Specialized;

namespace NormTools;

/// <summary>What a sweep does: its trials follow from it alone, in any order, on any machine.</summary>
internal sealed partial class SweepPlan
{
    /// <summary>The most trials of a sweep.</summary>
    public const int MostTrials = 1_000_000;

    /// <summary>The trials of a round that learns from the rounds before it, unless something else is said.</summary>
    public const int UsualRound = 5;

    public SweepPlan(SearchSpace space, SweepScript script, SweepMeasure measure, SweepSampler sampler, ulong seed, int trials, int repeats)
    {
        Space = space;
        Script = script;
        Measure = measure;
        Sampler = sampler;
        Seed = seed;
        Trials = trials;
        Repeats = repeats;
        int? most = SweepPoints.Most(sampler);
        if (most < space.Names.Count)
        {
            throw Errors.TooManyParameters(sampler, most.Value, space.Names.Count);
        }
    }

    public SearchSpace Space { get; }

    public SweepScript Script { get; }

    public SweepMeasure Measure { get; }

    public SweepSampler Sampler { get; }

    public ulong Seed { get; }

    public int Trials { get; set; }

    public int Repeats { get; }

    /// <summary>How many trials are done at a time where they are learnt from, or compared with, those before.</summary>
    public int RoundSize { get; set; } = UsualRound;

    /// <summary>How trials are ended before their last epoch; null where none is.</summary>
    public SweepPruning? Pruning { get; set; }

    /// <summary>What computes the trials, on every machine.</summary>
    public SweepLevel Level { get; set; } = SweepLevel.Own;

    /// <summary>Whether trials wait for the round before them, and are in no bracket.</summary>
    public bool HasRounds => Pruning?.HasRungs != true && (Sampler == SweepSampler.Tpe || Pruning is not null);

    /// <summary>The trials in the order in which they wait for one another. Where a round begins does not depend on how many trials there are, so
    /// that more can be added.</summary>
    public IEnumerable<SweepRound> Rounds()
    {
        int first = 0;
        foreach (SweepBracket bracket in Pruning?.Brackets ?? Array.Empty<SweepBracket>())
        {
            yield return new SweepRound(first, bracket.Count, bracket.Promotions);
            first += bracket.Count;
        }

        int size = !HasRounds ? Trials : Sampler == SweepSampler.Tpe ? ParzenSampler.Startup : SweepPruning.Startup;
        for (; first < Trials; first += size, size = RoundSize)
        {
            yield return new SweepRound(first, Math.Min(size, Trials - first));
        }
    }

    /// <summary>The most trials that can be done at a time.</summary>
    public int MostAtOnce => Rounds().Max(round => round.Count);

    /// <summary>Whether the values of a round are learnt from the rounds before it.</summary>
    public bool IsLearnt(SweepRound round) => Sampler == SweepSampler.Tpe && round.First >= ParzenSampler.Startup;

    /// <summary>The values of a trial, from 0, of a round that is not learnt.</summary>
    public OrderedDictionary Values(int trial) => Space.At(Sampler == SweepSampler.Tpe ? SweepSampler.Random : Sampler, Seed, trial);

    /// <summary>The seed of a repetition, from 0. It is the same in every trial, so that trials are compared under the same
    /// chance.</summary>
    public ulong SeedOf(int repeat) => MixedSeed.Of(Seed, (ulong)repeat) >> 32;

    /// <summary>How many trials there are: all of a grid, else as many as -Trial says.</summary>
    /// <exception cref="NormToolsException">The two do not go together.</exception>
    public static int Count(SearchSpace space, SweepSampler sampler, int? trials)
    {
        const int Usual = 10;
        if (sampler != SweepSampler.Grid)
        {
            return trials ?? Usual;
        }

        if (!space.IsGrid)
        {
            throw Errors.RangeInGrid(space.Names.First(name => space.HasRange(name)));
        }

        return trials is not null ? throw Errors.GridHasItsTrials(space.Combinations)
            : space.Combinations > MostTrials ? throw Errors.TooManyTrials(space.Combinations, MostTrials)
            : (int)space.Combinations;
    }

    /// <exception cref="NormToolsException">A grid has all its trials.</exception>
    public void ThrowIfFull()
    {
        if (Sampler == SweepSampler.Grid)
        {
            throw Errors.GridIsFull();
        }

        if (Trials > MostTrials)
        {
            throw Errors.TooManyTrials(Trials, MostTrials);
        }
    }
}
