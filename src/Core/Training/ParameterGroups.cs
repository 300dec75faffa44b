using NormTools.Core.Checkpoints;
using NormTools.Core.Optimizers;
using NormTools.Core.Schedules;

namespace NormTools.Core.Training;

/// <summary>Parameters that move by the same rule with the same arguments.</summary>
/// <param name="Optimizer">Null where they are frozen.</param>
/// <param name="Schedule">The learning rate's schedule.</param>
/// <param name="Blocks">The parameters.</param>
internal sealed record ParameterGroup(Optimizer? Optimizer, Schedule Schedule, IReadOnlyList<ParameterBlock> Blocks);

/// <summary>All parameters of a run's model, each in one group; one step updates them all.</summary>
/// <remarks>
/// Each group's schedule starts from its own rate; a schedule that does not start from the optimiser's rate (OneCycleLR,
/// CyclicLR, a script) gives each group rates in proportion to the group's own.
/// </remarks>
internal sealed unsafe class ParameterGroups : ICheckpointed, IDisposable
{
    private readonly ParameterGroup[] moving;
    private readonly double[] factors;
    private readonly double[] rates;
    private readonly double[] scheduled; // what the schedules gave last
    private double[]? given; // rates that were set from outside, while the schedules gave those of reference
    private double[] reference = [];

    /// <param name="groups">The groups; the rate reported is that of the first one that is not frozen.</param>
    /// <param name="rate">The learning rate of the options, which a group may override.</param>
    public ParameterGroups(IReadOnlyList<ParameterGroup> groups, double rate)
    {
        All = groups;
        moving = [.. groups.Where(group => group.Optimizer is not null)];
        factors = [.. moving.Select(group => group.Schedule.StartsFromOptimizer || rate == 0 ? 1 : group.Optimizer!.LearningRate / rate)];
        rates = new double[moving.Length];
        scheduled = new double[moving.Length];
        Merged = ParameterBlock.Merge([.. moving.SelectMany(group => group.Blocks)]);
    }

    public IReadOnlyList<ParameterGroup> All { get; }

    /// <summary>The parameters that are not frozen, adjacent blocks merged.</summary>
    public ParameterBlock[] Merged { get; }

    public long HeldBytes => moving.Sum(group => group.Optimizer!.HeldBytes);

    /// <summary>The optimiser of the parameters without a group, or the first one there is.</summary>
    public Optimizer First => moving[0].Optimizer!;

    /// <summary>Attaches the optimisers to their parameters and starts the schedules.</summary>
    public void Begin(float* parameters, float* gradients, long epochs, long steps)
    {
        foreach (ParameterGroup group in moving)
        {
            Optimizer optimizer = group.Optimizer!;
            group.Schedule.Begin(new(optimizer.LearningRate, optimizer.Momentum, epochs, steps));
            optimizer.Attach(parameters, gradients, group.Blocks);
        }
    }

    /// <summary>Sets the rates for a step, and the momentum where the schedule changes it.</summary>
    /// <returns>The rate to report.</returns>
    public double SetRate(long epoch, long step)
    {
        for (int i = 0; i < moving.Length; i++)
        {
            Schedule schedule = moving[i].Schedule;
            long time = schedule.MovesBySteps ? step : epoch;
            scheduled[i] = schedule.Rate(time) * factors[i];
            rates[i] = given is null ? scheduled[i]
                : scheduled[i] == reference[i] ? given[i] : given[i] * (scheduled[i] / reference[i]);
            if (schedule.MovesMomentum)
            {
                moving[i].Optimizer!.Momentum = schedule.Momentum(time);
            }
        }

        return rates[0];
    }

    /// <summary>Sets the rate from the next step on; the other groups keep their proportion, and what schedules change is changed in
    /// proportion.</summary>
    /// <exception cref="CoreException">NoRateToChange: there is none yet, or it is 0.</exception>
    public void UseRate(double rate)
    {
        if (!(scheduled[0] > 0) || !(rates[0] > 0))
        {
            throw CoreException.State(
                "NoRateToChange", "The learning rate can be set behind a step whose rate is above 0: it is changed in proportion.");
        }

        given = [.. rates.Select(now => rate * (now / rates[0]))];
        reference = [.. scheduled];
    }

    /// <summary>Takes one step with the rates set.</summary>
    public void Step(float gradientFactor, int threads)
    {
        for (int i = 0; i < moving.Length; i++)
        {
            moving[i].Optimizer!.Step(rates[i], gradientFactor, threads);
        }
    }

    /// <summary>Takes one step of a rule that evaluates the loss several times.</summary>
    public void Step(Closure closure) => First.Step(rates[0], closure);

    /// <summary>Tells the schedules the result that they follow.</summary>
    public void EpochEnded(double result, bool falls)
    {
        foreach (ParameterGroup group in moving)
        {
            group.Schedule.EpochEnded(result, falls);
        }
    }

    public void Save(CheckpointWriter entries)
    {
        if (given is not null)
        {
            entries.Add("rate.given", given);
            entries.Add("rate.reference", reference);
        }

        foreach (ParameterGroup group in moving)
        {
            group.Optimizer!.Save(entries);
            group.Schedule.Save(entries);
        }
    }

    public void Restore(CheckpointReader entries)
    {
        given = entries.Has("rate.given") ? entries.Numbers("rate.given") : null;
        reference = given is null ? [] : entries.Numbers("rate.reference");
        if (given is not null && (given.Length != rates.Length || reference.Length != rates.Length || reference.Any(rate => !(rate > 0))))
        {
            throw entries.Invalid("its rates are not those of the run's groups");
        }

        foreach (ParameterGroup group in moving)
        {
            group.Optimizer!.Restore(entries);
            group.Schedule.Restore(entries);
        }
    }

    public void Dispose()
    {
        foreach (ParameterGroup group in moving)
        {
            group.Optimizer!.Dispose();
        }
    }
}
