using System.Runtime.CompilerServices;

namespace NormTools.Core.Schedules;

/// <summary>torch.optim.lr_scheduler.ConstantLR: the rate times factor for the first total_iters epochs, then the whole rate.</summary>
internal sealed class ConstantSchedule(Arguments arguments) : FormulaSchedule(arguments)
{
    private readonly double factor = arguments.Number("factor", 1.0 / 3, 0, 1);
    private readonly long total = arguments.Integer("total_iters", 5);

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "ConstantLR", "times factor for the first total_iters epochs", arguments => new ConstantSchedule(arguments));

    public override double Rate(long time) => time < total ? Start.Initial * factor : Start.Initial;
}
