using System.Management.Automation;
using NormTools.Contract;

namespace NormTools;

/// <content>Of layers and models.</content>
internal static partial class Errors
{
    public static NormToolsException NotRunOptions(string what) => Invalid(
        "InvalidOption",
        $"-Option is what $run.Options gives, the same as JSON text or as what ConvertFrom-Json makes of it, or a hashtable; {what} was given.");

    public static NormToolsException UnknownRunOption(string name, IEnumerable<string> known) => Invalid(
        "UnknownOption", $"-Option: there is no option \"{Text.Shorten(name)}\". There are {string.Join(", ", known)}.");

    public static NormToolsException RunOption(string name, string wanted, object? value) => Invalid(
        "InvalidOption", $"-Option: {name} is {wanted}; {Describe(value)} was given.");

    public static NormToolsException RunOptionTwice(string name, string parameter) => Invalid(
        "InvalidOption", $"-Option: {name} is there twice, under two names of the parameter -{parameter}.");

    public static NormToolsException ModelInTraining(object claim, string what) => new NormToolsException(
        "ModelInTraining",
        ErrorCategory.ResourceBusy,
        $"The model is being trained by {claim}, so it cannot be {what}: wait for its end, or take $model.Clone().");

    public static string TensorIntoCsv(string writer, bool fromModel) =>
        $"{writer} writes the properties of an object, and of a tensor that is its shape and type: "
        + (fromModel ? "say -As Row, which gives an object a row." : "put ConvertFrom-Tensor -Property before it, which gives an object a row.");

    public static NormToolsException UnknownLayer(string name) => new NormToolsException(
        "UnknownLayer",
        ErrorCategory.ObjectNotFound,
        $"'{name}' is neither a layer nor a command.{Suggestion.For(name, Suggestion.CommandNames("LayerCommand"))} The layers are listed by Get-Command -Module NormTools New-*Layer;"
        + " of a module that was imported with a prefix, their names have it too.");

    public static NormToolsException NotALayer(object? value) => Invalid(
        "NotALayer", $"A model is made of layers (Linear 64; ReLU; ...); {Describe(value)} came among them.");

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
        $"Script blocks run inside one another more than {Nesting.MostBlocks} deep, which is the most: one calls itself without an "
        + "end.");

    public static NormToolsException ArgumentsTooDeep(int most) => Invalid(
        "ArgumentsTooDeep",
        $"Values are nested more than {most} deep, which is the most (a list that holds itself has no end).");

    public static NormToolsException ArgumentsTooLong(int most) => Invalid(
        "ArgumentsTooLong", $"Written as text, the values have more than {most:N0} characters, which is the most.");

    public static NormToolsException NoLayers() => Invalid("NoLayers", "A model needs at least one layer; -Layer gave none.");

    public static NormToolsException NoSuchState(string name, IEnumerable<string> names) => new NormToolsException(
        "StateNotFound", ErrorCategory.ObjectNotFound, $"The model has no '{Text.Shorten(name)}'; it has {Several(names)}.");

    public static NormToolsException NoSuchTensor(string name, IEnumerable<string> names) => new NormToolsException(
        "TensorNotFound",
        ErrorCategory.ObjectNotFound,
        $"The file has no tensor '{Text.Shorten(name)}'; it has {Text.Shorten(string.Join(", ", names.Take(10)))}.");

    public static NormToolsException FixedState() => new NormToolsException(
        "FixedState", ErrorCategory.InvalidOperation, "The parameters and buffers of a model are as many as its layers have: none can be removed.");
}
