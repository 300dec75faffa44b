using System.Runtime.CompilerServices;

namespace NormTools.Core.Schedules;

/// <summary>torch.optim.lr_scheduler.CosineAnnealingWarmRestarts: each cosine is T_mult times as long as the one before. Loshchilov and Hutter 2016.</summary>
internal sealed class WarmRestartsSchedule(Arguments arguments) : FormulaSchedule(arguments)
{
    private readonly long first = arguments.Integer("T_0", null);
    private readonly long factor = arguments.Integer("T_mult", 1);
    private readonly double least = arguments.Number("eta_min", 0, 0);

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "CosineAnnealingWarmRestarts",
        "cosines that restart after T_0 epochs, each T_mult times as long",
        arguments => new WarmRestartsSchedule(arguments));

    public override double Rate(long time)
    {
        double period = first;
        double place = factor == 1 ? time % first : time;
        while (place >= period)
        {
            place -= period;
            period *= factor;
        }

        return least + ((Start.Initial - least) * (1 + Math.Cos(Math.PI * place / period)) / 2);
    }
}
