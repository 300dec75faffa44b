using System.Runtime.CompilerServices;

namespace NormTools.Core.Schedules;

/// <summary>torch.optim.lr_scheduler.CyclicLR: up and down between two rates, the momentum moving the opposite way. It
/// moves at every step.</summary>
/// <remarks>Smith 2015. triangular2 halves each cycle's height, exp_range shrinks it by gamma every step.</remarks>
internal sealed class CyclicSchedule : Schedule
{
    private readonly double least;
    private readonly double most;
    private readonly double up;
    private readonly double down;
    private readonly string mode;
    private readonly double gamma;
    private readonly bool cycles;
    private readonly double leastMomentum;
    private readonly double mostMomentum;

    public CyclicSchedule(Arguments arguments)
    {
        least = arguments.RequiredNumber("base_lr", 0);
        most = arguments.RequiredNumber("max_lr", 0);
        up = arguments.Integer("step_size_up", 2000);
        down = arguments.IntegerOrNull("step_size_down", null, 1, int.MaxValue) ?? up;
        mode = arguments.OneOf("mode", "triangular", "triangular", "triangular2", "exp_range");
        gamma = arguments.Number("gamma", 1, 0);
        cycles = arguments.Flag("cycle_momentum", true);
        leastMomentum = arguments.Number("base_momentum", 0.8, 0, 1);
        mostMomentum = arguments.Number("max_momentum", 0.9, 0, 1);
    }

    public override bool StartsFromOptimizer => false;

    public override bool MovesBySteps => true;

    public override bool MovesMomentum => cycles;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "CyclicLR", "up and down between two rates, step by step", arguments => new CyclicSchedule(arguments));

    public override double Rate(long time) => least + ((most - least) * Height(time));

    public override double Momentum(long time) => cycles
        ? mostMomentum - ((mostMomentum - leastMomentum) * Height(time))
        : base.Momentum(time);

    private double Height(long time)
    {
        double cycle = Math.Floor(1 + (time / (up + down)));
        double place = 1 + (time / (up + down)) - cycle;
        double rising = up / (up + down);
        double height = place <= rising ? place / rising : (place - 1) / (rising - 1);
        return mode switch
        {
            "triangular2" => height / Math.Pow(2, cycle - 1),
            "exp_range" => height * Math.Pow(gamma, time),
            _ => height,
        };
    }
}
