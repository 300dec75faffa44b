using System.Runtime.CompilerServices;

namespace NormTools.Core.Schedules;

/// <summary>torch.optim.lr_scheduler.PolynomialLR: the rate times (1 - t / total_iters)^power, and 0 after
/// total_iters.</summary>
internal sealed class PolynomialSchedule(Arguments arguments) : FormulaSchedule(arguments)
{
    private readonly long total = arguments.Integer("total_iters", 5);
    private readonly double power = arguments.Number("power", 1, 0);

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "PolynomialLR",
        "falls to 0 within total_iters epochs, as a power",
        arguments => new PolynomialSchedule(arguments));

    public override double Rate(long time) =>
        Start.Initial * Math.Pow(1 - ((double)Math.Min(time, total) / total), power);
}
