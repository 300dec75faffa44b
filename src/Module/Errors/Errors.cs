using System.Management.Automation;
using NormTools.Contract;

namespace NormTools;

/// <summary>The failures that the module itself raises, one factory each; the error's id is the first string in
/// it.</summary>
internal static partial class Errors
{
    public static NormToolsException FromCore(Status status, string id, string message) =>
        new NormToolsException(id, Category(status), message);

    public static NormToolsException Library(string id, string message) =>
        new NormToolsException(id, ErrorCategory.ResourceUnavailable, message);

    public static NormToolsException NotATensor(object? value, string? parameter = null) => Invalid(
        "NotATensor",
        (parameter is null ? string.Empty : $"-{parameter}: ")
        + $"A tensor, a number or a (nested) array of numbers is wanted; {Describe(value)} was given.");

    /// <summary>The error for an object of this module that came back as a copy without its content; null for any
    /// other.</summary>
    public static NormToolsException? CopyWithoutContent(object? value) => Copied(value) is null ? null
        : Invalid("CopyWithoutContent", $"The object itself is wanted; {Describe(value)} was given.");

    public static NormToolsException NotANumber(object? value, string where) => Data(
        "NotANumber", $"{where} holds {Describe(value)}, and a number is wanted.");

    public static NormToolsException ValueOutOfRange(double value, int position) => Data(
        "ValueOutOfRange", FormattableString.Invariant($"The value {value} at position {position} does not fit the type Int64."));

    public static NormToolsException Ragged(string where, long wanted, long came) => Data(
        "RaggedArray", $"{where} has {Text.Count(came, "value")} where the first has {wanted}; rows of one length are wanted.");

    public static NormToolsException DataCount(long came, long[] shape, long wanted) => Invalid(
        "DataCountMismatch", $"-Data has {Text.Count(came, "value")}, and the shape {Text.Shape(shape)} holds {wanted}.");

    public static NormToolsException NothingGiven(string what) => Invalid(
        "NothingGiven", $"{what} is wanted; nothing ($null) was given.");

    public static NormToolsException ShapeWanted(string what, long[] came, string wanted) => Invalid(
        "ShapeMismatch", $"{what} has the shape {Text.Shape(came)}, and {wanted} is wanted.");

    public static NormToolsException TypeWanted(string what, DType came, string wanted) => Invalid(
        "DataTypeMismatch", $"{what} has the type {came}, and {wanted} is wanted.");

    public static NormToolsException NotAFloat(DType came) => Invalid(
        "UnsupportedDataType", $"Normalisation takes Float32 and Float64 tensors, and the input is {came}: $x.To('Float32') converts it.");

    public static NormToolsException NoEffect(string parameter, string partner) => Invalid(
        "ParameterHasNoEffect", $"-{parameter} has an effect only with -{partner}.");

    public static NormToolsException SaidTwice(string parameter, string name, string table) => Invalid(
        "ParameterHasNoEffect", $"-{parameter} and {name} of -{table} set the same thing: give one or the other.");

    public static NormToolsException Exclusive(string parameter, string other) => Invalid(
        "ParameterHasNoEffect", $"-{parameter} has no effect with -{other}: give one or the other.");

    public static NormToolsException NothingUpdated(string parameter, string other) => Invalid(
        "ParameterHasNoEffect", $"-{parameter} has no effect with -{other}, which updates nothing.");

    public static NormToolsException NoEffectOnNumbers(string parameter) => Invalid(
        "ParameterHasNoEffect", $"-{parameter} is for objects with properties; numbers were given.");

    public static NormToolsException NoEffectWith(string parameter, string choice, string name, string[] effective) =>
        Invalid(
            "ParameterHasNoEffect",
            $"-{parameter} has no effect with -{choice} {name}; "
            + (effective.Length == 0 ? "it has no parameters." : $"there are {Parameters(effective)}."));

    public static NormToolsException ParameterMissing(string parameter, string choice, string name) => Invalid(
        "ParameterMissing",
        $"-{choice} {name} needs -{parameter}{(parameter == "Sparsity" ? ": the share of zeros, as in -Sparsity 0.1" : string.Empty)}.");

    public static NormToolsException InvalidPattern(string text) => Invalid(
        "InvalidPattern", $"'{Text.Shorten(text)}' is not a valid wildcard pattern: a bracket [ needs its ], or a backtick before it.");

    public static NormToolsException NotAnSvgPath(string path, string extension) => Invalid(
        "NotAnSvgPath",
        $"-Path is '{path}': a chart is written as SVG, which does not belong in a {extension} file. Give a name that ends in .svg; "
        + "a browser shows it, and rsvg-convert or Inkscape makes a PNG or PDF of it.");

    public static NormToolsException NotAnHtmlPath(string path, string extension) => Invalid(
        "NotAnHtmlPath",
        $"-Path is '{path}': a report is written as HTML, which does not belong in a {(extension.Length == 0 ? "file without an extension" : $"{extension} file")}. "
        + "Give a name that ends in .html; a browser shows it, and prints it as PDF.");

    public static NormToolsException SeveralReports(int count) => Invalid(
        "SeveralReports",
        $"A report is of one run, and {count:N0} came: call Export-TrainingReport once for each, with a -Path of its own.");

    public static NormToolsException NothingToReport(object? value) => Invalid(
        "NothingToReport", $"A training run, what Test-ModelFit says of one, or the trials of a sweep are wanted; {Describe(value)} was given.");

    public static NormToolsException NotASafetensorsPath(string path, string extension) => Invalid(
        "NotASafetensorsPath",
        $"-Path is '{path}': a model is written as safetensors, which does not belong in a {extension} file. Give a name that ends in "
        + ".safetensors; safetensors.torch.load_file reads it in Python as a state dict with PyTorch's names.");

    public static NormToolsException ShapeMissing() => Invalid(
        "ParameterMissing", "-Shape is missing: it can be left out only where -Probability is a tensor, whose shape is then used.");

    public static NormToolsException UnknownName(
        string id, string parameter, string name, IEnumerable<NamedValue> choices) => Invalid(
        id,
        $"-{parameter} '{Text.Shorten(name)}' is not known.{Suggestion.For(name, choices.Select(choice => choice.Name))} "
        + $"There are {string.Join(", ", choices.Select(choice => choice.Name))}.");

    public static NormToolsException UnknownItem(string id, string parameter, string name, string[] known) => Invalid(
        id,
        $"-{parameter}: there is no \"{Text.Shorten(name)}\".{Suggestion.For(name, known)} There are {string.Join(", ", known)}.");

    public static NormToolsException SeedAndGenerator() => Invalid(
        "SeedAndGenerator", "-Seed starts a new stream, and -Generator continues one: give one or the other.");

    public static NormToolsException NothingToDraw(string one, string two) => Invalid(
        "ParameterHasNoEffect", $"-Seed and -Generator are for drawing -{one} and -{two}, and those were given: leave -Seed and -Generator out.");

    public static NormToolsException GeneratorForEach() => Invalid(
        "GeneratorForEach",
        "-SeedPerParameter gives each parameter its own stream, made from a seed; -Generator is one stream for all: give one or the other.");

    public static NormToolsException NoVariance(string layer, string description, double deviation) => Data(
        "NoVariance",
        FormattableString.Invariant($"The output of layer {layer} ({description}) has the standard deviation {deviation:G6} on the batch: no ")
        + "factor makes its variance 1. The samples may all be equal, or not finite.");

    public static NormToolsException ScriptOutput(object? value) => Invalid(
        "ScriptOutput",
        $"The script block wrote {Describe(value)}; it should change the layer instead: $layer.Parameters['weight'] = ...");

    public static NormToolsException NoLoop(string parameter) => Invalid(
        "NoLoop", $"The script block of -{parameter} used break or continue, but it is no loop; use return to leave it.");

    public static NormToolsException Gain(object? value) => Invalid(
        "InvalidGain", $"A gain is a number or the name of a nonlinearity; {Describe(value)} was given.");

    public static NormToolsException GainAndNonlinearity() => Invalid(
        "GainAndNonlinearity", "-Gain replaces -Nonlinearity: give one or the other.");

    public static NormToolsException NoSignal(string activation) => Data(
        "NoSignal",
        $"-Activation {{ {activation} }} has a mean square of zero, so no gain can keep the size of its signal.");

    public static NormToolsException ActivationValue(object? value, double at) => Data(
        "NotANumber",
        FormattableString.Invariant($"-Activation gives {Describe(value)} for {at:R}; a finite number is wanted."));

    public static NormToolsException NotANumberText(string parameter, string text) => Invalid(
        "NotANumber",
        $"-{parameter}: '{Text.Shorten(text)}' looks like a number and is none where '{System.Globalization.CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator}' "
        + "is the decimal mark. Numbers are written as 0.5.");

    public static NormToolsException NotAnExactInteger(string parameter, double number) => Invalid(
        "NotAWholeNumber",
        FormattableString.Invariant($"-{parameter} of -Distribution Integer is a whole number within +-(2^53 - 1); ")
        + FormattableString.Invariant($"{number:R} was given."));

    public static NormToolsException Disposed() => new NormToolsException(
        "TensorDisposed", ErrorCategory.InvalidOperation, "The tensor has been disposed.");

    public static NormToolsException Disposed(string parameter) => new NormToolsException(
        "TensorDisposed", ErrorCategory.InvalidOperation, $"The tensor of -{parameter} has been disposed.");

    public static NormToolsException ModelDisposed() => new NormToolsException(
        "ModelDisposed", ErrorCategory.InvalidOperation, "The model has been disposed.");

    public static NormToolsException Empty(string what) => Data("EmptyTensor", $"{what} has no values.");

    public static NormToolsException NoSuchProperty(string parameter, string pattern, IEnumerable<string> available) => Invalid(
        "PropertyNotFound", $"-{parameter} {Text.Shorten(pattern)} matches none of {Several(available)}.");

    public static NormToolsException MissingProperty(string property, long row, bool isRecord) => Data(
        "MissingValue",
        $"Object {row} has no property '{property}', which the first object has"
        + (isRecord ? "; -AllowMissing makes it NaN." : "; a number or a text is wanted there."));

    public static NormToolsException MissingValue(string property, long row) => Data(
        "MissingValue", $"Property '{property}' of object {row} is empty; -AllowMissing makes it NaN.");

    public static NormToolsException TextValue(string property, long row, object? value) => Data(
        "NotANumber",
        $"Property '{property}' of object {row} is {Describe(value)}, and a number is wanted; "
        + $"-Property chooses columns, -Encode {property} turns text into categories.");

    public static NormToolsException FileExists(string path) => new NormToolsException(
        "FileExists", ErrorCategory.ResourceExists, $"'{path}' exists; -Force replaces it.");

    public static NormToolsException NoMemory() => new NormToolsException(
        "OutOfMemory",
        ErrorCategory.ResourceUnavailable,
        "There is not enough memory for this: use less data at a time, or a smaller model.");

    public static NormToolsException NotAFile(string path) => Invalid("NotAFile", $"'{path}' is a directory; a file is wanted.");

    public static NormToolsException NotAFilePath(string path, string provider) => Invalid(
        "NotAFilePath", $"'{path}' is a path of the provider {provider}; a file is wanted.");

    public static NormToolsException PathNotFound(string path) => new NormToolsException(
        "PathNotFound", ErrorCategory.ObjectNotFound, $"There is no file '{path}'.");

    public static NormToolsException PatternNotFound(string path) => new NormToolsException(
        "PathNotFound",
        ErrorCategory.ObjectNotFound,
        $"There is no file '{path}', and none matches it as a pattern (*, ? and [ ] are wildcards). -LiteralPath takes a name as "
        + "it is.");

    public static NormToolsException FolderNotFound(string path) => new NormToolsException(
        "PathNotFound", ErrorCategory.ObjectNotFound, $"There is no folder '{path}' to write to.");

    public static NormToolsException FileNotWritable(string path, string reason) => new NormToolsException(
        "FileNotWritable", ErrorCategory.WriteError, $"'{path}' cannot be written: {reason}");

    public static NormToolsException SeveralFiles(string path, int count) => Invalid(
        "SeveralFiles", $"'{path}' names {count} files; one is wanted.");

    public static NormToolsException Padding(string layer, string[] words, object? value) => Invalid(
        "InvalidPadding",
        $"-Padding of {layer} is one word, {string.Join(" or ", words)}, or whole numbers from 0; {Describe(value)} was given.");

    public static NormToolsException Seed(object? value) => Invalid(
        "InvalidSeed",
        $"A seed is a whole number from -9223372036854775808 to 18446744073709551615; {Describe(value)} was given.");

    internal static NormToolsException Invalid(string id, string message) =>
        new NormToolsException(id, ErrorCategory.InvalidArgument, message);

    internal static NormToolsException Data(string id, string message) =>
        new NormToolsException(id, ErrorCategory.InvalidData, message);

    private static string Classes(string[] names) => Text.Shorten(string.Join(", ", names.Select(Text.Shorten)));

    // Only the first names, so that the message stays readable.
    internal static string Several(IEnumerable<string> names)
    {
        const int Most = 20;
        string[] first = names.Take(Most + 1).ToArray();
        return string.Join(", ", first.Take(Most).Select(Text.Shorten)) + (first.Length > Most ? "..." : string.Empty);
    }

    private static string Parameters(IEnumerable<string> names) => string.Join(", ", names.Select(name => "-" + name));

    // PyTorch's type names: the message is PyTorch's own, which users search for.
    private static string TorchName(DType type) => type switch
    {
        DType.Float32 => "Float",
        DType.Float64 => "Double",
        DType.UInt8 => "Byte",
        _ => "Long",
    };

    internal static string Describe(object? value)
    {
        object? basic = value is PSObject wrapped ? wrapped.BaseObject : value;
        return basic switch
        {
            null => "nothing ($null)",
            string text => $"the text '{Text.Shorten(text)}'",
            PSCustomObject when Copied(value) is string type => $"a copy of a {type} without its content (jobs, remote "
                + "sessions and Import-Clixml return such copies; Start-ThreadJob and ForEach-Object -Parallel return the object itself, "
                + "and ConvertFrom-Tensor and Export-Model make what can be sent)",
            PSCustomObject => "an object with properties",
            object?[] rows when IsOfRows(rows) => $"a list of {Text.Count(rows.Length, "object")} with properties",
            _ => $"a {basic.GetType().Name} ('{Text.Shorten(basic.ToString() ?? string.Empty)}')",
        };
    }

    // The type of an object of this module that went through PowerShell's serializer; null for others.
    private static string? Copied(object? value)
    {
        const string Prefix = "Deserialized.NormTools.";
        string? type = (value as PSObject)?.TypeNames.FirstOrDefault();
        return type?.StartsWith(Prefix, StringComparison.Ordinal) == true ? type.Substring(Prefix.Length).Split('#')[0] : null;
    }

    private static ErrorCategory Category(Status status) => status switch
    {
        Status.InvalidArgument => ErrorCategory.InvalidArgument,
        Status.ShapeMismatch => ErrorCategory.InvalidArgument,
        Status.InvalidData => ErrorCategory.InvalidData,
        Status.NotFound => ErrorCategory.ObjectNotFound,
        Status.ReadError => ErrorCategory.ReadError,
        Status.WriteError => ErrorCategory.WriteError,
        Status.InvalidState => ErrorCategory.InvalidOperation,
        Status.OutOfMemory => ErrorCategory.ResourceUnavailable,
        Status.NotFinite => ErrorCategory.InvalidResult,
        _ => ErrorCategory.NotSpecified,
    };
}
