using System.Management.Automation;

namespace NormTools;

/// <content>Of run stores.</content>
internal static partial class Errors
{
    public static NormToolsException ScriptInJob(string parameter) => Invalid(
        "ScriptInJob",
        $"-{parameter} runs in the session of the prompt, which is free for other commands while a job trains: leave one of -AsJob and -{parameter} out. "
        + "Show-TrainingRun -Live watches a job, $job.Run.Stop() ends it after an epoch, and Start-ThreadJob { ... Start-TrainingRun "
        + $"-{parameter} {{ ... }} }} has a session of its own for the script.");

    public static NormToolsException NoRunToShow(object? value) => Invalid(
        "NoRunToShow", $"A training run, its name or a job of Start-TrainingRun -AsJob is wanted; {Describe(value)} was given.");

    public static NormToolsException NoRunYet() => Data("NoRunYet", "No run was started in this session: name one of a store, as in Show-TrainingRun run1.");

    public static NormToolsException InvalidRunName(string name, int most) => Invalid(
        "InvalidRunName",
        $"-Name '{Text.Shorten(name)}' is no name of a run: it is the name of a folder, of at most {most} bytes in "
        + "UTF-8, without / \\ : * ? \" < > | [ ], that neither begins nor ends with a blank or a point and is no device of Windows (CON, NUL, COM1).");

    public static NormToolsException StoreIsFile(string path) => Invalid(
        "StoreIsFile", $"'{path}' is a file, and the folder of a run store is wanted: its runs are folders in it.");

    public static NormToolsException StoreNotFound(string path) => new NormToolsException(
        "StoreNotFound",
        ErrorCategory.ObjectNotFound,
        $"There is no folder '{path}': a store of runs begins with the first Start-TrainingRun -Name that writes there (-Path, "
        + "Set-NormToolsOption -RunPath or NORMTOOLS_RUNS say where).");

    public static NormToolsException RunExists(string name, string store, string state) => new NormToolsException(
        "RunExists",
        ErrorCategory.ResourceExists,
        $"There is a run '{name}' in '{store}' ({state}): -Resume goes on with it, -Force replaces it, or give another -Name.");

    public static NormToolsException RunIsLink(string name, string folder) => new NormToolsException(
        "RunIsLink",
        ErrorCategory.InvalidOperation,
        $"'{folder}' is a link to another folder, and -Force would write over what is there: give another -Name, or take the link away "
        + $"(Remove-TrainingRun {RunStore.Quote(name)} removes the link alone).");

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

    public static NormToolsException RunFileMissing(string name, string folder, bool hasCheckpoint) => Data(
        "DamagedRun",
        $"The run '{name}' has lost its {RunFolder.Document}. Its folder is '{folder}'; "
        + (hasCheckpoint ? $"Start-TrainingRun -Name {RunStore.Quote(name)} -Resume, with model and data as before, goes on from its checkpoint, " : string.Empty)
        + $"Remove-TrainingRun {RunStore.Quote(name)} takes it away.");

    public static NormToolsException DamagedRun(string name, string folder, string file, string reason) => Data(
        "DamagedRun", $"The run '{name}' cannot be read: {file}: {reason} Its folder is '{folder}'; Remove-TrainingRun {RunStore.Quote(name)} takes it away.");

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

    public static NormToolsException NothingToCompare(TrainingRun run, string name, string metric) => Data(
        "NoSuchMetric",
        run.EpochCount == 0 ? $"The run '{name}' has no finished epoch to compare."
            : $"The run '{name}' has no {Text.Shorten(metric)}; it has {string.Join(", ", new[] { "Loss" }.Concat(run.Options.Metric).Concat(run.Result?.ScriptMetrics.Keys.Cast<string>() ?? Array.Empty<string>()))}. -Data judges its "
                + "model by any metric that fits it.");

    public static NormToolsException MetricModeNeeded(string name) => Invalid(
        "MetricModeNeeded",
        $"-Metric {Text.Shorten(name)}: its name does not tell whether more or less of it is better: give -MetricMode Maximum or Minimum.");

    public static NormToolsException MetricModeHasNoEffect(string name) => Invalid(
        "ParameterHasNoEffect",
        $"-MetricMode has an effect only with a metric that a script of -OnEpoch returned; {Text.Shorten(name)} is none of these runs' last epochs.");

    /// <summary>A warning about a run that goes on at another level.</summary>
    public static string RunOfOtherLevel(string before, string now, bool isPossible) =>
        $"The run was trained with the instruction level {before} and goes on with {now}: its last digits are not those of a run that was never broken off."
        + (isPossible ? $" They are in a new PowerShell, with $env:NORMTOOLS_LEVEL = '{before}' before Import-Module NormTools." : " This processor does not have the other one.");

    private static string Named(TrainingRun run) => run.Name is null ? "The run" : $"The run '{run.Name}'";

    public static NormToolsException NoDataOfRun() => Invalid(
        "NoDataOfRun", "The data that the run was trained on are no longer in this session: give them with -Data, the same split.");
}
