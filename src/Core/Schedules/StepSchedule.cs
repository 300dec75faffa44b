using System.Runtime.CompilerServices;

namespace NormTools.Core.Schedules;

/// <summary>torch.optim.lr_scheduler.StepLR: the rate times gamma every step_size epochs.</summary>
internal sealed class StepSchedule(Arguments arguments) : FormulaSchedule(arguments)
{
    private readonly long size = arguments.Integer("step_size", null);
    private readonly double gamma = arguments.Number("gamma", 0.1, 0);

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "StepLR", "times gamma every step_size epochs", arguments => new StepSchedule(arguments));

    public override double Rate(long time) => Start.Initial * Math.Pow(gamma, time / size);
}
