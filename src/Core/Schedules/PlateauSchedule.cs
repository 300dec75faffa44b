using NormTools.Core.Checkpoints;
using NormTools.Core.Training;

namespace NormTools.Core.Schedules;

/// <summary>torch.optim.lr_scheduler.ReduceLROnPlateau: the rate is cut when a result has not improved for more than
/// patience epochs.</summary>
/// <remarks>The direction follows from the monitored result: a loss is to fall, an accuracy to rise.</remarks>
internal sealed class PlateauSchedule : Schedule
{
    private readonly MonitoredResult monitor;
    private readonly double factor;
    private readonly long patience;
    private readonly double threshold;
    private readonly bool relative;
    private readonly long cooldown;
    private readonly double least;
    private readonly double eps;
    private double rate = double.NaN;
    private double best = double.NaN;
    private long badEpochs;
    private long cooling;

    public PlateauSchedule(Arguments arguments, bool hasValidation)
    {
        monitor = MonitoredResult.Create(arguments, hasValidation);
        factor = arguments.Number("factor", 0.1, 0, Math.BitDecrement(1.0));
        patience = arguments.Integer("patience", 10, 0);
        threshold = arguments.Number("threshold", 1e-4, 0);
        relative = arguments.OneOf("threshold_mode", "rel", "rel", "abs") == "rel";
        cooldown = arguments.Integer("cooldown", 0, 0);
        least = arguments.Number("min_lr", 0, 0);
        eps = arguments.Number("eps", 1e-8, 0);
    }

    public override string Name => "ReduceLROnPlateau";

    public override void Save(CheckpointWriter entries)
    {
        entries.Add("schedule.rate", rate);
        entries.Add("schedule.best", best);
        entries.Add("schedule.num_bad_epochs", badEpochs);
        entries.Add("schedule.cooldown_counter", cooling);
    }

    public override void Restore(CheckpointReader entries)
    {
        rate = entries.Number("schedule.rate", 0);
        best = entries.Number("schedule.best");
        badEpochs = entries.Integer("schedule.num_bad_epochs", 0, patience);
        cooling = entries.Integer("schedule.cooldown_counter", 0, cooldown);
    }

    public override double Rate(double initial, long epoch, long step, long steps) =>
        double.IsNaN(rate) ? initial : rate;

    public override void EpochEnded(in EpochResult result, double initial)
    {
        double current = monitor.Value(result);
        if (IsBetter(current))
        {
            best = current;
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
            double old = double.IsNaN(rate) ? initial : rate;
            double reduced = Math.Max(old * factor, least);
            rate = old - reduced > eps ? reduced : old;
            cooling = cooldown;
            badEpochs = 0;
        }
    }

    private bool IsBetter(double current)
    {
        if (double.IsNaN(best))
        {
            return !double.IsNaN(current);
        }

        double limit = (monitor.Falls, relative) switch
        {
            (true, true) => best * (1 - threshold),
            (true, false) => best - threshold,
            (false, true) => best * (1 + threshold),
            (false, false) => best + threshold,
        };
        return monitor.Falls ? current < limit : current > limit;
    }
}
