using System.Management.Automation;

namespace NormTools;

/// <content>Of run stores.</content>
internal static partial class Errors
{
    public static NormToolsException InvalidRunName(string name, int most) => Invalid(
        "InvalidRunName",
        $"-Name '{Text.Shorten(name)}' is no name of a run: it is the name of a folder, of at most {most} characters, without "
        + "/ \\ : * ? \" < > | [ ], and neither begins nor ends with a blank or a point.");

    public static NormToolsException RunExists(string name, string store, string state) => new NormToolsException(
        "RunExists",
        ErrorCategory.ResourceExists,
        $"There is a run '{name}' in '{store}' ({state}): -Resume goes on with it, -Force replaces it, or give another -Name.");

    public static NormToolsException RunInUse(string name) => new NormToolsException(
        "RunInUse",
        ErrorCategory.ResourceBusy,
        $"The run '{name}' is being trained by another command or session: wait for its end, or give another -Name.");

    public static NormToolsException RunNotFound(string name, string store, string[] known) => new NormToolsException(
        "RunNotFound",
        ErrorCategory.ObjectNotFound,
        $"There is no run '{Text.Shorten(name)}' in '{store}'.{Suggestion.For(name, known)} "
        + (known.Length == 0 ? "It has no runs: -Name of Start-TrainingRun makes them, -Path names another store." : $"There are {Several(known)}."));

    public static NormToolsException NoRunFolder(string folder) => new NormToolsException(
        "RunNotFound", ErrorCategory.ObjectNotFound, $"'{folder}' is no folder of a run: it has no {RunFolder.Document}.");

    public static NormToolsException NothingToResume(string name, string store) => new NormToolsException(
        "RunNotFound",
        ErrorCategory.ObjectNotFound,
        $"There is no run '{name}' in '{store}' for -Resume to go on with. Without -Resume the run begins anew.");

    public static NormToolsException DamagedRun(string name, string folder, string reason) => Data(
        "DamagedRun", $"The run '{name}' cannot be read: {reason} Its folder is '{folder}'; Remove-TrainingRun takes it away.");

    public static NormToolsException NewerRun(string name, long version, long known) => Data(
        "NewerRun", FormattableString.Invariant($"The run '{name}' is of format {version}, and this version of NormTools reads format {known}: a newer one wrote it."));

    public static NormToolsException FolderNotReadable(string path, string reason) => new NormToolsException(
        "FolderNotReadable", ErrorCategory.ReadError, $"'{path}' cannot be read: {reason}");

    public static NormToolsException RunNeedsData(TrainingRun run) => Invalid(
        "RunNeedsData",
        $"{Named(run)} was trained on data that are no longer there: give them by -Data, as Start-TrainingRun had them.");

    public static NormToolsException NotMoreEpochs(TrainingRun run, int? epochs) => new NormToolsException(
        "CannotResume",
        ErrorCategory.InvalidOperation,
        epochs is null
            ? FormattableString.Invariant($"{Named(run)} has ended ({run}): -Epoch {Math.Max(2 * run.EpochCount, 1)} goes on with it to that epoch.")
            : FormattableString.Invariant($"-Epoch {epochs}: {Named(run)} has {Text.Count(run.EpochCount, "epoch")} already, and goes on to a later one only."));

    public static NormToolsException StateNotKept(TrainingRun run) => new NormToolsException(
        "CannotResume",
        ErrorCategory.InvalidOperation,
        $"{Named(run)} cannot go on: the state of its optimiser was not kept. -Name of Start-TrainingRun keeps it in a file, the "
        + "memory that of the latest run and of those in variables, up to 64 MB each. Start-TrainingRun trains the model further.");

    public static NormToolsException RunNotFinite(TrainingRun run) => new NormToolsException(
        "CannotResume",
        ErrorCategory.InvalidOperation,
        $"{Named(run)} ended with a loss that was not finite, from which nothing goes on: start it anew with a smaller -LearningRate.");

    public static NormToolsException RunChanged(TrainingRun now) => new NormToolsException(
        "RunChanged",
        ErrorCategory.InvalidOperation,
        $"{Named(now)} has gone on since ({now}): Get-TrainingRun {RunStore.Quote(now.Name!)} gives it as it is.");

    public static NormToolsException NothingToCompare(TrainingRun run, string metric) => Data(
        "NoSuchMetric",
        run.EpochCount == 0 ? $"{Named(run)} has no finished epoch to compare."
            : $"{Named(run)} has no {Text.Shorten(metric)}; it has {string.Join(", ", new[] { "Loss" }.Concat(run.Options.Metric))}. -Data judges its "
                + "model by any metric that fits it.");

    private static string Named(TrainingRun run) => run.Name is null ? "The run" : $"The run '{run.Name}'";
}
