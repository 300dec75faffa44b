namespace NormTools;

/// <content>Cmdlets that train many models.</content>
internal static partial class Errors
{
    public static NormToolsException NotLayersOfTrials(object? value) => Invalid(
        "NotLayers",
        $"-Model is a script block with layers, as in {{ Linear 64; ReLU; Linear }}, because a new model is made each time; {Describe(value)} was given.");

    public static NormToolsException NothingToStopBy() => Invalid(
        "NothingToStopBy",
        "-EarlyStopping, a schedule that follows a result, and -DrawForValidation need rows to judge epochs by, and the fold itself must stay unseen: -Validation 0.2 sets a part of "
        + "its training rows aside for that.");

    public static NormToolsException NothingToJudgeBy() => Invalid(
        "NothingToJudgeBy",
        "The models are judged by rows that they were not trained on, and -Data has none: Split-Dataset -Validation 0.2 -Stratify sets some aside, or give -Validation.");

    public static NormToolsException TrainingSize(double size, long rows) => Invalid(
        "InvalidSize",
        FormattableString.Invariant($"-Size {size} is not possible: below 1 it is a share of the {rows:N0} training rows, otherwise a whole number of them."));

    public static NormToolsException NoValues(string? name) => Invalid(
        "NoValues",
        name is null ? "-Parameter is empty: a name and its values are wanted, as in -Parameter @{ Width = 2, 8, 32 }."
            : $"-Parameter has no values for {name}, which the block of -Model declares without a default: @{{ {name} = 2, 8, 32 }}.");

    public static NormToolsException NoLayersOf(string choice) => Invalid("NoLayers", $"A model needs at least one layer; -Model gave none for {choice}.");

    public static NormToolsException OneSeed(int count) => Invalid(
        "OneSeed", $"-Seed is the seed of the first round, from which the others count on; {count} were given. -Round says how many rounds there are.");

    public static NormToolsException TooFewFreshRows(int rounds, long size, long rows) => Invalid(
        "TooFewRows",
        FormattableString.Invariant($"{rounds} rounds with {Math.Max(size, 1)} rows of their own need {rounds * Math.Max(size, 1):N0} training rows, and there are {rows:N0}: ")
        + "give a smaller -Size, fewer rounds, or -Sample Bootstrap, which draws with replacement.");

    public static NormToolsException Truth(int count, object given) => Invalid(
        "InvalidTruth",
        $"-Truth is a script block that gives the truth of each row, {{ [Math]::Sin($_.x) }}, or a value for each of the {count} rows judged by; "
        + (given is object[] values ? $"{values.Length} values were given." : $"{Describe(given)} was given."));

    public static NormToolsException TruthOfRow(int wanted, System.Management.Automation.PSObject[] answers) => Invalid(
        "InvalidTruth", $"-Truth gives {Text.Count(wanted, "value")} a row; for a row it gave {answers.Length}.");
}
