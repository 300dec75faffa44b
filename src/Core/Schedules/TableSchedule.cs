using System.Runtime.CompilerServices;

namespace NormTools.Core.Schedules;

/// <summary>A list of rates, one per epoch or step; the last one stays in force.</summary>
internal sealed class TableSchedule(Arguments arguments) : FormulaSchedule(arguments)
{
    private readonly double[] rates = arguments.Numbers("rates", 0, isRequired: true)
        ?? (arguments.IsDeclaring ? [0] : throw arguments.Invalid("rates", "are required"));

    public override bool StartsFromOptimizer => false;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "Table", "a list of rates, one per epoch (or step)", arguments => new TableSchedule(arguments));

    public override double Rate(long time) => rates[Math.Min(time, rates.Length - 1)];
}
