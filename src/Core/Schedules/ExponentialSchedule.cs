using System.Runtime.CompilerServices;

namespace NormTools.Core.Schedules;

/// <summary>torch.optim.lr_scheduler.ExponentialLR: the rate times gamma every epoch.</summary>
internal sealed class ExponentialSchedule(Arguments arguments) : FormulaSchedule(arguments)
{
    private readonly double gamma = arguments.RequiredNumber("gamma", 0);

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "ExponentialLR", "times gamma every epoch", arguments => new ExponentialSchedule(arguments));

    public override double Rate(long time) => Start.Initial * Math.Pow(gamma, time);
}
