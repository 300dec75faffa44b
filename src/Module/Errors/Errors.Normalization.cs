namespace NormTools;

/// <content>Of normalisations.</content>
internal static partial class Errors
{
    public static NormToolsException OperandType(string parameter, DType came, DType input) => Invalid(
        "DataTypeMismatch",
        $"expected scalar type {TorchName(input)} but found {TorchName(came)}: -{parameter} is {came} and the input {input}. "
        + $"A tensor's To('{input}') converts it.");

    public static NormToolsException RowParameter(string name, long[] came, long[] normalized) => Invalid(
        "ParameterLengthMismatch",
        $"Expected {name} to be of same shape as normalized_shape, but got {name} of shape {Text.Shape(came)} and "
        + $"normalized_shape = {Text.Shape(normalized)}");

    public static NormToolsException NotUpdatable(string parameter) => Invalid(
        "NotUpdatable",
        $"-{parameter} is updated in place, so it has to be a tensor in a variable (New-Tensor makes one): the update of plain numbers would be lost.");

    public static NormToolsException RunningStatisticsMissing() => Invalid(
        "RunningStatisticsMissing",
        "Expected running_mean and running_var to be defined when training=False: -Evaluate needs -RunningMean and -RunningVariance.");

    public static NormToolsException BatchesTrackedMissing() => Invalid(
        "BatchesTrackedMissing",
        "-Momentum $null averages all batches so far, so their number has to be known: -BatchesTracked takes an Int64 tensor "
        + "of one value (New-Tensor -Shape 1 -DType Int64) and increments it.");

    public static NormToolsException BatchesTracked(string came) => Invalid(
        "InvalidBatchesTracked", $"-BatchesTracked is incremented in place, so an Int64 tensor of one value is wanted; {came} was given.");

    public static NormToolsException NegativeBatchesTracked(long came) => Invalid(
        "InvalidBatchesTracked",
        FormattableString.Invariant($"-BatchesTracked holds {came}; the number of batches so far is wanted, from 0 on."));

    public static NormToolsException SameMemory(string updated, string other) => Invalid(
        "SameMemory",
        $"-{updated} and -{other} share memory, and -{updated} is updated in place: each needs a tensor of its own.");

    public static NormToolsException RunningStatisticsIncomplete(string name, string missing, string given) => Invalid(
        "RunningStatisticsIncomplete", $"{name} is missing: -{given} has to be given together with -{missing}.");

    public static NormToolsException VectorLength(string name, long came, long wanted, string parameter, string what) =>
        Invalid(
            "ParameterLengthMismatch",
            FormattableString.Invariant($"{name} should contain {wanted} elements not {came}: ")
            + $"-{parameter} has one value {what}.");

    public static NormToolsException MomentumMissing(Enum from) => Invalid(
        "MomentumMissing", $"-Momentum $null is PyTorch's cumulative average, which {from} does not have: give a number.");

    public static NormToolsException StatisticLengths(long mean, long variance) => Invalid(
        "ParameterLengthMismatch",
        FormattableString.Invariant($"-RunningMean has {mean} values and -RunningVariance {variance}; ")
        + "both have one for each channel.");
}
