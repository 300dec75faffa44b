using System.Runtime.CompilerServices;

namespace NormTools.Core.Schedules;

/// <summary>torch.optim.lr_scheduler.MultiStepLR: the rate times gamma at each milestone; a milestone given twice
/// counts twice.</summary>
internal sealed class MultiStepSchedule(Arguments arguments) : FormulaSchedule(arguments)
{
    private readonly long[] milestones = arguments.RequiredSizes("milestones");
    private readonly double gamma = arguments.Number("gamma", 0.1, 0);

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "MultiStepLR", "times gamma at each milestone", arguments => new MultiStepSchedule(arguments));

    public override double Rate(long time) =>
        Start.Initial * Math.Pow(gamma, milestones.Count(milestone => milestone <= time));
}
