using System.Management.Automation;

namespace NormTools;

/// <content>Of checkpoints.</content>
internal static partial class Errors
{
    public static NormToolsException FileIsNoCheckpoint(string path) => new NormToolsException(
        "FileIsNoCheckpoint",
        ErrorCategory.ResourceExists,
        $"-CheckpointPath '{path}' exists and is not a checkpoint of a training run; only a checkpoint is replaced. Give another "
        + "name, or remove the file.");

    public static NormToolsException CheckpointExists(string path, long epoch) => new NormToolsException(
        "CheckpointExists",
        ErrorCategory.ResourceExists,
        $"-CheckpointPath '{path}' holds a checkpoint of a run"
        + (epoch < 0 ? string.Empty : FormattableString.Invariant($" in epoch {epoch}"))
        + ": -Resume goes on from it, -Force replaces it.");

    public static NormToolsException CheckpointInUse(string path, long epoch, long of) => new NormToolsException(
        "CheckpointInUse",
        ErrorCategory.ResourceBusy,
        FormattableString.Invariant($"-CheckpointPath '{path}': another run is writing its checkpoints there (epoch ")
        + FormattableString.Invariant($"{epoch} of {of}). Give this run another name, or wait until the other has ended."));

    public static NormToolsException CheckpointChanged(string path) => new NormToolsException(
        "CheckpointChanged",
        ErrorCategory.ResourceExists,
        $"-CheckpointPath '{path}' has been changed since the run wrote it, so it is not replaced: remove the file, or use "
        + "Resume-TrainingRun with another -CheckpointPath.");

    public static NormToolsException NoCheckpoint(string path) => new NormToolsException(
        "PathNotFound",
        ErrorCategory.ObjectNotFound,
        $"There is no file '{path}' for -Resume to go on from. Without -Resume the run starts from the beginning; "
        + "-Resume:(Test-Path file) resumes only where there is a file.");
}
