using System.Runtime.CompilerServices;

namespace NormTools.Core.Schedules;

/// <summary>The rates themselves, one an epoch or a step; the last one holds on.</summary>
internal sealed class TableSchedule(Arguments arguments) : FormulaSchedule(arguments)
{
    private readonly double[] rates = arguments.Numbers("rates", 0, isRequired: true)
        ?? (arguments.IsDeclaring ? [0] : throw arguments.Invalid("rates", "are required"));

    public override bool StartsFromOptimizer => false;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "Table", "the rates themselves, one an epoch (or a step)", arguments => new TableSchedule(arguments));

    public override double Rate(long time) => rates[Math.Min(time, rates.Length - 1)];
}
