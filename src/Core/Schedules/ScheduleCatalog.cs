using System.Text.Json;

namespace NormTools.Core.Schedules;

/// <summary>All schedules by their names, with torch.optim.lr_scheduler's arguments and defaults. They move once an
/// epoch.</summary>
/// <remarks>
/// {"type":"StepLR","step_size":..,"gamma":0.1}, MultiStepLR milestones gamma, ExponentialLR gamma, ConstantLR factor
/// total_iters, LinearLR start_factor end_factor total_iters, PolynomialLR total_iters power, CosineAnnealingLR T_max
/// eta_min, CosineAnnealingWarmRestarts T_0 T_mult eta_min, ReduceLROnPlateau (see <see cref="PlateauSchedule"/>), and,
/// moving at every step, OneCycleLR (see <see cref="OneCycleSchedule"/>).
/// </remarks>
internal static class ScheduleCatalog
{
    private static readonly SortedDictionary<string, Func<Arguments, bool, Schedule>> Makers = new(
        StringComparer.Ordinal)
    {
        ["ConstantLR"] = (arguments, _) => Constant(arguments),
        ["CosineAnnealingLR"] = (arguments, _) => Cosine(arguments),
        ["CosineAnnealingWarmRestarts"] = (arguments, _) => WarmRestarts(arguments),
        ["ExponentialLR"] = (arguments, _) => Exponential(arguments),
        ["LinearLR"] = (arguments, _) => Linear(arguments),
        ["MultiStepLR"] = (arguments, _) => MultiStep(arguments),
        ["OneCycleLR"] = (arguments, _) => new OneCycleSchedule(arguments),
        ["PolynomialLR"] = (arguments, _) => Polynomial(arguments),
        ["ReduceLROnPlateau"] = (arguments, hasValidation) => new PlateauSchedule(arguments, hasValidation),
        ["StepLR"] = (arguments, _) => Step(arguments),
    };

    /// <summary>The schedule of a run; null gives a constant rate.</summary>
    /// <exception cref="CoreException">UnknownSchedule, UnknownOption, InvalidRunOptions.</exception>
    public static Schedule Create(JsonElement? given, bool hasValidation)
    {
        if (given is not JsonElement element)
        {
            return new FormulaSchedule("Constant", (initial, _) => initial);
        }

        string? type = element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty("type", out JsonElement name)
            && name.ValueKind == JsonValueKind.String
                ? name.GetString()
                : null;
        if (type is null || !Makers.TryGetValue(type, out Func<Arguments, bool, Schedule>? make))
        {
            throw CoreException.Argument(
                "UnknownSchedule", $"There is no schedule \"{type}\". There are {string.Join(", ", Makers.Keys)}.");
        }

        Arguments arguments = new(element, $"The schedule {type}", "InvalidRunOptions", "UnknownOption");
        Schedule schedule = make(arguments, hasValidation);
        arguments.RefuseOthers();
        schedule.Settings = arguments.Settings;
        return schedule;
    }

    private static FormulaSchedule Step(Arguments arguments)
    {
        long size = arguments.Integer("step_size", null);
        double gamma = arguments.Number("gamma", 0.1, 0);
        return new("StepLR", (initial, epoch) => initial * Math.Pow(gamma, epoch / size));
    }

    private static FormulaSchedule MultiStep(Arguments arguments)
    {
        long[] milestones = arguments.Sizes("milestones") ?? throw arguments.Invalid("milestones", "are required");
        double gamma = arguments.Number("gamma", 0.1, 0);
        return new("MultiStepLR", (initial, epoch) =>
            initial * Math.Pow(gamma, milestones.Count(milestone => milestone <= epoch)));
    }

    private static FormulaSchedule Exponential(Arguments arguments)
    {
        double gamma = arguments.NumberOrNull("gamma", null, 0) ?? throw arguments.Invalid("gamma", "is required");
        return new("ExponentialLR", (initial, epoch) => initial * Math.Pow(gamma, epoch));
    }

    private static FormulaSchedule Constant(Arguments arguments)
    {
        double factor = arguments.Number("factor", 1.0 / 3, 0, 1);
        long total = arguments.Integer("total_iters", 5);
        return new("ConstantLR", (initial, epoch) => epoch < total ? initial * factor : initial);
    }

    private static FormulaSchedule Linear(Arguments arguments)
    {
        double start = arguments.Number("start_factor", 1.0 / 3, double.Epsilon, 1);
        double end = arguments.Number("end_factor", 1, 0, 1);
        long total = arguments.Integer("total_iters", 5);
        return new("LinearLR", (initial, epoch) =>
            initial * (start + ((end - start) * Math.Min(epoch, total) / total)));
    }

    private static FormulaSchedule Polynomial(Arguments arguments)
    {
        long total = arguments.Integer("total_iters", 5);
        double power = arguments.Number("power", 1);
        return new("PolynomialLR", (initial, epoch) =>
            initial * Math.Pow(1 - ((double)Math.Min(epoch, total) / total), power));
    }

    private static FormulaSchedule Cosine(Arguments arguments)
    {
        long period = arguments.Integer("T_max", null);
        double least = arguments.Number("eta_min", 0, 0);
        return new("CosineAnnealingLR", (initial, epoch) =>
            least + ((initial - least) * (1 + Math.Cos(Math.PI * epoch / period)) / 2));
    }

    // Loshchilov and Hutter 2016: each period is T_mult times as long as the one before.
    private static FormulaSchedule WarmRestarts(Arguments arguments)
    {
        long first = arguments.Integer("T_0", null);
        long factor = arguments.Integer("T_mult", 1);
        double least = arguments.Number("eta_min", 0, 0);
        return new("CosineAnnealingWarmRestarts", (initial, epoch) =>
        {
            double period = first;
            double place = epoch;
            if (factor == 1)
            {
                place %= period;
            }

            while (place >= period)
            {
                place -= period;
                period *= factor;
            }

            return least + ((initial - least) * (1 + Math.Cos(Math.PI * place / period)) / 2);
        });
    }
}
