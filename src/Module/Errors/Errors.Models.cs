using System.Management.Automation;
using NormTools.Contract;

namespace NormTools;

/// <content>Of layers, models and the options of a run.</content>
internal static partial class Errors
{
    public static NormToolsException NoAttention(string name, string? layer, string[] meant, string[] all) => Invalid(
        "NoAttention",
        all.Length == 0 ? "-Attention looks at MultiheadAttention, or at that inside a TransformerEncoderLayer, and the model has neither."
        : meant.Length > 1 ? $"-Attention {Text.Shorten(name)} has several layers with attention inside: name one of {string.Join(", ", meant)}."
        : $"-Attention {Text.Shorten(name)}: " + (layer is null ? "the model has no layer of that name" : $"layer {Text.Shorten(name)} ({layer}) has no attention")
            + $". There {(all.Length == 1 ? "is" : "are")} {Several(all)}.");

    public static NormToolsException NotRunOptions(string what) => Invalid(
        "InvalidOption",
        $"-Option takes $run.Options, its JSON text or the object that ConvertFrom-Json makes of that, or a hashtable; {what} was given.");

    public static NormToolsException UnknownRunOption(string name, IEnumerable<string> known) => Invalid(
        "UnknownOption", $"-Option: there is no option \"{Text.Shorten(name)}\". There are {string.Join(", ", known)}.");

    public static NormToolsException RunOption(string parameter, string name, string wanted, object? value) => Invalid(
        "InvalidOption", $"-{parameter}: {name} is {wanted}; {Describe(value)} was given.");

    public static NormToolsException RunOptionTwice(string name, string parameter) => Invalid(
        "InvalidOption", $"-Option: {name} is given twice, under two names of the parameter -{parameter}.");

    public static NormToolsException ModelInTraining(object claim, string what) => new NormToolsException(
        "ModelInTraining",
        ErrorCategory.ResourceBusy,
        $"The model is being trained by {claim}, so it cannot be {what}: wait until that has ended, or use $model.Clone().");

    public static string TensorIntoCsv(string writer, bool fromModel) =>
        $"{writer} writes the properties of an object, which for a tensor are its shape and type, not its values: "
        + (fromModel ? "use -As Row, which gives an object for each row." : "put ConvertFrom-Tensor -Property before it, which gives an object for each row.");

    public static NormToolsException ClassesOfSomeRows(long without, long rows) => Data(
        "RowsWithoutClass",
        $"{Text.Count(without, "row")} of {rows:N0} cannot be answered, as the errors before say, and a list of class numbers has no number for {(without == 1 ? "it" : "them")}: the "
        + "others would not stand beside their rows. -As Row answers each of the others beside its row; -As Probability has NaN where there is no answer.");

    public static NormToolsException NoRowsToAnswer() => Data(
        "NoRows", "-InputObject is an empty list: there is no row to answer. What was to give the rows gave none: a filter let none through, or the file has a header alone.");

    public static NormToolsException UnknownLayer(string name) => new NormToolsException(
        "UnknownLayer",
        ErrorCategory.ObjectNotFound,
        $"'{name}' is neither a layer nor a command.{Suggestion.For(name, Suggestion.CommandNames("LayerCommand"))} Get-Command -Module NormTools New-*Layer lists the layers;"
        + " if the module was imported with a prefix, their names have it too.");

    public static NormToolsException NotALayer(object? value) => Invalid(
        "NotALayer", $"A model is made of layers (Linear 64; ReLU; ...); {Describe(value)} was among them.");

    public static NormToolsException NotOneWeight(string parametrization, string[] layers) => Invalid(
        "NotOneWeight",
        $"{parametrization} takes one Linear or convolution layer, as in {parametrization} {{ Linear 64 }}; "
        + (layers.Length == 0 ? "its block wrote none."
            : $"its block wrote {string.Join(", ", layers)}."));

    public static NormToolsException TwoParametrizations(string parametrization, string other) => Invalid(
        "TwoParametrizations",
        $"{parametrization} cannot wrap a layer that {other} wraps: a weight has one parametrization.");

    public static NormToolsException BlocksTooDeep() => Invalid("InvalidModelSpecification", Nesting.Refusal);

    public static NormToolsException ScriptsTooDeep() => Invalid(
        "ScriptsTooDeep",
        $"Script blocks are nested more than {Nesting.MostBlocks} deep, which is the limit: one of them calls itself without "
        + "ending.");

    public static NormToolsException ArgumentsTooDeep(int most) => Invalid(
        "ArgumentsTooDeep",
        $"Values are nested more than {most} deep, which is the limit (does a list contain itself?).");

    public static NormToolsException ArgumentsTooLong(int most) => Invalid(
        "ArgumentsTooLong", $"Written as text, the values have more than {most:N0} characters, which is the limit.");

    public static NormToolsException NoLayers() => Invalid("NoLayers", "A model needs at least one layer; -Layer gave none.");

    public static NormToolsException NoSuchState(string name, IEnumerable<string> names) => new NormToolsException(
        "StateNotFound", ErrorCategory.ObjectNotFound, $"The model has no '{Text.Shorten(name)}'; it has {Several(names)}.");

    public static NormToolsException NoSuchTensor(string name, IEnumerable<string> names) => new NormToolsException(
        "TensorNotFound",
        ErrorCategory.ObjectNotFound,
        $"The file has no tensor '{Text.Shorten(name)}'; it has {Text.Shorten(string.Join(", ", names.Take(10)))}.");

    public static NormToolsException FixedState() => new NormToolsException(
        "FixedState", ErrorCategory.InvalidOperation, "A model has the parameters and buffers of its layers: none can be added or removed.");

    public static NormToolsException ModelForRun(bool hasRun) => Invalid(
        "RunWanted",
        "-InputObject: a training run is wanted, which knows how the model was trained and on which rows; a model was given. "
            + (hasRun ? "Its last run is $model.LastRun: $model.LastRun | Test-ModelFit." : "$run = $model | Start-TrainingRun $split trains it and gives one; then $run | Test-ModelFit.")
            + " Test-Model judges a model without one.");
}
