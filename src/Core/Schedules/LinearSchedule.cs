using System.Runtime.CompilerServices;

namespace NormTools.Core.Schedules;

/// <summary>torch.optim.lr_scheduler.LinearLR: a straight line from start_factor to end_factor over total_iters epochs.</summary>
internal sealed class LinearSchedule(Arguments arguments) : FormulaSchedule(arguments)
{
    private readonly double start = arguments.Number("start_factor", 1.0 / 3, double.Epsilon, 1);
    private readonly double end = arguments.Number("end_factor", 1, 0, 1);
    private readonly long total = arguments.Integer("total_iters", 5);

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "LinearLR", "a straight line between two shares of the rate: warm-up", arguments => new LinearSchedule(arguments));

    public override double Rate(long time) =>
        Start.Initial * (start + ((end - start) * Math.Min(time, total) / total));
}
