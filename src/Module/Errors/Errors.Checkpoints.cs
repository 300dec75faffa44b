using System.Management.Automation;

namespace NormTools;

/// <content>Of checkpoints.</content>
internal static partial class Errors
{
    public static NormToolsException FileIsNoCheckpoint(string path) => new NormToolsException(
        "FileIsNoCheckpoint",
        ErrorCategory.ResourceExists,
        $"-CheckpointPath '{path}' exists and is not a checkpoint of a training run, which alone is replaced: give another name, or "
        + "take the file away.");

    public static NormToolsException CheckpointExists(string path, long epoch) => new NormToolsException(
        "CheckpointExists",
        ErrorCategory.ResourceExists,
        $"-CheckpointPath '{path}' holds a checkpoint of a run"
        + (epoch < 0 ? string.Empty : FormattableString.Invariant($" in epoch {epoch}"))
        + ": -Resume goes on from it, -Force replaces it.");

    public static NormToolsException CheckpointInUse(string path, long epoch, long of) => new NormToolsException(
        "CheckpointInUse",
        ErrorCategory.ResourceBusy,
        FormattableString.Invariant($"-CheckpointPath '{path}' is where another run writes its checkpoints (epoch ")
        + FormattableString.Invariant($"{epoch} of {of}): give this one another name, or wait for its end."));

    public static NormToolsException CheckpointChanged(string path) => new NormToolsException(
        "CheckpointChanged",
        ErrorCategory.ResourceExists,
        $"-CheckpointPath '{path}' was changed since the run wrote it, so it is not replaced: take the file away, or go on by "
        + "Resume-TrainingRun with another -CheckpointPath.");

    public static NormToolsException NoCheckpoint(string path) => new NormToolsException(
        "PathNotFound",
        ErrorCategory.ObjectNotFound,
        $"There is no file '{path}' for -Resume to go on from. Without -Resume the run begins anew; "
        + "-Resume:(Test-Path file) does what suits.");
}
