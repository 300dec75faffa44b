using System.Runtime.CompilerServices;

namespace NormTools.Core.Schedules;

/// <summary>torch.optim.lr_scheduler.OneCycleLR: up from a low rate, then down to a much lower one, the momentum moving
/// the opposite way.</summary>
/// <remarks>
/// Smith and Topin 2017. It moves at every step and ends with the run (or after total_steps). From max_lr / div_factor to
/// max_lr during the share pct_start of the steps, then down to max_lr / div_factor / final_div_factor; with
/// three_phase it first falls back to where it began. The optimiser's own rate is not used.
/// </remarks>
internal sealed class OneCycleSchedule : Schedule
{
    private readonly double most;
    private readonly long? total;
    private readonly double rising;
    private readonly bool cosine;
    private readonly double divisor;
    private readonly double finalDivisor;
    private readonly bool threePhases;
    private readonly bool cycles;
    private readonly double leastMomentum;
    private readonly double mostMomentum;

    public OneCycleSchedule(Arguments arguments)
    {
        most = arguments.RequiredNumber("max_lr", 0);
        total = arguments.IntegerOrNull("total_steps", null, 1, int.MaxValue);
        rising = arguments.Number("pct_start", 0.3, 0, 1);
        cosine = arguments.OneOf("anneal_strategy", "cos", "cos", "linear") == "cos";
        cycles = arguments.Flag("cycle_momentum", true);
        leastMomentum = arguments.Number("base_momentum", 0.85, 0, 1);
        mostMomentum = arguments.Number("max_momentum", 0.95, 0, 1);
        divisor = arguments.Number("div_factor", 25, double.Epsilon);
        finalDivisor = arguments.Number("final_div_factor", 1e4, double.Epsilon);
        threePhases = arguments.Flag("three_phase", false);
    }

    public override bool StartsFromOptimizer => false;

    public override bool MovesBySteps => true;

    public override bool DependsOnEpochs => total is null;

    public override bool MovesMomentum => cycles;

    private double Steps => total ?? Start.Steps;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "OneCycleLR",
        "up, then far down, within the run; the momentum moves the opposite way",
        arguments => new OneCycleSchedule(arguments));

    public override void Begin(ScheduleStart start)
    {
        base.Begin(start);
        if (start.Steps > Steps)
        {
            throw CoreException.Argument(
                "InvalidRunOptions", $"The schedule OneCycleLR: total_steps is {Steps}, but the run has {start.Steps} steps. "
                    + "Leave it out to end with the run.");
        }
    }

    public override double Rate(long time) => At(time, most / divisor, most, most / divisor / finalDivisor);

    public override double Momentum(long time) => cycles
        ? At(time, mostMomentum, leastMomentum, mostMomentum)
        : base.Momentum(time);

    private double At(long time, double start, double middle, double last)
    {
        double top = (rising * Steps) - 1;
        double end = Steps - 1;
        if (time <= top)
        {
            return Anneal(start, middle, top <= 0 ? 1 : time / top);
        }

        double back = (2 * rising * Steps) - 2;
        if (threePhases && time <= back)
        {
            return Anneal(middle, start, (time - top) / (back - top));
        }

        double from = threePhases ? back : top;
        return Anneal(threePhases ? start : middle, last, end <= from ? 1 : (time - from) / (end - from));
    }

    private double Anneal(double from, double to, double share) => cosine
        ? to + ((from - to) / 2 * (1 + Math.Cos(Math.PI * share)))
        : from + ((to - from) * share);
}
