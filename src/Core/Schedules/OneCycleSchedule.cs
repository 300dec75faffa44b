namespace NormTools.Core.Schedules;

/// <summary>torch.optim.lr_scheduler.OneCycleLR with cycle_momentum=False: up from a low rate, and down to a lower
/// one.</summary>
/// <remarks>
/// Smith and Topin 2017. It moves at every step and ends with the run. From max_lr / div_factor to max_lr during the
/// share pct_start of the steps, then down to max_lr / div_factor / final_div_factor; the optimiser's own rate is not
/// used.
/// </remarks>
internal sealed class OneCycleSchedule(Arguments arguments) : Schedule
{
    private readonly double most = arguments.NumberOrNull("max_lr", null, 0)
        ?? throw arguments.Invalid("max_lr", "is required");
    private readonly double rising = arguments.Number("pct_start", 0.3, 0, 1);
    private readonly bool cosine = arguments.OneOf("anneal_strategy", "cos", "cos", "linear") == "cos";
    private readonly double divisor = arguments.Number("div_factor", 25, double.Epsilon);
    private readonly double finalDivisor = arguments.Number("final_div_factor", 1e4, double.Epsilon);

    public override string Name => "OneCycleLR";

    public override bool DependsOnEpochs => true;

    public override double Rate(double initial, long epoch, long step, long steps)
    {
        double start = most / divisor;
        double top = (rising * steps) - 1;
        double end = steps - 1;
        return step <= top
            ? Anneal(start, most, top <= 0 ? 1 : step / top)
            : Anneal(most, start / finalDivisor, end <= top ? 1 : (step - top) / (end - top));
    }

    private double Anneal(double from, double to, double share) => cosine
        ? to + ((from - to) / 2 * (1 + Math.Cos(Math.PI * share)))
        : from + ((to - from) * share);
}
