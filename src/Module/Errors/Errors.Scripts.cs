using System.Management.Automation;

namespace NormTools;

/// <content>Of the script blocks of preprocessors.</content>
internal static partial class Errors
{
    public static NormToolsException ScriptHasNoInverse() => new NormToolsException(
        "NoInverse",
        ErrorCategory.InvalidOperation,
        "A script step has no inverse: its input cannot be computed from its output.");

    public static NormToolsException ScriptNotAllowed(string script) => new NormToolsException(
        "ScriptNotAllowed",
        ErrorCategory.SecurityError,
        $"The preprocessor has a script block that came with a file, and no script of a file runs unless it is allowed: {Text.Shorten(script.Trim())}. Read it "
        + "($model.Preprocessor.Step.Arguments.script); Import-Model -AllowScript lets it run.");

    /// <param name="name">The variable.</param>
    /// <param name="isPlain">Whether it is named without a scope or a drive.</param>
    public static NormToolsException OuterVariable(string name, bool isPlain) => Invalid(
        "OuterVariable",
        $"The block of Script uses ${Text.Shorten(name)}, which it does not set. A model keeps the text of the block, and in another session that variable is nothing or something else: "
        + (isPlain ? $"write $using:{name}, whose value the step keeps, or the value itself." : $"give a variable its value ($value = ${Text.Shorten(name)}) and write $using:value, which the step keeps, or the value itself."));

    public static NormToolsException NoUsingVariable(string name) => new NormToolsException(
        "VariableNotFound", ErrorCategory.ObjectNotFound, $"The block of Script takes $using:{Text.Shorten(name)}, and there is no variable ${Text.Shorten(name)} here.");

    public static NormToolsException VariableNotKept(string name, object? value) => Invalid(
        "VariableNotKept",
        $"The block of Script takes $using:{Text.Shorten(name)}, which is {Describe(value)}: a model keeps numbers, texts, $true, dates, and lists, hashtables and objects of them.");

    public static NormToolsException ScriptFailed(string step, long row, RuntimeException failure) => new NormToolsException(
        "ScriptFailed",
        ErrorCategory.InvalidResult,
        FormattableString.Invariant($"{step}: the block failed at row {row} (counted from 0): {failure.Message}"));

    public static NormToolsException ScriptAnswer(string step, long row, int count) => Invalid(
        "InvalidScriptResult",
        FormattableString.Invariant($"{step}: the block has to give the columns of a row, as in @{{ family = $_.sibsp + $_.parch }}; for row {row} ")
        + $"(counted from 0) it gave {(count == 0 ? "nothing" : Text.Count(count, "object"))}.");

    public static NormToolsException ScriptGave(string step, long row, object? value) => Invalid(
        "InvalidScriptResult",
        $"{step}: the block has to give columns by name with numbers, texts or $null, as in @{{ family = $_.sibsp + $_.parch }}; for row "
        + FormattableString.Invariant($"{row} (counted from 0) it gave {Describe(value)}."));

    public static NormToolsException ScriptGaveCell(string step, long row, string column, string value) => Invalid(
        "InvalidScriptResult",
        FormattableString.Invariant($"{step}: the block gave {Text.Shorten(value)} for column '{Text.Shorten(column)}' in row {row} (counted from 0), and a column holds numbers, texts or gaps ($null)."));

    public static NormToolsException ScriptInfinite(string step, long row, string column, double value) => Invalid(
        "InvalidScriptResult",
        FormattableString.Invariant($"{step}: the block gave {value.ToString(System.Globalization.CultureInfo.InvariantCulture)} for column '{Text.Shorten(column)}' in row {row} (counted from 0), of which nothing can be learnt: ")
        + "a division by 0 or the logarithm of 0? $null makes a gap of it, which a step such as Impute fills.");

    public static NormToolsException ScriptMixes(string step, long row, string column, object value) => Data(
        "ScriptMixesKinds",
        FormattableString.Invariant($"{step}: the block gave {Describe(value)} for column '{Text.Shorten(column)}' in row {row} (counted from 0), ")
        + $"and {(value is string ? "numbers" : "texts")} in other rows: a column holds only one kind.");

    public static NormToolsException ScriptNewColumn(string step, long row, string column, IEnumerable<string> known) => Data(
        "ScriptNewColumn",
        FormattableString.Invariant($"{step}: the block gave column '{Text.Shorten(column)}' in row {row} (counted from 0), which it gave for no training ")
        + $"row; for those it gave {Names(known.ToArray())}.");
}
