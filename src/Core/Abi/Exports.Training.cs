using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Contract;
using NormTools.Core.Checkpoints;
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
    ///  "goes_on":false,
    ///  "early_stopping":{"monitor":"ValidationLoss","patience":0,"min_delta":0,"restore_best":true,"start_epoch":1,
    ///                    "baseline":null}}
    /// </code>
    /// Losses, metrics, optimisers and schedules are those of nt_catalog, given as a name or an object with type and
    /// arguments; by default the metric is the accuracy for classification, and there is none for regression.
    /// seed_is_drawn: the user did not choose the seed, so a checkpoint of another such run fits (its stream
    /// continues). A group holds the parameters that match its name and layer_type (wildcards or lists of them; a
    /// layer's name covers everything inside it) and are in no earlier group; its other entries are the optimiser
    /// arguments that differ for them. Without seed and generator the run draws from the model's stream, which
    /// continues after the draws of nt_model_create. monitor is ValidationLoss (the default with validation data),
    /// TrainingLoss (the default without), or the name of one of the run's metrics prefixed with Validation or
    /// Training. With a null patience, early_stopping only keeps the best epoch.
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
            IReadOnlyList<EpochResult> history = ObjectHandle.Get<TrainingRun>(run).History;
            EpochResult result = index >= 0 && index < history.Count
                ? history[(int)index]
                : throw CoreException.Argument(
                    "RecordOutOfRange", $"There is no record {index}: there are {history.Count}.");
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

    /// <summary>Writes a checkpoint (safetensors): model, optimiser, schedule, generator, position in the epoch,
    /// history, best weights.</summary>
    /// <returns>WriteError: FileNotWritable. InvalidState: RunFinished.</returns>
    [UnmanagedCallersOnly(EntryPoint = "nt_run_save", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RunSave(nint run, byte* path, long pathLength)
    {
        try
        {
            ObjectHandle.Get<TrainingRun>(run).Save(Utf8.Read(path, pathLength));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>
    /// Restores a run, made with the same model specification, options and data, from a checkpoint. It continues bit
    /// for bit as the run that was not interrupted. It may have more epochs; nothing else may differ.
    /// </summary>
    /// <returns>
    /// NotFound: PathNotFound. ReadError: FileNotAccessible, InvalidSafetensors, NotACheckpoint. InvalidArgument:
    /// CheckpointMismatch (what differs). InvalidState: RunFinished.
    /// </returns>
    [UnmanagedCallersOnly(EntryPoint = "nt_run_restore", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RunRestore(nint run, byte* path, long pathLength, RunProgress* progress)
    {
        try
        {
            *progress = ObjectHandle.Get<TrainingRun>(run).Restore(Utf8.Read(path, pathLength));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>
    /// Sets a run, made with the same model specification, options and data, to where another run of this process stands,
    /// or stood when it ended. The rules are those of nt_run_restore; "goes_on" lets a run go on that early stopping ended.
    /// </summary>
    /// <returns>InvalidArgument: CheckpointMismatch. InvalidState: StateNotKept (a run that has ended keeps up to 64 MB; one
    /// whose loss was not finite, nothing), RunFinished.</returns>
    [UnmanagedCallersOnly(EntryPoint = "nt_run_restore_from", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RunRestoreFrom(nint run, nint other, RunProgress* progress)
    {
        try
        {
            *progress = ObjectHandle.Get<TrainingRun>(run).Restore(ObjectHandle.Get<TrainingRun>(other));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>What a run learns from and is judged by, before it has ended, as JSON of texts:
    /// <c>{"training_rows":"90","validation_rows":"30","training_data":"6B1F...","validation_data":""}</c>, rows and hashes of
    /// them.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_run_data", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RunData(nint run, byte* buffer, long capacity, long* length)
    {
        try
        {
            *length = Utf8.Copy(CatalogDescription.OfData(ObjectHandle.Get<TrainingRun>(run)), buffer, capacity);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Finds out what is at the path where a checkpoint is to be written, and checks that it can be written,
    /// before the run starts.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pathLength">Of path, in bytes.</param>
    /// <param name="content">0: nothing, 1: a checkpoint, 2: another file (which is not checked further).</param>
    /// <param name="epoch">The epoch of an existing checkpoint, -1 where that is not known.</param>
    /// <returns>WriteError: FileNotWritable, NotARegularFile.</returns>
    [UnmanagedCallersOnly(EntryPoint = "nt_checkpoint_prepare", CallConvs = [typeof(CallConvCdecl)])]
    public static Status CheckpointPrepare(byte* path, long pathLength, int* content, long* epoch)
    {
        try
        {
            *content = (int)CheckpointPlace.Prepare(Utf8.Read(path, pathLength), out long stands);
            *epoch = stands;
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
            IReadOnlyList<EpochResult> history = ObjectHandle.Get<TrainingRun>(run).History;
            EpochResult result = index >= 0 && index < history.Count
                ? history[(int)index]
                : throw CoreException.Argument(
                    "RecordOutOfRange", $"There is no record {index}: there are {history.Count}.");
            result.TrainingMetrics.CopyTo(new Span<double>(training, checked((int)count)));
            result.ValidationMetrics.CopyTo(new Span<double>(validation, checked((int)count)));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }
}
