using System.Runtime.CompilerServices;

namespace NormTools.Core.Schedules;

/// <summary>torch.optim.lr_scheduler.ChainedScheduler: several schedules at once, each applied to the rate that the one
/// before it gives.</summary>
internal sealed class ChainedSchedule(Arguments arguments) : FormulaSchedule(arguments)
{
    private readonly Schedule[] parts = SequentialSchedule.Parts(arguments);
    private long reached = -1;
    private double rate;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "ChainedScheduler",
        "several schedules at once, each applied to the rate of the one before",
        arguments => new ChainedSchedule(arguments));

    public override void Begin(ScheduleStart start)
    {
        base.Begin(start);
        reached = -1;
        Array.ForEach(parts, part => part.Begin(start));
    }

    public override double Rate(long time)
    {
        if (reached > time || reached < 0)
        {
            (reached, rate) = (-1, Start.Initial);
        }

        while (reached < time)
        {
            reached++;
            rate = parts.Aggregate(rate, (sofar, part) => part.Follow(sofar, reached));
        }

        return rate;
    }
}
