using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Contract;
using NormTools.Core.Models;
using NormTools.Core.Random;
using NormTools.Core.Training;

namespace NormTools.Core.Abi;

internal static unsafe partial class Exports
{
    /// <summary>Makes a training run: everything is checked and planned, nothing is trained yet.</summary>
    /// <param name="model">The model to train, in place. It lives on inside the run even if its handle is freed
    /// first.</param>
    /// <param name="options">
    /// JSON; all but loss and epochs may be left out, and null means the default:
    /// <code>
    /// {"loss":"CrossEntropy" or {"type":"CrossEntropy","label_smoothing":0.1}, "metrics":["Accuracy"],
    ///  "epochs":50, "batch_size":32, "shuffle":true, "drop_last":false, "seed":null, "seed_is_drawn":false, "threads":0,
    ///  "optimizer":{"type":"SGD","lr":1e-3}, "schedule":{"type":"StepLR","step_size":30},
    ///  "clip_norm":null, "clip_norm_type":2 or "inf", "clip_value":null, "skip_limit":10,
    ///  "groups":[{"name":"*.bias","layer_type":"BatchNorm","freeze":false,"weight_decay":0}], "freeze":["0.*"],
    ///  "decay_target":"all" or "weight", "l1":0, "l2":0, "proximal":false, "max_norm":null,
    ///  "average_decay":null, "average_warm_up":true, "accumulate":1, "order_seed":null, "draws_for_validation":false,
    ///  "goes_on":false, "given_metrics":false,
    ///  "early_stopping":{"monitor":"ValidationLoss","patience":0,"min_delta":0,"restore_best":true,"start_epoch":1,
    ///                    "baseline":null, "mode":"auto" or "min" or "max"}}
    /// </code>
    /// Losses, metrics, optimisers and schedules are those of nt_catalog, given as a name or an object with type and
    /// arguments; by default the metric is the accuracy for classification, and there is none for regression.
    /// seed_is_drawn: the user did not choose the seed, so a checkpoint of another such run fits (its stream
    /// continues). A group holds the parameters that match its name and layer_type (wildcards or lists of them; a
    /// layer's name covers everything inside it) and are in no earlier group; its other entries are the optimiser
    /// arguments that differ for them. Without seed and generator the run draws from the model's stream, which
    /// continues after the draws of nt_model_create. monitor is ValidationLoss (the default with validation data),
    /// TrainingLoss (the default without), or the name of one of the run's metrics prefixed with Validation or
    /// Training; with given_metrics, other names are those of metrics that nt_run_give gives, and mode (of a schedule, too) says
    /// whether less or more is better. With a null patience, early_stopping only keeps the best epoch.
    /// </param>
    /// <param name="length">Length of options, in bytes.</param>
    /// <param name="training">The samples and targets to learn from.</param>
    /// <param name="validation">The samples and targets to judge each epoch by, or null.</param>
    /// <param name="generator">
    /// A generator's handle: the run draws from that very stream, which advances step by step; 0 for none. Not together
    /// with a seed.
    /// </param>
    /// <param name="run">Receives the handle; nt_object_free frees it.</param>
    /// <returns>
    /// InvalidArgument: InvalidRunOptions, SeedAndGenerator, UnknownOption, UnknownOptimizer, UnknownSchedule,
    /// UnknownLoss, UnknownMetric, MetricDoesNotFit, NoSuchParameter, NotOneBatch, InvalidDataset, RowOutOfRange, NothingToTrain (a model without parameters), LastBatchOfOne (batch
    /// norm and a last batch of one sample). ShapeMismatch: FeatureWidthMismatch, OutputNotAVector, TargetWidthMismatch.
    /// InvalidData: EmptyDataset, LabelOutOfRange, LabelNotInteger, NotFiniteData (row and column are named; rows
    /// counted from 0 in stored order).
    /// </returns>
    [UnmanagedCallersOnly(EntryPoint = "nt_run_create", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RunCreate(
        nint model,
        byte* options,
        long length,
        DatasetView* training,
        DatasetView* validation,
        nint generator,
        nint* run)
    {
        try
        {
            Model trained = ObjectHandle.Get<Model>(model);
            BatchReader reader = new(*training, trained.InputCount, "training data");
            BatchReader? judge = validation is null ? null : new(*validation, trained.InputCount, "validation data");
            RunOptions parsed = new(Utf8.Read(options, length), judge is not null);
            Generator? stream = generator == 0 ? null : ObjectHandle.Get<Generator>(generator);
            *run = ObjectHandle.Create(new TrainingRun(trained, parsed, reader, judge, stream));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Trains until the time slice is over, an epoch and its validation have finished, or the run has
    /// ended.</summary>
    /// <remarks>
    /// At least one step is taken unless the call is cancelled, and only whole steps count: a cancelled one is rolled
    /// back. When the state is Finished, StoppedEarly or NotFinite, the run has been finished as by nt_run_finish;
    /// further calls change nothing and return the same state. A status of NotFinite has ended the run, too, and says
    /// what was infinite if it was not the loss. InvalidState: RunBusy, when another thread is inside the same run.
    /// </remarks>
    [UnmanagedCallersOnly(EntryPoint = "nt_run_advance", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RunAdvance(nint run, double milliseconds, RunProgress* progress)
    {
        try
        {
            *progress = ObjectHandle.Get<TrainingRun>(run).Advance(milliseconds);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Record number <paramref name="index"/> (from 0) of the history. It can also be read after the run has
    /// ended.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_run_record", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RunRecord(nint run, long index, EpochRecord* record)
    {
        try
        {
            EpochResult result = RecordOf(ObjectHandle.Get<TrainingRun>(run), index);
            *record = new EpochRecord
            {
                Epoch = result.Epoch,
                TrainingLoss = result.TrainingLoss,
                ValidationLoss = result.ValidationLoss,
                LearningRate = result.LearningRate,
                Seconds = result.Seconds,
            };
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Ends a run at its present step: the best weights are restored if that was asked for, and the run's
    /// memory is freed.</summary>
    /// <remarks>History and progress can still be read. A second call changes nothing.</remarks>
    [UnmanagedCallersOnly(EntryPoint = "nt_run_finish", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RunFinish(nint run, RunProgress* progress)
    {
        try
        {
            *progress = ObjectHandle.Get<TrainingRun>(run).Finish();
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>The options of a run, defaults filled in, and its metrics, as JSON:
    /// <c>{"metrics":[{"name":"Accuracy","percent":true,"specification":{"type":"Accuracy"}}],"loss":{"type":"CrossEntropy",
    /// "label_smoothing":0},"optimizer":{"type":"Adam","lr":0.001,...},"schedule":null,"settings":{"batch_size":"32",
    /// "optimizer.lr":"0.001"},"groups":[{"parameters":["0.weight"],"count":64,"frozen":false,"arguments":{"lr":"0.001"}}]}
    /// </c>: settings serve for comparison; loss, optimizer, schedule and specification can be passed back to make the
    /// same ones again.
    /// </summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_run_describe", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RunDescribe(nint run, byte* buffer, long capacity, long* length)
    {
        try
        {
            *length = Utf8.Copy(CatalogDescription.Of(ObjectHandle.Get<TrainingRun>(run)), buffer, capacity);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>The metrics of record number <paramref name="index"/>, in the order of nt_run_describe.</summary>
    /// <param name="run">The run.</param>
    /// <param name="index">From 0.</param>
    /// <param name="training">[count], over the epoch's batches, while the model was changing.</param>
    /// <param name="validation">[count]; NaN without validation data.</param>
    /// <param name="count">The number of metrics.</param>
    [UnmanagedCallersOnly(EntryPoint = "nt_run_metrics", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RunMetrics(nint run, long index, double* training, double* validation, long count)
    {
        try
        {
            EpochResult result = RecordOf(ObjectHandle.Get<TrainingRun>(run), index);
            result.TrainingMetrics.CopyTo(new Span<double>(training, checked((int)count)));
            result.ValidationMetrics.CopyTo(new Span<double>(validation, checked((int)count)));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>The first samples that a run with augmentation trained on, as the model saw them.</summary>
    /// <param name="run">A run.</param>
    /// <param name="values">[count, features]; null asks for the count alone.</param>
    /// <param name="capacity">How many values there is room for.</param>
    /// <param name="count">Receives how many samples there are, at most 16; 0 before the first step, and without augmentation.</param>
    [UnmanagedCallersOnly(EntryPoint = "nt_run_samples", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RunSamples(nint run, float* values, long capacity, long* count)
    {
        try
        {
            TrainingRun source = ObjectHandle.Get<TrainingRun>(run);
            ReadOnlySpan<float> shown = source.FirstSamples;
            *count = shown.Length / source.FeatureWidth;
            if (values is not null)
            {
                shown.CopyTo(new Span<float>(values, checked((int)capacity)));
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Sets a run's learning rate from the next step on.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_run_rate", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RunRate(nint run, double rate)
    {
        try
        {
            if (!(rate >= 0 && double.IsFinite(rate)))
            {
                throw CoreException.Argument("InvalidRunOptions", FormattableString.Invariant($"A learning rate is from 0 on, but {rate} was given."));
            }

            ObjectHandle.Get<TrainingRun>(run).UseRate(rate);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }
}
