using System.Runtime.CompilerServices;
using NormTools.Core.Checkpoints;

namespace NormTools.Core.Schedules;

/// <summary>torch.optim.lr_scheduler.ReduceLROnPlateau: the rate is cut when a result has not improved for more than
/// patience epochs.</summary>
/// <remarks>The direction follows from the result: a loss should fall, an accuracy rise; mode overrides it.</remarks>
internal sealed class PlateauSchedule(Arguments arguments) : Schedule
{
    private readonly string monitor = arguments.TextOr("monitor", string.Empty);
    private readonly string mode = arguments.OneOf("mode", "auto", "auto", "min", "max");
    private readonly double factor = arguments.Number("factor", 0.1, 0, Math.BitDecrement(1.0));
    private readonly long patience = arguments.Integer("patience", 10, 0);
    private readonly double threshold = arguments.Number("threshold", 1e-4, 0);
    private readonly bool relative = arguments.OneOf("threshold_mode", "rel", "rel", "abs") == "rel";
    private readonly long cooldown = arguments.Integer("cooldown", 0, 0);
    private readonly double least = arguments.Number("min_lr", 0, 0);
    private readonly double eps = arguments.Number("eps", 1e-8, 0);
    private double rate = double.NaN;
    private double best = double.NaN;
    private long badEpochs;
    private long cooling;

    public override string? Monitor => monitor;

    public override bool? Falls => mode == "auto" ? null : mode == "min";

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "ReduceLROnPlateau",
        "times factor when a result no longer improves",
        arguments => new PlateauSchedule(arguments));

    public override double Rate(long time) => double.IsNaN(rate) ? Start.Initial : rate;

    public override void EpochEnded(double result, bool falls)
    {
        if (IsBetter(result, mode == "auto" ? falls : mode == "min"))
        {
            best = result;
            badEpochs = 0;
        }
        else
        {
            badEpochs++;
        }

        if (cooling > 0)
        {
            cooling--;
            badEpochs = 0;
        }

        if (badEpochs > patience)
        {
            double old = Rate(0);
            double reduced = Math.Max(old * factor, least);
            rate = old - reduced > eps ? reduced : old;
            cooling = cooldown;
            badEpochs = 0;
        }
    }

    public override void Save(CheckpointWriter entries)
    {
        entries.Add(Prefix + "rate", rate);
        entries.Add(Prefix + "best", best);
        entries.Add(Prefix + "num_bad_epochs", badEpochs);
        entries.Add(Prefix + "cooldown_counter", cooling);
    }

    public override void Restore(CheckpointReader entries)
    {
        rate = entries.Number(Prefix + "rate", 0);
        best = entries.Number(Prefix + "best");
        badEpochs = entries.Integer(Prefix + "num_bad_epochs", 0, patience);
        cooling = entries.Integer(Prefix + "cooldown_counter", 0, cooldown);
    }

    private bool IsBetter(double current, bool falls)
    {
        if (double.IsNaN(best))
        {
            return !double.IsNaN(current);
        }

        double margin = relative ? best * threshold : threshold;
        return falls ? current < best - margin : current > best + margin;
    }
}
