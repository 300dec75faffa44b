using System.Runtime.CompilerServices;
using System.Text.Json;

namespace NormTools.Core.Schedules;

/// <summary>torch.optim.lr_scheduler.SequentialLR: one schedule after the other; each starts anew at its
/// milestone.</summary>
internal sealed class SequentialSchedule(Arguments arguments) : FormulaSchedule(arguments)
{
    private readonly long[] milestones = arguments.RequiredSizes("milestones");
    private readonly Schedule[] parts = Parts(arguments);

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "SequentialLR",
        "one schedule after the other, each from its milestone",
        arguments => new SequentialSchedule(arguments));

    public override void Begin(ScheduleStart start)
    {
        base.Begin(start);
        if (parts.Length != milestones.Length + 1 || !milestones.Order().SequenceEqual(milestones))
        {
            throw CoreException.Argument(
                "InvalidRunOptions", $"The schedule SequentialLR: {Plural.Of(parts.Length, "schedule")} want "
                    + $"{Plural.Of(parts.Length - 1, "rising milestone")}, but [{string.Join(", ", milestones)}] was given.");
        }

        Array.ForEach(parts, part => part.Begin(start));
    }

    public override double Rate(long time)
    {
        int index = milestones.Count(milestone => milestone <= time);
        return parts[index].Rate(time - (index == 0 ? 0 : milestones[index - 1]));
    }

    /// <summary>The schedules inside another. Those that follow results, move the momentum or count their own steps are
    /// refused.</summary>
    internal static Schedule[] Parts(Arguments arguments)
    {
        if (arguments.Nested("schedulers", isRequired: true) is not JsonElement list)
        {
            return arguments.IsDeclaring ? [] : throw arguments.Invalid("schedulers", "are required");
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            throw arguments.Invalid("schedulers", "have to be a list of schedules, each with its type and arguments");
        }

        Schedule[] parts = [.. list.EnumerateArray().Select(item => Create(item))];
        arguments.NoteParts("schedulers", parts.Select(part => (part.Name, part.Settings)));
        return Array.Find(parts, part => part.Monitor is not null || part.MovesMomentum || part.MovesBySteps) is { } odd
            ? throw arguments.Invalid("schedulers", $"cannot hold {odd.Name} as it is: all of them count time in the "
                + "outer unit, and results and momentum are the run's")
            : parts;
    }
}
