using System.Collections.Specialized;

namespace NormTools;

/// <summary>What a sweep does: its trials follow from it alone, in any order, on any machine.</summary>
internal sealed class SweepPlan
{
    /// <summary>The most trials of a sweep.</summary>
    public const int MostTrials = 1_000_000;

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

    public int Trials { get; }

    public int Repeats { get; }

    /// <summary>The values of a trial, from 0.</summary>
    public OrderedDictionary Values(int trial) => Space.At(Sampler, Seed, trial);

    /// <summary>The seed of a repetition, from 0. It is the same in every trial, so that trials are compared under the same
    /// chance.</summary>
    public ulong SeedOf(int repeat) => MixedSeed.Of(Seed, (ulong)repeat) >> 32;

    /// <summary>The plan as sweep.json has it.</summary>
    public OrderedDictionary ToJson() => new OrderedDictionary
    {
        ["version"] = SweepFolder.Version,
        ["trials"] = Trials,
        ["seed"] = Seed,
        ["sampler"] = Sampler.ToString(),
        ["repeat"] = Repeats,
        ["score"] = Measure.Name,
        ["score_mode"] = Measure.Falls ? "Minimum" : "Maximum",
        ["parameters"] = Space.ToJson(),
        ["script"] = Script.Source,
    };

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
