namespace NormTools;

/// <content>Of the scripts of a run, and what they return.</content>
internal static partial class Errors
{
    public static NormToolsException ScriptMetricNotANumber(string name, object? value) => Data(
        "ScriptMetricNotANumber",
        $"-OnEpoch returned {Describe(value)} as '{Text.Shorten(name)}', and a metric is a number. Entries of a hashtable that the script "
        + "returns are metrics of the epoch; what is only to be seen goes to Out-Host.");

    public static NormToolsException ScriptMetricWithoutName() => Data(
        "ScriptMetricWithoutName", "-OnEpoch returned a table with an entry that has no name: the names become columns of the history.");

    public static NormToolsException ScriptMetricTaken(string name) => Data(
        "ScriptMetricTaken",
        $"-OnEpoch returned '{Text.Shorten(name)}', which the record of an epoch has already: a metric needs a name of its own. What is only to "
        + "be seen goes to Out-Host.");

    public static string NotReturned(string monitor, long epoch, string[] names) => FormattableString.Invariant(
        $"-Monitor {monitor}: the script of -OnEpoch returned no such number for epoch {epoch}; ")
        + (names.Length == 0 ? "it returned no hashtable." : $"it returned {Several(names)}.")
        + " Epochs without it do not count for the best epoch and for -EarlyStopping.";

    public static NormToolsException UnknownMonitor(string parameter, string name, string suggestion) =>
        Invalid("UnknownMonitor", $"-{parameter}: there is no \"{Text.Shorten(name)}\".{suggestion}");

    public static NormToolsException MonitorModeNeeded(string parameter, string name) => Invalid(
        "MonitorModeNeeded",
        $"-{parameter} {Text.Shorten(name)}: its name does not tell whether more or less of it is better: give -{parameter}Mode Maximum or Minimum.");

    public static NormToolsException MonitorModeContradicts(string parameter, string name, bool falls) => Invalid(
        "MonitorModeContradicts",
        $"-{parameter}Mode {(falls ? "Maximum" : "Minimum")}: of {name}, {(falls ? "less" : "more")} is better. -{parameter}Mode is for metrics that a script of -OnEpoch returns.");

    public static NormToolsException MonitorNeedsScript(TrainingRun run) => Invalid(
        "MonitorNeedsScript",
        $"{Named(run)} monitors {run.Options.Monitor}, which its script of -OnEpoch returns: give -OnEpoch again, for scripts are not kept.");
}
