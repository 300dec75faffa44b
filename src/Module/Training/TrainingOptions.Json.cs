using System.Collections.Specialized;
using NormTools.Native;

namespace NormTools;

/// <content>The options in the core's words.</content>
public sealed partial class TrainingOptions
{
    internal byte[] ToJson()
    {
        var options = new OrderedDictionary
        {
            { "loss", LossSpecification },
            { "epochs", Epoch },
            { "batch_size", BatchSize },
            { "shuffle", Shuffle },
            { "drop_last", DropLast },
            { "seed", Seed },
            { "seed_is_drawn", SeedIsDrawn },
            { "threads", Thread },
            { "optimizer", OptimizerSpecification },
            { "schedule", ScheduleSpecification },
            { "clip_norm", ClipNorm },
            { "clip_value", ClipValue },
            { "l1", L1 },
            { "l2", L2 },
            { "proximal", Proximal },
            { "max_norm", MaximumNorm },
            { "average_decay", AverageDecay },
            { "accumulate", Accumulate },
            { "order_seed", OrderSeed },
            { "draws_for_validation", DrawForValidation },
            { "oversample", Oversample },
        };
        if (ClipNorm is not null || ClipValue is not null)
        {
            options.Add("clip_norm_type", double.IsPositiveInfinity(ClipNormType) ? "inf" : (object)ClipNormType);
            options.Add("skip_limit", SkipLimit);
        }

        if (AugmentationSpecifications is not null)
        {
            options.Add("augment", AugmentationSpecifications);
        }

        if (GroupSpecifications is not null)
        {
            options.Add("groups", GroupSpecifications);
        }

        if (Frozen is not null)
        {
            options.Add("freeze", Frozen);
        }

        if (FreezeStatistics)
        {
            options.Add("freeze_statistics", true);
        }

        if (AverageFrom is not null)
        {
            options.Add("average_from", AverageFrom);
            options.Add("average_every", AverageEvery);
        }

        if (DecayTarget != "All")
        {
            options.Add("decay_target", DecayTarget.ToLowerInvariant());
        }

        if (MetricSpecifications is not null)
        {
            options.Add("metrics", MetricSpecifications);
        }

        if (TakesScriptMetrics)
        {
            options.Add("given_metrics", true);
        }

        if (EarlyStopping is not null || HasOwnMonitor)
        {
            options.Add("early_stopping", new OrderedDictionary
            {
                { "monitor", Monitor },
                { "patience", EarlyStopping },
                { "min_delta", MinimumChange },
                { "restore_best", RestoresBest },
                { "start_epoch", StartEpoch },
                { "baseline", Baseline },
                { "mode", MonitorMode is null ? "auto" : MonitorMode == "Minimum" ? "min" : "max" },
            });
        }

        if (GoesOn)
        {
            options.Add("goes_on", true);
        }

        return Json.WriteUtf8(options);
    }
}
