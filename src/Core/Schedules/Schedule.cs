using System.Text.Json;
using NormTools.Core.Catalogs;
using NormTools.Core.Checkpoints;

namespace NormTools.Core.Schedules;

/// <summary>What a schedule is told about its run when it is made.</summary>
/// <param name="Initial">The optimiser's learning rate.</param>
/// <param name="Momentum">The optimiser's momentum, or first beta; null where it has none.</param>
/// <param name="Epochs">Of the run.</param>
/// <param name="Steps">Of the run.</param>
internal readonly record struct ScheduleStart(double Initial, double? Momentum, long Epochs, long Steps);

/// <summary>How the learning rate changes over a run.</summary>
/// <remarks>Time is counted in epochs, or in steps where the argument "unit" says so; both from 0.</remarks>
internal abstract class Schedule : ICheckpointed
{
    /// <summary>All schedules by their names, with torch.optim.lr_scheduler's arguments and defaults.</summary>
    public static Catalog<Schedule> Catalog { get; } = new("schedule", "UnknownSchedule");

    /// <summary>torch.optim.lr_scheduler's name; Constant where none was asked for.</summary>
    public string Name { get; private set; } = "Constant";

    /// <summary>Its arguments, defaults filled in.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; private set; } = new Dictionary<string, string>();

    /// <summary>The JSON that makes the same schedule, defaults filled in; null where no schedule was asked
    /// for.</summary>
    public string? Specification { get; private set; }

    /// <summary>The prefix of its entries in a checkpoint: each parameter group has its own schedule.</summary>
    public string Prefix { get; set; } = "schedule.";

    /// <summary>Whether it starts from the optimiser's rate; otherwise it brings rates of its own.</summary>
    public virtual bool StartsFromOptimizer => true;

    /// <summary>Whether it moves with each step instead of each epoch.</summary>
    public virtual bool MovesBySteps => false;

    /// <summary>Whether the number of epochs changes its rates.</summary>
    public virtual bool DependsOnEpochs => false;

    /// <summary>Whether it moves the momentum as well.</summary>
    public virtual bool MovesMomentum => false;

    /// <summary>The result of an epoch that it follows, or null for none.</summary>
    public virtual string? Monitor => null;

    /// <summary>Whether less of it is better; null where its name tells.</summary>
    public virtual bool? Falls => null;

    /// <summary>The rate, momentum and length that the run starts with.</summary>
    protected ScheduleStart Start { get; private set; }

    /// <summary>The schedule of a run; null gives a constant rate.</summary>
    /// <exception cref="CoreException">UnknownSchedule, UnknownOption, InvalidRunOptions.</exception>
    public static Schedule Create(JsonElement? given)
    {
        if (given is not JsonElement element)
        {
            return new ConstantSchedule();
        }

        Schedule schedule = Catalog.Create(element, out Arguments read);
        schedule.Name = Catalog.Find(element).Name;
        schedule.Settings = read.Settings;
        schedule.Specification = read.Specification(schedule.Name);
        return schedule;
    }

    /// <summary>Tells it what the run starts with.</summary>
    /// <exception cref="CoreException">InvalidRunOptions: it cannot move this run's rate.</exception>
    public virtual void Begin(ScheduleStart start)
    {
        Start = start;
        if (MovesMomentum && start.Momentum is null)
        {
            throw CoreException.Argument(
                "InvalidRunOptions", $"The schedule {Name} also moves the momentum, but the optimizer has none. Give "
                    + "it one (-Momentum 0.9), or cycle_momentum = $false to the schedule.");
        }
    }

    /// <summary>The rate at a time.</summary>
    public abstract double Rate(long time);

    /// <summary>The momentum at a time.</summary>
    public virtual double Momentum(long time) => Start.Momentum ?? 0;

    /// <summary>The rate at a time given the rate of the schedule before it in a chain.</summary>
    public virtual double Follow(double rate, long time)
    {
        double before = time == 0 ? Start.Initial : Rate(time - 1);
        return before == 0 ? 0 : rate * Rate(time) / before;
    }

    /// <summary>Takes note of the result of an epoch that <see cref="Monitor"/> names.</summary>
    public virtual void EpochEnded(double result, bool falls)
    {
    }

    /// <inheritdoc/>
    public virtual void Save(CheckpointWriter entries)
    {
    }

    /// <inheritdoc/>
    public virtual void Restore(CheckpointReader entries)
    {
    }

    private sealed class ConstantSchedule : Schedule
    {
        public override double Rate(long time) => Start.Initial;
    }
}

/// <summary>A schedule that is a formula of the time, in epochs or steps.</summary>
internal abstract class FormulaSchedule(Arguments arguments) : Schedule
{
    private readonly bool bySteps = arguments.OneOf("unit", "epoch", "epoch", "step") == "step";

    public override bool MovesBySteps => bySteps;
}
