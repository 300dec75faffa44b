using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Contract;
using NormTools.Core.Checkpoints;
using NormTools.Core.Training;

namespace NormTools.Core.Abi;

/// <content>The state of training runs in files and in memory.</content>
internal static unsafe partial class Exports
{
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
}
