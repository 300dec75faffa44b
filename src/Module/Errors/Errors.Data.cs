using System.Collections;
using System.Management.Automation;
using NormTools.Contract;

namespace NormTools;

/// <content>Of data sets and runs.</content>
internal static partial class Errors
{
    public static NormToolsException NotAModel(object? value) => Invalid(
        "NotAModel",
        $"A model (New-Model, Import-Model) or a training run is wanted; {Describe(value)} was given. Data belongs to -Data, or of "
            + "Invoke-Model to -InputObject.");

    /// <param name="value">What was given.</param>
    /// <param name="isTensor">Whether it is samples without targets.</param>
    public static NormToolsException NotADataset(object? value, bool isTensor = false) => Invalid(
        "NotADataset", $"A data set (Import-Dataset, New-Dataset) or a split (Split-Dataset) is wanted; {Describe(value)} was given."
            + (isTensor ? " New-Dataset makes one of a tensor and what is to be predicted."
                : Unwrapped.Of(value) is string ? " Import-Dataset reads a file."
                : IsOfRows(Unwrapped.Of(value)) ? " Rows become one by $rows | Import-Dataset -Label COLUMN, the column that is to be predicted."
                : string.Empty));

    private static bool IsOfRows(object? value) => value is PSObject or IDictionary
        || (value is object?[] list && list.Length > 0 && Unwrapped.Of(list[0]) is PSObject or IDictionary);

    /// <param name="texts">The columns of texts.</param>
    /// <param name="gaps">The columns with gaps.</param>
    /// <param name="dates">Those of the texts that are dates, each with the step that makes numbers of it, if there is one.</param>
    public static NormToolsException UnpreparedData(string[] texts, string[] gaps, (string Name, string? Step)[] dates)
    {
        const int Most = 5; // names in a line
        string problem = string.Join(" and ", new[]
        {
            texts.Length > 0 ? $"text ({Names(texts)})" : null,
            gaps.Length > 0 ? $"gaps ({Names(gaps)})" : null,
        }.Where(part => part is not null));
        string[] words = texts.Except(dates.Select(column => column.Name)).ToArray();
        string[] idle = dates.Where(column => column.Step is null).Select(column => column.Name).ToArray(); // of which no step makes numbers
        string steps = string.Join("; ", dates.Select(column => column.Step).Append(gaps.Length > 0 ? "Impute Median" : null)
            .Append(words.Length > Most ? "OneHot" : words.Length > 0 ? $"OneHot {Names(words)}" : null)
            .Append(dates.Length > idle.Length ? "Standardize" : null) // years beside numbers of days of the week
            .Where(part => part is not null));
        string options = (words.Length is > 0 and <= Most ? $" -Encode {Names(words)}" : string.Empty)
            + (gaps.Length > 0 ? " -MissingValue Mean" : string.Empty)
            + (dates.Length > 0 ? $" -ExcludeProperty {Names(Array.ConvertAll(dates, column => column.Name))}" : string.Empty);
        string first = idle.Length == 0 ? string.Empty : $" Dates are no categories: Import-Dataset -ExcludeProperty {Names(idle)} leaves {(idle.Length == 1 ? "that column" : "those columns")} out.";
        return Data(
            "UnpreparedData",
            $"The features hold {problem}, but a model takes numbers.{first}{(steps.Length == 0 ? string.Empty : $" {PreparingCall} {{ {steps} }} prepares {(idle.Length == 0 ? "them" : "the others")}, "
            + "fitted on the training part.")} "
            + $"{(options.Length == 0 ? string.Empty : $"So does Import-Dataset{options}. ")}-ExcludeProperty leaves columns out{(gaps.Length > 0 ? ", -MissingValue DropRow rows" : string.Empty)}.");

        static string Names(string[] names) => string.Join(", ", names.Take(Most).Select(name => Text.Quoted(Text.Shorten(name)))) + (names.Length > Most ? "..." : string.Empty);
    }

    private const string PreparingCall = "Split-Dataset -Preprocessor";

    /// <summary>The same failure, of a cmdlet that takes steps itself.</summary>
    public static NormToolsException WithOwnPreprocessor(NormToolsException failure) => failure.Id != "UnpreparedData" ? failure
        : Data(failure.Id, failure.Message.Replace($"{PreparingCall} {{", "-Preprocessor {").Replace("fitted on the training part", "fitted on the training rows of each trial"));

    public static NormToolsException GroupOfRows(object value) => Invalid(
        "InvalidGroup",
        $"-Group has hashtables for groups of the model's parameters, such as @{{ Name = '*.bias'; WeightDecay = 0 }}; {Describe(value)} was given. Rows of a group are kept "
        + "together by -GroupBy COLUMN of Measure-CrossValidation and -Group COLUMN of Split-Dataset.");

    public static NormToolsException OneClass(string name) => Data(
        "OneClass", $"The training data has only one class ('{name}'), so there is nothing to tell apart.");

    public static NormToolsException ClassNamesDiffer(string what, string[] names, string whose, string[] wanted, int different) => Data(
        "ClassNamesDiffer",
        $"{what} has the classes {Classes(names)}, and {whose} {Classes(wanted)}: class {different} is "
        + $"'{Text.Shorten(names[different])}' here and '{Text.Shorten(wanted[different])}' there. "
        + "Import-Dataset -Like with the training data of the model numbers the classes in the same way; New-Dataset -ClassName "
        + "sets their order.");

    public static NormToolsException TargetNamesDiffer(string what, string[] names, string whose, string[] wanted) => Data(
        "TargetNamesDiffer",
        $"{what} has {Targets(names)}, and {whose} {Targets(wanted)}: targets are taken by their place. Import-Dataset -Label "
        + string.Join(", ", wanted.Select(name => Text.Quoted(name))) + " gives the data the same.");

    private static string Targets(string[] names) => (names.Length == 1 ? "the target " : "the targets ") + Classes(names);

    public static NormToolsException NoFullBatch(long samples, long batchSize) => Invalid(
        "InvalidRunOptions",
        $"-DropLast leaves no batch of {Text.Count(samples, "sample")}: -BatchSize is {batchSize}.");

    public static NormToolsException EmptyPart(string part) => Data(
        "EmptyDataset", $"The split has no {part} part; -{part} of Split-Dataset makes one.");

    public static NormToolsException FeatureShape(long[] wanted, long[] shape) => Invalid(
        "FeatureShapeMismatch", $"Rows of shape {Text.Shape(shape)} cannot take the shape {Text.Shape(wanted)}: the counts differ.");

    public static NormToolsException NotFiniteCell(string part, string column, long row, float value) => Data(
        "NotFiniteData",
        float.IsNaN(value)
            ? FormattableString.Invariant($"The {part} data has no value (NaN) for '{Text.Shorten(column)}' in row {row} (counted from 0). {ImputeLine(new[] { column })} among the steps of ")
                + "Split-Dataset -Preprocessor, behind the others, fills gaps; Import-Dataset -MissingValue DropRow leaves such rows of a file out."
            : FormattableString.Invariant($"The {part} data has {value} for '{Text.Shorten(column)}' in row {row} (counted from 0), of which nothing can be learnt: ")
                + "leave the row out, or make a gap of it (an empty cell), which a step such as Impute fills.");

    /// <summary>What the core says of columns that the data of -Like lacks, where some of them are its label or its weights.</summary>
    /// <param name="failure">What it says.</param>
    /// <param name="missing">The parameters that take these columns, as they are typed.</param>
    public static NormToolsException ColumnsOfLike(NormToolsException failure, string missing) => Data(
        failure.Id, $"{failure.Message} What the data of -Like was read with, {missing}, takes its columns here as well.");

    /// <summary>The step that fills the gaps of some columns of numbers, as it is typed.</summary>
    public static string ImputeLine(string[] columns)
    {
        const int Most = 3;
        return columns.Length > Most ? "Impute Median"
            : "Impute Median " + string.Join(", ", columns.Select(column => column.All(c => char.IsLetterOrDigit(c) || c == '_') && column.Any(char.IsLetter) ? column : Text.Quoted(column)));
    }

    public static NormToolsException NotFiniteFeature(string name) => Data(
        "NotFiniteData", $"Feature {name} has NaN or infinite values, so there is no mean to standardise by.");

    public static NormToolsException LikeWidth(long came, long wanted) => Invalid(
        "FeatureWidthMismatch",
        FormattableString.Invariant($"The file has {Text.Count(came, "feature")} a row, and the data of -Like has {wanted:N0}."));

    public static NormToolsException PartSize(string part, double size) => Invalid(
        "InvalidPartSize", FormattableString.Invariant($"-{part} is a share between 0 and 1 or a whole number of rows; {size} was given."));

    public static NormToolsException NoSuchRow(long row, long count) => Invalid(
        "RowOutOfRange", FormattableString.Invariant($"There is no row {row}: the data set has {count:N0}, counted from 0."));

    public static NormToolsException NoRowCame() => Data(
        "NoRows", "No row came through the pipeline: what stands before Import-Dataset gave none. The table has a header and no rows, as Import-Csv then gives nothing, or a filter let none through.");

    public static NormToolsException NoRows() => Data("EmptyDataset", "No row is left: a data set needs at least one.");

    public static NormToolsException NoSuchClass(string name, string[] names) => new NormToolsException(
        "UnknownClass",
        ErrorCategory.ObjectNotFound,
        $"There is no class '{Text.Shorten(name)}'; there are {Text.Shorten(string.Join(", ", names))}.");

    public static NormToolsException SharesOfGroups(string part, double size) => Invalid(
        "InvalidPartSize",
        FormattableString.Invariant($"-{part} {size}: with -Group it is a share of the groups, between 0 and 1."));

    public static NormToolsException RowsOfFold(string part, double size) => Invalid(
        "InvalidPartSize", FormattableString.Invariant($"-{part} {size}: with -Fold and -Time it is a whole number of rows."));

    /// <param name="parameter">The parameter.</param>
    /// <param name="text">What is no time.</param>
    /// <param name="number">A number that it stands beside; null for none.</param>
    public static NormToolsException NotATime(string parameter, string text, string? number) => Data(
        "NotATime",
        $"-{parameter} has '{Text.Shorten(text)}'" + (number is null
            ? ", which is neither a number nor a date such as 2026-11-29 or 2026-11-29T14:30:00 in one notation with the others."
            : $" and the number {number}: all are to be numbers, or all dates.") + AsDates(parameter, "FORMAT"));

    public static NormToolsException AmbiguousTime(string parameter, string text, string format, string other) => Data(
        "AmbiguousTime",
        $"-{parameter}: '{Text.Shorten(text)}' and all others may be written as {format} or as {other}, which give different orders." + AsDates(parameter, format));

    private static string AsDates(string parameter, string format) =>
        $" A list says it: -{parameter} ((Import-Csv FILE).COLUMN | ForEach-Object {{ [datetime]::ParseExact($_, '{format}', $null) }}).";

    public static NormToolsException LabelCount(string parameter, long came, long rows) => Invalid(
        "CountMismatch",
        $"-{parameter} has {Text.Count(came, "value")}, but there {(rows == 1 ? "is" : "are")} {Text.Count(rows, "row")}. It takes a "
        + "column's name, or a value for each row.");

    public static NormToolsException MissingLabel(string parameter, long row) => Data(
        "MissingValue",
        FormattableString.Invariant($"-{parameter} has no value in row {row} (counted from 0). Leave such rows out (Import-Csv FILE | Where-Object COLUMN | ")
        + "Import-Dataset), or give a list with a value for each row.");

    /// <param name="parameter">The parameter.</param>
    /// <param name="name">What it was given.</param>
    /// <param name="columns">The features.</param>
    /// <param name="call">What reads the file of the data set.</param>
    public static NormToolsException NoSuchColumn(string parameter, string name, string[] columns, string call) => new NormToolsException(
        "ColumnNotFound",
        ErrorCategory.ObjectNotFound,
        $"-{parameter}: there is no column '{Text.Shorten(name)}' among the features"
        + (columns.Length == 0 ? ", which have no names." : $"; there are {Text.Shorten(string.Join(", ", columns))}.")
        + Suggestion.For(name, columns)
        + $" Of a column that is no feature the values can be given, one for each row: -{parameter} ({call}).{Text.Quoted(name)}.");

    public static NormToolsException NothingToTrainOn(long count, long validation, long test, string thing) => Invalid(
        "NothingToTrainOn", $"Of {Text.Count(count, thing)}, " + FormattableString.Invariant($"{validation:N0} are for validation and {test:N0} for the test: none is left to train on."));

    public static NormToolsException PartsTooLarge(long[] counts, long rows) => Invalid(
        "NothingToTrainOn",
        FormattableString.Invariant($"The parts take {counts.Sum():N0} rows together (-Train {counts[0]:N0}, -Validation {counts[1]:N0}, -Test {counts[2]:N0}), and ")
        + $"there {(rows == 1 ? "is" : "are")} {Text.Count(rows, "row")}.");

    public static NormToolsException EmptySplitPart(string part, double share, long count, string thing) => Invalid(
        "EmptyPart", FormattableString.Invariant($"-{part} {share} of {Text.Count(count, thing)} is less than one {thing}."));

    public static NormToolsException TargetShape(long[] shape, long rows) => Invalid(
        "TargetShapeMismatch", $"-Target has the shape {Text.Shape(shape)}; one class, or one or more quantities, are wanted for {(rows == 1 ? "the row" : $"each of the {rows} rows")}.");

    public static NormToolsException DuplicateName(string parameter, string name) => Invalid(
        "DuplicateName", $"-{parameter} has '{Text.Shorten(name)}' twice.");

    public static NormToolsException FeatureWithoutRows() => Invalid(
        "ShapeMismatch", "-Feature is a single number; a first dimension that counts the samples is wanted, [rows, ...].");

    public static NormToolsException BeyondFloat32(string parameter, double value, long row) => Data(
        "ValueOutOfRange",
        FormattableString.Invariant($"-{parameter} has {value} in row {row} (counted from 0), which is beyond the range of a 32-bit floating-point number."));

    public static NormToolsException LineOfText(string text) => Invalid(
        "LineOfText",
        $"'{Text.Shorten(text.Split('\n')[0])}' from the pipeline is a line of text and no path: Import-Dataset ./file.csv reads the file itself, and $lines | ConvertFrom-Csv | Import-Dataset lines of a table.");

    public static NormToolsException UnknownClass(string name, IEnumerable<string> names) => Data(
        "UnknownClass", $"-Target holds '{Text.Shorten(name)}', which is not among -ClassName ({Text.Shorten(string.Join(", ", names))}).");

    public static NormToolsException MixedTarget(string[] strays, int rows) => Data(
        "MixedLabel",
        $"-Target holds numbers and, in {strays.Length:N0} of {Text.Count(rows, "row")}, text "
        + $"({string.Join(", ", strays.Distinct().Take(3).Select(text => $"'{Text.Shorten(text)}'"))}). Leave these rows out, or use -Task "
        + "Classification to make every value a class.");

    public static NormToolsException TooManyClasses(int different, int rows, string example) => Data(
        "TooManyClasses",
        FormattableString.Invariant($"-Target has {different:N0} different texts in {rows:N0} rows ('{Text.Shorten(example)}'), hardly any of ")
        + "them twice: they are unlikely to be classes. -Task Classification takes them anyway, -Task Regression takes numbers as "
        + "quantities.");

    public static NormToolsException ClassesOrQuantities(int different, long rows) => Data(
        "TooManyClasses",
        FormattableString.Invariant($"-Target holds {different} different whole numbers in {rows:N0} rows: -Task Regression takes them as ")
        + FormattableString.Invariant($"quantities, -Task Classification makes {different} classes."));

    public static NormToolsException NotAClassNumber(double number, int most) => Data(
        "NotAClassNumber",
        FormattableString.Invariant($"-Target holds {number:R}; class numbers are whole, from 0 to {most - 1}.")
            + " For quantities use -Task Regression; texts ('12345678') are names of classes.");

    public static NormToolsException NotWholeNumbers(string text) => Invalid(
        "NotAWholeNumber", $"Whole numbers are wanted, with commas between them; '{Text.Shorten(text)}' was given.");

    public static NormToolsException TooFewClassNames(int names, long largest) => Invalid(
        "TooFewClassNames", FormattableString.Invariant($"-ClassName has {names} names, and -Target goes up to class {largest}."));

    /// <summary>For a run that ended because a number was not finite: the given failure, or else that of the
    /// loss.</summary>
    /// <param name="other">What ended the run; null for the loss.</param>
    /// <param name="progress">How far it came.</param>
    /// <param name="cause">What is known to make such a loss; null for nothing.</param>
    public static NormToolsException Diverged(NormToolsException? other, in RunProgress progress, string? cause)
    {
        string place = FormattableString.Invariant($"in epoch {progress.Epoch}, step {progress.Step}");
        string end = "the run ended there and its history is kept.";
        string rate = FormattableString.Invariant($"A smaller -LearningRate (it was {progress.LearningRate:G4})");
        return other is null
            ? new NormToolsException(
                "LossNotFinite",
                ErrorCategory.InvalidResult,
                $"The loss was not a finite number {place}; {end} {cause ?? $"{rate}, -ClipNorm or standardised features often help."}")
            : new NormToolsException(other.Id, other.Category, $"{other.Message} That was {place}; {end} {rate} often helps.");
    }

    public static NormToolsException ModelNotKept() => new NormToolsException(
        "ModelNotKept",
        ErrorCategory.ObjectNotFound,
        "Get-TrainingRun keeps the models of the latest run and of runs that can be resumed, and only the record of others: "
        + "keep the run or its model in a variable.");

    public static NormToolsException CannotResume(Enum state) => new NormToolsException(
        "CannotResume",
        ErrorCategory.InvalidOperation,
        $"Only a run that was broken off can go on; this one is {state}. Start-TrainingRun trains the model further.");
}
