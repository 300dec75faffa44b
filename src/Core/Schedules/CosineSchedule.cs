using System.Runtime.CompilerServices;

namespace NormTools.Core.Schedules;

/// <summary>torch.optim.lr_scheduler.CosineAnnealingLR: eta_min + (rate - eta_min)(1 + cos(pi t / T_max)) / 2. After
/// T_max it rises again.</summary>
internal sealed class CosineSchedule(Arguments arguments) : FormulaSchedule(arguments)
{
    private readonly long period = arguments.Integer("T_max", null);
    private readonly double least = arguments.Number("eta_min", 0, 0);

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "CosineAnnealingLR",
        "falls along half a cosine to eta_min within T_max epochs",
        arguments => new CosineSchedule(arguments));

    public override double Rate(long time) => least + ((Start.Initial - least) * Share(time));

    public override double Follow(double rate, long time)
    {
        double before = time == 0 ? 1 : Share(time - 1);
        return before == 0 ? Rate(time) : least + ((rate - least) * Share(time) / before);
    }

    private double Share(long time) => (1 + Math.Cos(Math.PI * time / period)) / 2;
}
