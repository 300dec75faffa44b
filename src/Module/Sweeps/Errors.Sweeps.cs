using System.Management.Automation;

namespace NormTools;

/// <content>Of sweeps.</content>
internal static partial class Errors
{
    public static NormToolsException NoSweepValues(string? name) => Invalid(
        "NoValues",
        name is null ? "-Parameter is empty: a name and its values, or a range, are wanted, as in @{ Width = 8, 16; LearningRate = New-SearchRange 1e-4 1e-1 -Log }."
            : $"-Parameter has no values for {name}, which the script declares without a default: @{{ {name} = 8, 16, 32 }}, or New-SearchRange.");

    public static NormToolsException RangeAmongValues(string name) => Invalid(
        "InvalidValues", $"-Parameter: {name} is a list of values or one range of New-SearchRange; a range among other values was given.");

    public static NormToolsException SeedIsGiven() => Invalid(
        "SeedIsGiven", "-Parameter: Seed is what the sweep gives to a script that declares $Seed, one a repetition: -Repeat says how many, -Seed of the sweep which.");

    public static NormToolsException UsingUnknown(string name) => Invalid(
        "VariableNotFound", $"-Script takes $using:{name}, and there is no variable ${name} here.");

    public static NormToolsException UsingExpression(string text) => Invalid(
        "InvalidUsing", $"-Script: {Text.Shorten(text)} is not possible; $using: takes a variable, as in $using:split.");

    public static NormToolsException RangeInGrid(string name) => Invalid(
        "RangeInGrid", $"-Sampler Grid tries every combination of values, and {name} is a range: list its values, or take -Sampler Sobol or Random with -Trial.");

    public static NormToolsException GridHasItsTrials(double combinations) => Invalid(
        "ParameterHasNoEffect",
        FormattableString.Invariant($"-Trial has no effect with -Sampler Grid, which tries all {combinations:N0} combinations: leave it out, or take -Sampler Random."));

    public static NormToolsException TooManyTrials(double combinations, int most) => Invalid(
        "TooManyTrials", FormattableString.Invariant($"-Parameter has {combinations:N0} combinations, and a sweep at most {most:N0} trials: take -Sampler Sobol or Random with -Trial."));

    public static NormToolsException TooManyParameters(SweepSampler sampler, int most, int given) => Invalid(
        "TooManyParameters", $"-Sampler {sampler} chooses {Text.Count(most, "parameter")} at most, and there are {given}: -Sampler Random takes any number.");

    public static NormToolsException InvalidRange(double low, double high, string why) => Invalid(
        "InvalidRange", FormattableString.Invariant($"A range from {low} to {high} is not possible: {why}."));

    public static NormToolsException NoScore() => Data(
        "NoScore", "The script wrote no training run and no number: its last output is scored, as in New-Model ... | Start-TrainingRun ....");

    public static NormToolsException NoSuchScore(string name, string[] known) => Data(
        "NoSuchScore", $"The run has no {name}{(known.LastOrDefault(item => item.EndsWith(name, StringComparison.OrdinalIgnoreCase)) is string near ? $" (is {near} meant?)" : string.Empty)}; it has {string.Join(", ", known)}. -Metric of Start-TrainingRun measures others, validation data make those of Validation.");

    public static NormToolsException ScoreOfNumber(string name, object number) => Data(
        "ScoreOfNumber",
        FormattableString.Invariant($"-Score {name} is a result of a training run, and the script wrote the number {number}: write the run last, or leave -Score out ")
        + "(-ScoreMode Maximum says that more of a number is better).");

    public static NormToolsException WholeRangeWanted(string name, SearchRange range) => Invalid(
        "WholeRangeWanted",
        FormattableString.Invariant($"-Parameter: the script declares {name} as a whole number, and the range from {range.Low} to {range.High} has fractions, which would be rounded: ")
        + (Math.Ceiling(range.Low) < Math.Floor(range.High)
            ? FormattableString.Invariant($"New-SearchRange {Math.Ceiling(range.Low)} {Math.Floor(range.High)}{(range.IsLog ? " -Log" : string.Empty)} -Whole.")
            : "list its values, or declare [double] in param()."));

    public static NormToolsException WholeValueWanted(string name, object value) => Invalid(
        "WholeValueWanted",
        FormattableString.Invariant($"-Parameter: the script declares {name} as a whole number, and {value} would be rounded: give whole numbers, or declare [double] in param()."));

    public static NormToolsException NothingToPrune(SweepPruning pruning, long epochs) => Invalid(
        "NothingToPrune",
        (pruning.HasRungs
            ? FormattableString.Invariant($"-Prune {pruning.Pruner} compares trials after {Text.Count(pruning.Least, "epoch")} and lets the best train for {pruning.Factor} times as many, ")
                + FormattableString.Invariant($"and the script's run has {Text.Count(epochs, "epoch")}: train for {(long)pruning.Least * pruning.Factor} or more, ")
            : FormattableString.Invariant($"-Prune {pruning.Pruner} ends trials between epoch {pruning.Least} and their last one, and the script's run has {Text.Count(epochs, "epoch")}: train for more, "))
        + (pruning.Least > 1 ? "lower -PruneEpoch, " : string.Empty) + "or leave -Prune out.");

    public static NormToolsException NoEpochsToPrune(int trials, string reason) => Data(
        "NoEpochsToPrune",
        $"-Prune shares out the epochs of the script's training run, and {(trials == 1 ? "the first trial" : $"each of the first {trials} trials")} failed before it began one: {reason}");

    public static NormToolsException ScoreNotFinite(double score) => Data(
        "ScoreNotFinite", FormattableString.Invariant($"The score is {score}, and a number is wanted."));

    public static NormToolsException TrialEnded(string reason) => Data("TrialNotFinite", reason);

    public static NormToolsException SecondRun() => Invalid(
        "SecondRun",
        "-Prune of Start-TrainingSweep follows the epochs of a trial's training run, and its script begins a second one: leave -Prune out, or train once in the script.");

    public static NormToolsException OnlyLooking() => Invalid("OnlyLooking", "The sweep only looks how many epochs the run is to have.");

    public static NormToolsException NoRunToPrune(int trial) => Invalid(
        "NoRunToPrune",
        $"-Prune follows the epochs of a trial's training run, and the script of trial {trial} began none: it trains by Start-TrainingRun, or leave -Prune out.");

    public static NormToolsException HalvingLearnsNothing() => Invalid(
        "HalvingLearnsNothing",
        "-Sampler Tpe learns from trials that are done, and with -Prune SuccessiveHalving all begin together: take -Prune Hyperband or Median.");

    public static NormToolsException HyperbandDraws() => Invalid(
        "HyperbandDraws", "-Prune Hyperband takes as many trials as its brackets need, and -Sampler Grid has a number of its own: leave -Sampler out.");

    public static NormToolsException SeveralSweeps() => Invalid(
        "SeveralSweeps", "Trials of one sweep are wanted, each once, and those of several came: take them one by one.");

    public static NormToolsException NoTrialScored(int trials) => Data(
        "NoTrialScored", $"{Text.Count(trials, "trial")} came, and none has a score: their Error says why.");

    /// <summary>A warning about a sweep that was stopped within its first trials.</summary>
    public static string NoTrialDone(string path) =>
        $"No trial of the sweep in '{path}' is done yet: Resume-TrainingSweep goes on with it, and Start-TrainingSweep -Force begins it anew.";

    public static NormToolsException UnknownSweepParameter(string name, string[] known) => UnknownItem("UnknownParameter", "Parameter", name, known);

    public static NormToolsException TwoParametersWanted(int given) => Invalid(
        "TwoParametersWanted", $"-Kind Heat is of two parameters, and there {(given == 1 ? "is" : "are")} {given}: -Parameter Width, Rate chooses them.");

    public static NormToolsException SweepExists(string path) => new NormToolsException(
        "SweepExists",
        ErrorCategory.ResourceExists,
        $"There is a sweep in '{path}' already: Resume-TrainingSweep goes on with it, -Force begins it anew, or give another -Path.");

    public static NormToolsException SweepIsBusy(string path) => new NormToolsException(
        "SweepIsBusy",
        ErrorCategory.ResourceBusy,
        $"Another session or process does trials of the sweep in '{path}', which -Force would delete: end it first, or give another -Path.");

    public static NormToolsException SweepNotFound(string path) => new NormToolsException(
        "SweepNotFound", ErrorCategory.ObjectNotFound, $"There is no sweep in '{path}': it has no {SweepFolder.Document}.");

    public static NormToolsException SweepChanged(string path, string[] names) => Invalid(
        "SweepChanged",
        $"{string.Join(", ", names.Select(name => "$" + name))} {(names.Length == 1 ? "is" : "are")} not what the sweep in '{path}' began with: its script takes "
        + $"{(names.Length == 1 ? "it" : "them")} by $using:, and the trials would not compare. Make {(names.Length == 1 ? "it" : "them")} as before, or -Force goes on all the same.");

    public static NormToolsException OtherLevel(string path, SweepLevel wanted, SweepLevel own) => Invalid(
        "OtherLevel",
        $"The sweep in '{path}' began with {wanted}, and this process has {own}: its trials would have other last digits. "
        + (wanted.IsPossible ? $"In a new PowerShell: $env:NORMTOOLS_LEVEL = '{wanted.Level}'; Import-Module NormTools. Or Resume-TrainingSweep -Force goes on with {own.Level}."
            : $"This processor does not have it: go on with the sweep on one that has, or Resume-TrainingSweep -Force goes on with {own.Level}, which the trials to come have then on every machine."));

    public static NormToolsException OtherMeasurement(string path, string[] names) => new NormToolsException(
        "OtherMeasurement",
        ErrorCategory.ResourceExists,
        $"There is {(names.Length == 0 ? "another sweep or measurement" : $"a measurement whose {string.Join(", ", names)} {(names.Length == 1 ? "was another one" : "were others")}")} in '{path}': "
        + "the same command goes on with it; give another -Path, or delete the folder.");

    public static NormToolsException DamagedSweep(string file, string reason) => Data(
        "DamagedSweep", $"'{file}' cannot be read: {reason}");

    public static NormToolsException ValueNotKept(string name, object? value) => Invalid(
        "ValueNotKept", $"-Parameter: a sweep with a folder keeps numbers, texts and flags, and {name} has {Describe(value)}: leave -Path out, or look the object up in the script by its name.");

    public static NormToolsException GridIsFull() => Invalid(
        "GridIsFull", "-Add: the sweep is a grid and has all its combinations. Begin another one, with further values or by -Sampler Sobol.");

    public static NormToolsException FolderWanted(SweepEngineKind engine) => Invalid(
        "FolderWanted", $"-Engine {engine} gives the trials away, and a folder keeps what they bring: give one by -Path.");

    /// <summary>A warning of a job whose time is over.</summary>
    public static string JobStopped(string file) => $"Stopped, as there is '{file}'. The runs go on from their checkpoints when the sweep is resumed.";

    public static NormToolsException JobStuck(string file, TimeSpan time) => new NormToolsException(
        "SweepStuck",
        ErrorCategory.OperationTimeout,
        $"Stopped, as there is '{file}', and in the {Text.Count((long)Math.Ceiling(time.TotalSeconds), "second")} before no trial, and no epoch of one, came to its end: "
        + "it would be so again. Give the job more time, as by --time, or take fewer batches an epoch.");

    public static NormToolsException MachinesWanted() => Invalid(
        "MachinesWanted", "-Engine Ssh needs the machines: -ComputerName node1, node2, or -Session with those that New-PSSession gave.");

    public static NormToolsException UsingNotKept(string name, object? value) => Invalid(
        "UsingNotKept",
        $"{(TrialSweep.Named(name) is { } given && given[0] == '-' ? given : $"-Script takes $using:{name}, and it")} is or has {Describe(value)}, which cannot be given to another machine: data sets, tensors, models, tables, lists, texts and "
        + "numbers can. Make the object in the script.");

    public static NormToolsException ValuesOfOtherVersion(string file, string? came, string wanted) => Data(
        "ValuesOfOtherVersion",
        $"'{file}' was written by NormTools {came}, and this is {wanted}: make the variables in this session, as at the sweep's beginning, or use the same version.");

    public static NormToolsException MachineNotReached(string name, string reason) => new NormToolsException(
        "MachineNotReached",
        ErrorCategory.ConnectionError,
        $"{name} cannot be reached: {InOneLine(reason)} `ssh {name}` has to work without a question, and `New-PSSession -HostName {name}` with it: Get-Help about_Sweeps says how.");

    public static NormToolsException MachineFailed(string name, string reason) => new NormToolsException(
        "MachineFailed", ErrorCategory.OperationStopped, $"{name} cannot do trials: {InOneLine(reason)}");

    public static NormToolsException OtherPowerShell(string name, string came, string wanted) => Invalid(
        "OtherPowerShell", $"{name} has PowerShell {came}, and here is {wanted}: scripts may draw and round in other ways there. Install {wanted} on it.");

    public static NormToolsException OtherModule(string name, string path) => Invalid(
        "OtherModule", $"{name} has loaded another NormTools, from '{path}', and a process can load one only: a new session takes the one that is here.");

    public static NormToolsException OtherLevelThere(string name, SweepLevel wanted, SweepLevel came, bool isLoaded) => Invalid(
        "OtherLevel",
        $"{name} {(isLoaded ? "has loaded" : "has")} {came}, and the sweep began with {wanted}: trials would have other last digits there. "
        + (isLoaded ? $"A new session takes {wanted.Level}."
            : came.Processor != wanted.Processor ? "Leave it out; a sweep is done by processors of one kind."
            : $"Leave it out, or begin the sweep anew, by -Force, with what all machines have: $env:NORMTOOLS_LEVEL = '{came.Level}' in a new PowerShell here, before Import-Module NormTools."));

    public static NormToolsException MachinesGone(string path) => new NormToolsException(
        "MachinesGone", ErrorCategory.ConnectionError, $"None of the machines can be reached any more. What is done is kept: Resume-TrainingSweep '{path}' goes on with it.");

    /// <summary>A warning about a link that broke.</summary>
    public static string MachineLost(string name, string reason, bool isTriedAgain) =>
        $"{name} is lost ({InOneLine(reason)}): its trials are done again from their last checkpoints{(isTriedAgain ? ", and it is connected to again" : string.Empty)}.";

    /// <summary>A warning about a machine that does not come back.</summary>
    public static string MachineGivenUp(string name, string reason) => $"The sweep goes on without {name}: {InOneLine(reason)}";

    // Of an object that is closed the system speaks in two lines.
    private static string InOneLine(string reason) => string.Join(" ", reason.Split(new[] { '\r', '\n' }, StringSplitOptions.RemoveEmptyEntries)).Trim();
}
