using System.Management.Automation;

namespace NormTools;

/// <content>Of preprocessors, joined data sets, and what a model knows of its training data.</content>
internal static partial class Errors
{
    public static NormToolsException UnknownStep(string name) => new NormToolsException(
        "UnknownStep",
        ErrorCategory.ObjectNotFound,
        $"'{name}' is neither a preprocessing step nor a command.{Suggestion.For(name, Suggestion.CommandNames("StepCommand"))} Get-Command -Module NormTools New-*Step lists the steps.");

    public static NormToolsException NotAStep(object? value) => Invalid(
        "NotAStep", $"A preprocessor is made of steps (Impute Median; OneHot sex; Standardize); {Describe(value)} was among them.");

    public static NormToolsException NotAPreprocessor(object? value) => Invalid(
        "NotAPreprocessor",
        $"A script block of steps ({{ Impute Median; Standardize }}) or a preprocessor from New-Preprocessor is wanted; {Describe(value)} was given.");

    public static NormToolsException NothingWithPreprocessor(object? value) => Invalid(
        "NotAPreprocessor",
        $"A preprocessor, or a model, a run, a data set or a split that has one, is wanted; {Describe(value)} was given.");

    public static NormToolsException NoPreprocessor(object value) => new NormToolsException(
        "NoPreprocessor",
        ErrorCategory.ObjectNotFound,
        $"{Describe(value)} has no preprocessor: its features are used as they are.");

    /// <param name="columns">The columns.</param>
    /// <param name="dates">Those of them that hold dates, each with the step that makes numbers of it.</param>
    public static NormToolsException TextRemains(string[] columns, (string Name, string Step)[] dates) => Data(
        "TextRemains",
        $"{(columns.Length == 1 ? "Column" : "Columns")} {Names(columns)} {(columns.Length == 1 ? "is" : "are")} still text after the "
        + (dates.Length < columns.Length ? "last step. OneHot or Ordinal turns text into numbers, and Import-Dataset -ExcludeProperty leaves a column out."
            : $"last step, and dates are no categories: {string.Join("; ", dates.Select(column => column.Step))} in front of it makes numbers of them, Import-Dataset -ExcludeProperty leaves them out.")
        + (dates.Length == 0 ? string.Empty : $" Where a column only says when a row of a series is, windows are scaled and not rows: ... | Split-Dataset -Test 0.2 -Time {Text.Quoted(dates[0].Name)} | New-SequenceWindow LENGTH -Time "
            + $"{Text.Quoted(dates[0].Name)} -Standardize."));

    public static NormToolsException FitOnTest(string part) => Invalid(
        "FitOnTestRows",
        $"The data holds rows that Split-Dataset set aside for the {part}: what is learnt from them would make the {part} look better "
        + "than it is. Fit on the training part.");

    public static NormToolsException TwoScalings() => Invalid(
        "ParameterHasNoEffect", "-Standardize is the short form of -Preprocessor { Standardize }: give one or the other.");

    public static NormToolsException StandardizedAlready() => Invalid(
        "ParameterHasNoEffect",
        "The data set was made with -Standardize, which -Preprocessor would undo: make it without -Standardize, and put Standardize after "
        + "the other steps.");

    public static NormToolsException PreparedAlready() => Invalid(
        "PreparedAlready",
        "The data set has been through a preprocessor already. -Preprocessor starts again from the raw columns; put Standardize "
        + "among its steps.");

    public static NormToolsException NothingToPredict() => Invalid(
        "OutputsMissing",
        "The last Linear has no number of outputs, and the data has no target to take it from: give the number, as in "
        + "Linear 10.");

    public static NormToolsException BeyondFloat32Cell(string column, object? cell, long row) => Data(
        "ValueOutOfRange",
        FormattableString.Invariant($"Column '{Text.Shorten(column)}' has {cell} in row {row} (counted from 0), which is beyond the range of a ")
        + "32-bit floating-point number: an empty cell, or $null, makes a gap of it.");

    public static NormToolsException ClassCount(long outputs, long classes) => Data(
        "ClassCountMismatch",
        FormattableString.Invariant($"The model has {outputs} outputs, but it was trained on {classes} classes: each class needs an output."));

    public static NormToolsException WeightOfRow(string column, long row, double value) => Data(
        "InvalidSampleWeight",
        FormattableString.Invariant($"Row {row} (counted from 0): '{Text.Shorten(column)}', by which the model's training rows were weighted, {(double.IsNaN(value) ? "is missing" : FormattableString.Invariant($"is {value}"))}, and a ")
        + "weight is a number of 0 or more: 0 where a row is to count for nothing.");

    public static NormToolsException GapOfScript(string column, string step, long row) => Data(
        "MissingValue",
        FormattableString.Invariant($"'{Text.Shorten(column)}' has no value in row {row} (counted from 0): it comes from the block of {char.ToLowerInvariant(step[0])}{step.Substring(1)}, which gave nothing or NaN for it, as the logarithm of ")
        + "a number below 0 is. The block can say what such a row has instead, or an Impute behind it fills gaps.");

    public static NormToolsException GapForModel(string column, long row) => Data(
        "MissingValue",
        FormattableString.Invariant($"'{Text.Shorten(column)}' is missing in row {row} (counted from 0), and the model was trained without a step that ")
        + "fills gaps, such as Impute in Split-Dataset -Preprocessor.");

    public static NormToolsException ValueForModel(string column, string value, long row) => Data(
        "MissingValue",
        FormattableString.Invariant($"'{Text.Shorten(column)}' has {value} in row {row} (counted from 0), of which the steps that the model was trained with make no number. Write it as the training rows ")
        + "have it; a model whose steps have an Impute behind the others takes such rows as well.");

    public static NormToolsException NotOfClasses(string form, string loss) => Invalid(
        "NotOfClasses",
        $"-As {form} is for classes, and the model was trained on quantities ({loss}): -As Row gives them beside the rows, and without -As its outputs come as they are.");

    public static NormToolsException NotFitted() => new NormToolsException(
        "NotFitted",
        ErrorCategory.InvalidOperation,
        "The preprocessor has not been fitted yet: New-Preprocessor -Data fits it, and Split-Dataset -Preprocessor fits it on the training part.");

    public static NormToolsException InverseOfTensor(object value) => Invalid(
        "NotATensor", $"-Inverse takes a tensor [rows, columns]; {Describe(value)} was given.");

    public static NormToolsException NoTable(long[] shape) => Invalid(
        "ShapeMismatch",
        $"A preprocessor takes tables, [rows, columns]; rows of shape {Text.Shape(shape)} were given. -Standardize scales images.");

    public static NormToolsException RowsWithoutNames(long[] inputShape, bool isTrained) => Invalid(
        "NoColumnNames",
        "The model does not know its columns by name: "
        + (isTrained
            ? "it was trained on a tensor or on images. "
                + (inputShape.Length > 1
                    ? $"Import-Dataset -FeatureShape {string.Join(", ", inputShape)} makes images of the rows of a table (-Label names what is predicted)."
                    : $"Give it a tensor: $rows | ConvertTo-Tensor -Property ... makes one [rows, {string.Join(", ", inputShape)}] of columns.")
            : "it was not trained here, and learns them of the data set that it is trained on: $rows | Import-Dataset -Label COLUMN "
                + (inputShape.Length > 1 ? $"-FeatureShape {string.Join(", ", inputShape)} " : string.Empty)
                + "| Start-TrainingRun $model. COLUMN is what it is to predict; from then on it takes rows as they are."));

    public const string KeptPreprocessor = "The model prepares rows as it learnt to when it was trained first: the steps of this data set are not used. "
        + "A new model (New-Model -Data) takes them.";

    public const string FittedAnew = "The preprocessor was fitted before: here its steps are fitted anew, on the training part. "
        + "A model that has it prepares raw rows with it by itself.";

    public static NormToolsException RowsWithoutTarget() => Invalid(
        "NoTargets",
        "The model does not know the column that it predicts by name. Import-Dataset -Label makes a data set of rows; New-Dataset of a tensor "
        + "and its targets.");

    public static NormToolsException MissingTarget(string column, long row) => Data(
        "MissingValue",
        FormattableString.Invariant($"'{Text.Shorten(column)}', which the model predicts, is missing in row {row} (counted from 0): leave such rows out."));

    public static NormToolsException RowsLackLabel(string[] missing, IEnumerable<string> given) => Data(
        "MissingColumn",
        $"The rows lack {Names(missing)}, which the model predicts and they would be judged by; they have {Text.Shorten(string.Join(", ", given))}."
        + Suggestion.For(missing[0], given)
        + " Rows of which that is not known are for Invoke-Model -As Row, which answers them; a column of another name gets this one by "
        + $"Select-Object *, @{{ Name = {Text.Quoted(missing[0])}; Expression = {{ $_.OTHER }} }}.");

    /// <param name="column">The column of the labels.</param>
    /// <param name="text">What a row has there.</param>
    /// <param name="type">Its type, where it is no text.</param>
    /// <param name="row">The row.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="like">What tells it from the class that was probably meant, and the line that makes that of it; null where none is near.</param>
    public static NormToolsException UnknownClassOfRows(string column, string text, string? type, long row, string[] classes, (string Difference, string Line)? like) => Data(
        "UnknownClass",
        FormattableString.Invariant($"Column '{Text.Shorten(column)}' holds {(type is null ? $"'{Text.Shorten(text)}'" : $"{Text.Shorten(text)} ({type})")} in row {row} (counted from 0), which is none of the classes that the model ")
        + $"was trained on{(like is null ? string.Empty : $", and {like.Value.Difference}")} ({Text.Shorten(string.Join(", ", classes))}). "
        + (like is null ? string.Empty : $"If they are the same: ... | {like.Value.Line} | ... ")
        + $"Rows to be left out: ... | Where-Object {{ \"$($_.{Text.Quoted(column)})\".Trim() -cne {Text.Quoted(text)} }} | ... Otherwise train with rows of that class.");

    public static NormToolsException MissingModelColumn(IEnumerable<string> missing, IEnumerable<string> given, long row) => Data(
        "MissingColumn",
        $"The model was trained with {Names(missing.ToArray())}, which "
        + FormattableString.Invariant($"row {row} (counted from 0) lacks; it has {Text.Shorten(string.Join(", ", given))}.")
        + Suggestion.For(missing.First(), given)
        + $" A column of another name gets this one by Select-Object *, @{{ Name = {Text.Quoted(missing.First())}; Expression = {{ $_.OTHER }} }}; one whose values are not "
        + "known can be empty where a step such as Impute fills gaps.");

    public static NormToolsException PreparedRow(long row) => Data(
        "PreparedOtherwise",
        FormattableString.Invariant($"Row {row} (counted from 0) went through Invoke-Preprocessor already, and would be prepared twice: ")
        + "a model prepares rows by itself, so give them as they came.");

    public static NormToolsException TextForNumber(string column, object? cell, string decimalMark, string? thousands, long row) => Data(
        "TextInNumberColumn",
        FormattableString.Invariant($"Column '{Text.Shorten(column)}' held numbers when the model was trained, but row {row} (counted from 0) ")
        + $"has {Describe(cell)}. Text is read as in the training file: numbers with '{decimalMark}' as decimal mark"
        + (thousands is null ? string.Empty : $" and '{thousands}' between thousands") + ". "
        + $"ForEach-Object {{ $_.{Text.Quoted(column)} = NUMBER; $_ }} puts a row right on its way; an empty cell, or $null, is a gap.");

    public static NormToolsException OtherScale(string column, string text, long row) => Data(
        "MixedNumberSigns",
        text.IndexOf('%') >= 0
            ? FormattableString.Invariant($"Column '{Text.Shorten(column)}': '{Text.Shorten(text)}' of row {row} (counted from 0) is a percentage, and the training data's numbers were none: write it on their scale.")
            : FormattableString.Invariant($"Column '{Text.Shorten(column)}': '{Text.Shorten(text)}' of row {row} (counted from 0) has no percent sign, and the training data's numbers had one: add the sign, or give a number, 0.05 for 5 %."));

    public static NormToolsException ListCell(string column, object cell, long row) => Data(
        "ListInCell",
        FormattableString.Invariant($"Column '{Text.Shorten(column)}' holds several values in row {row} (counted from 0), {Describe(cell)}: a cell is one number or text. ")
        + "Select-Object makes columns of them (@{ n = 'first'; e = { $_.list[0] } }), or leaves the column out (-ExcludeProperty).");

    public static NormToolsException FlagForNumber(string column, long row) => Data(
        "TextInNumberColumn",
        FormattableString.Invariant($"Column '{Text.Shorten(column)}' held numbers when the model was trained, but row {row} (counted from 0) ")
        + "has $true or $false: [int] makes 1 and 0 of them, if the training data had these.");

    public static NormToolsException OtherCurrency(string column, string text, string currency, long row) => Data(
        "MixedNumberSigns",
        FormattableString.Invariant($"Column '{Text.Shorten(column)}': '{Text.Shorten(text)}' of row {row} (counted from 0) is in another currency than the training data's amounts, ")
        + $"which are in {currency.Replace(" ", " or ")}: convert it first.");

    public static NormToolsException CurrencyElsewhere(string column, string currency, string was, string where) => Data(
        "MixedNumberSigns",
        $"Column '{Text.Shorten(column)}' is in {currency.Replace(" ", " or ")} here, and in {was.Replace(" ", " or ")} in {where}: convert it in the file.");

    public static string FractionWanted(string column) =>
        $"Column '{Text.Shorten(column)}' was written with a percent sign in the training data, and rows have numbers beyond 1 in it: a number is a fraction, 0.34 for 34 %, "
        + "and '34 %' as text is 0.34. They are taken as they are.";

    public static string BareAmounts(string column, bool hasCurrency, string currency, string where) =>
        $"Column '{Text.Shorten(column)}' has amounts {(hasCurrency ? "with" : "without")} a currency{(hasCurrency && currency.Length > 0 ? $" ({currency.Replace(" ", " or ")})" : string.Empty)}, and {where} "
        + (hasCurrency ? "without one" : $"with one ({currency.Replace(" ", " or ")})") + ": they are taken to be in the same.";

    public static NormToolsException PercentElsewhere(string column, bool was, string where) => Data(
        "MixedNumberSigns",
        $"Column '{Text.Shorten(column)}' is written {(was ? "without a percent sign" : "with a percent sign")} here, and {(was ? "with one" : "without one")} in {where}: they are on different "
        + "scales. Write them alike in the file.");

    public static NormToolsException PreparedOtherwise(string what) => Data(
        "PreparedOtherwise",
        $"{what} was not prepared as the model's training data was, and its raw columns are not kept: the numbers "
        + "would mean something else. Give the raw data, or read it with -Like and the training data.");

    public static NormToolsException JoinedOtherwise(int part) => Data(
        "PreparedOtherwise",
        $"Data set {part + 1} was not prepared as the first one was: its numbers would mean something else. Join the raw "
        + "data, and prepare the whole.");

    public static NormToolsException JoinedShapes(int part, long[] shape, long[] first) => Data(
        "ShapeMismatch",
        $"Data set {part + 1} has samples of shape {Text.Shape(shape)}, the first one of {Text.Shape(first)}; column names, the type of "
        + "the values and the shape of a sample have to be the same.");

    public static NormToolsException JoinedColumns(int part, string[] missing, string[] further) => Data(
        "ColumnsDiffer",
        $"Data set {part + 1} " + (missing.Length > 0 ? $"lacks {Names(missing)}" : string.Empty)
        + (missing.Length > 0 && further.Length > 0 ? " and " : string.Empty)
        + (further.Length > 0 ? $"has {Names(further)}, which the first one lacks" : string.Empty)
        + ". -ExcludeProperty and -Property of Import-Dataset choose columns.");

    public static NormToolsException JoinedKinds(int part, string column) => Data(
        "ColumnKindDiffers",
        $"Column '{Text.Shorten(column)}' holds text in one of the data sets, and numbers in another (data set {part + 1}): Import-Dataset -Like reads a "
        + "file as another one was read.");

    public static NormToolsException JoinedTargets(int part) => Data(
        "TargetsDiffer",
        $"Data set {part + 1} has a different target from the first one: the names of the labels, their number, and whether they are classes or "
        + "quantities have to be the same.");

    public static NormToolsException TwoTargetScalings() => Invalid("DuplicateStep", "ScaleTarget can be among the steps only once.");

    public static NormToolsException NoTargetToScale(string[]? classNames) => Data(
        "NoTargetToScale",
        classNames is not null
            ? $"ScaleTarget scales quantities, and the target is classes ({Names(classNames)}): leave the step out, or read the target with "
                + "-Task Regression."
            : "ScaleTarget scales the target, and there is none: Import-Dataset -Label or New-Dataset -Target names it.");

    public static NormToolsException TargetNotAsScaled(int scaled, long came, string[]? classNames) => Data(
        "TargetNotAsScaled",
        $"The preprocessor scales {Text.Count(scaled, "quantity", "quantities")}, but the data has "
        + (classNames is null ? $"{came}." : $"classes ({Names(classNames)})."));

    /// <summary>Of a row that a step cannot take.</summary>
    public static NormToolsException RefusedRow(string id, string message, long row) =>
        Data(id, FormattableString.Invariant($"Row {row} (counted from 0): ") + message);

    public static NormToolsException InvalidModelPreprocessor(string problem) => Data(
        "InvalidPreprocessor", $"The file's metadata has a 'preprocessor' that cannot be read: {problem}");

    /// <summary>A warning; null where every row is one that the model was trained on and nobody set it aside, which may well
    /// be meant.</summary>
    public static string? TestOfTrained(long trained, long rows, string? setAsideFor) =>
        trained == 0 || (trained == rows && setAsideFor is null) ? null
        : $"The model was trained on {(trained == rows ? "all" : FormattableString.Invariant($"{trained:N0} of the {rows:N0}"))} rows that "
            + $"it is tested on{(setAsideFor is null ? string.Empty : $", which are set aside for the {setAsideFor}")}: on new rows it may do "
            + "worse.";

    /// <summary>A warning.</summary>
    public static string TrainingOn(string setAsideFor) =>
        $"The model is trained on rows that Split-Dataset set aside for the {setAsideFor}: it cannot be judged by them any more.";

    /// <summary>A warning.</summary>
    public static string IgnoredColumns(string[] columns) =>
        $"{(columns.Length == 1 ? "Column" : "Columns")} {Names(columns)} {(columns.Length == 1 ? "was" : "were")} not among those that "
        + $"the model learnt from: {(columns.Length == 1 ? "it is" : "they are")} left out.";

    internal static string Names(string[] names) => string.Join(", ", names.Take(names.Length == 11 ? 11 : 10).Select(name => $"'{Text.Shorten(name)}'"))
        + (names.Length > 11 ? FormattableString.Invariant($" and {names.Length - 10} more") : string.Empty);
}
