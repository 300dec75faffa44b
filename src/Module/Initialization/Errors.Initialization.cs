namespace NormTools;

/// <content>What Initialize-Model refuses.</content>
internal static partial class Errors
{
    public static NormToolsException NothingToInitialize(IEnumerable<string> names) => Invalid(
        "NothingToInitialize",
        "-LayerType and -Name choose no parameter; without -LayerType only layers with weights are chosen "
        + "(and, by recipes for the whole model, normalisation layers). "
        + $"The model has {Several(names)}.");

    public static NormToolsException BiasWithoutEffect() => Invalid(
        "ParameterHasNoEffect", "-Bias has no effect: none of the chosen layers has a bias that it applies to.");

    public static NormToolsException NoForgetGate() => Invalid(
        "ParameterHasNoEffect",
        "-ForgetBias has no effect: none of the chosen parameters is the bias of an LSTM. (An LSTM with -NoBias has none; one with -ForgetBias of its own "
        + "adds that at each step.)");

    public static NormToolsException PerGateOfRecipe(string recipe, bool takesParts) => Invalid(
        "ParameterHasNoEffect",
        $"-PerGate has no effect with -Scheme {recipe}: " + (takesParts ? "it draws gate by gate already." : "it is for a method, as in Initialize-Model Xavier -PerGate."));

    public static NormToolsException NothingRecurrent() => Invalid(
        "NothingToInitialize", "-Scheme Recurrent is for recurrent layers, and the model has none. For others there are Xavier, Kaiming or Orthogonal.");

    public static NormToolsException NoBranches() => Invalid(
        "NothingToInitialize",
        "-Scheme TFixup makes the branches of skip connections smaller, and the model has none: Residual, or TransformerEncoderLayer. Without them, Xavier is the same.");
}
