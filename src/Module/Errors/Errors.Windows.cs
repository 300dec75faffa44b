using System.Management.Automation;

namespace NormTools;

/// <content>Windows of series.</content>
internal static partial class Errors
{
    public static NormToolsException TargetTwice(string[]? names) => Invalid(
        "ParameterHasNoEffect",
        $"-Target names a column to predict, and the data set has a target{(names is null ? string.Empty : $" ({Names(names)})")}: give one or the other. "
            + "Without -Label at Import-Dataset the column is a feature.");

    public static NormToolsException NoColumnToForecast(string name, string[] columns) => new NormToolsException(
        "ColumnNotFound",
        ErrorCategory.ObjectNotFound,
        $"-Target: there is no column '{Text.Shorten(name)}'; there are {Text.Shorten(string.Join(", ", columns))}.");

    public static NormToolsException WindowsOfText(string[] columns) => Data(
        "UnpreparedData",
        $"A window takes numbers, and {Names(columns)} {(columns.Length == 1 ? "holds" : "hold")} text. -Time and -Group name columns that say when and of which "
            + "series a row is, and are no inputs. Import-Dataset -ExcludeProperty leaves others out, Split-Dataset -Preprocessor { OneHot } makes numbers of them.");

    public static NormToolsException NothingToForecast() => Invalid(
        "NothingToForecast",
        "Nothing says what is to be predicted: -Target names a column, or the data set has a target (Import-Dataset -Label). -Horizon 0 makes windows "
            + "without targets.");

    public static NormToolsException NoWindowColumns() => Invalid(
        "NoColumns", "No column is left for a window: those of -Time and -Group are no inputs, and -ExcludeTarget leaves out what is predicted.");

    public static NormToolsException HorizonOfClasses(int horizon) => Invalid(
        "HorizonOfClasses",
        FormattableString.Invariant($"-Horizon is {horizon}, but the target is classes, of which a window has one: that of the row behind it. Leave -Horizon out."));

    public static NormToolsException NoPast() => Invalid(
        "ParameterHasNoEffect", "-ExcludeTarget leaves the past of a quantity out of the inputs, and none is predicted: classes of the past are no inputs anyway.");

    public static NormToolsException NoSeason(int horizon) => Invalid(
        "ParameterHasNoEffect",
        $"-Season is for quantities that are forecast, and {(horizon == 0 ? "-Horizon 0 makes windows without any" : "the target is classes")}: leave it out.");

    public static NormToolsException TooManyWindows(int count, int length, int width) => Invalid(
        "TooManyWindows",
        FormattableString.Invariant($"{count:N0} windows of {length:N0} rows of {Text.Count(width, "column")} would be more than half a billion values: each row is in as ")
            + "many windows as they are long. A larger -Stride gives fewer, a smaller -Length shorter ones.");

    public static NormToolsException NoWindowsOf(string what) => Invalid(
        "NoWindowsOfRows", $"The data set has a {what} for each row, which has no meaning for windows of several rows. Make it without.");

    public static NormToolsException SeasonTooLong(int season, int length) => Invalid(
        "SeasonTooLong",
        FormattableString.Invariant($"-Season is {season}, but a window has {length} rows (-Length): it has to hold a whole season, which the forecast repeats."));

    public static NormToolsException ColumnOfSplit(string parameter) => Invalid(
        "NotAColumn", $"-{parameter} takes a column's name for a split: values for each row would not say whose rows they are.");

    public static NormToolsException InvalidMaximumStep(object? value, bool areDates) => Invalid(
        "InvalidMaximumStep",
        $"-MaximumStep is {Describe(value)}, but {(areDates ? "a time span above zero is wanted for dates, such as (New-TimeSpan -Days 3) or '3.00:00:00'" : "a number above 0 is wanted, in the unit of -Time")}.");

    public static NormToolsException DuplicateTime(bool hasGroups) => Data(
        "DuplicateTime",
        hasGroups ? "-Time has a value twice within a group of -Group: the rows of a series need different times. Another column may tell them apart, too."
            : "-Time has a value twice: the rows of a series need different times. -Group says which column tells several series apart.");

    public static NormToolsException ShuffledSeries() => Data(
        "ShuffledSeries",
        "Rows of the parts lie between each other, so that a window could not follow a series: the split has drawn single rows. Split-Dataset -Time, "
            + "-NoShuffle or -Group keeps a series together.");

    public static NormToolsException NoWindow(string part, int length, int horizon, int longest) => Data(
        "NoWindow",
        FormattableString.Invariant($"There is no window in {part}: it takes {length + horizon:N0} rows (-Length {length} and -Horizon {horizon}), and the longest ")
            + FormattableString.Invariant($"stretch without a gap has {longest:N0}. A smaller -Length, a larger part or a larger -MaximumStep gives some."));

    public static NormToolsException WindowsOverlap(int stride, int rows) => Invalid(
        "WindowsOverlap",
        FormattableString.Invariant($"The windows share rows (one begins every {(stride == 1 ? "row" : stride + " rows")}, and takes {rows:N0} with its target): rows to learn ")
            + "from would be among those to judge by. Split the rows first, then cut windows: ... | Split-Dataset -Test 0.2 -Time date | New-SequenceWindow ...");

    public static NormToolsException StepsOfWindows() => Invalid(
        "ShapeMismatch",
        "A preprocessor takes tables, [rows, columns], and these are windows of a series. -Standardize of New-SequenceWindow scales them; other steps prepare the rows before "
        + "windows are cut: ... | Split-Dataset -Test 0.2 -NoShuffle -Preprocessor { ... } | New-SequenceWindow LENGTH.");

    public static NormToolsException WindowsPreparedOtherwise(bool isOfRawRows) => Data(
        "PreparedOtherwise",
        $"The rows of the windows went through {(isOfRawRows ? "a preprocessor, and those that the model was trained on did not" : "other steps than those that the model was trained on")}: the numbers would mean something "
        + "else. Cut windows of the rows as they came: ... | Import-Dataset | New-SequenceWindow LENGTH; the model prepares them.");

    public static NormToolsException RawWindows(string[] missing) => Data(
        "PreparedOtherwise",
        "The rows that the model was trained on went through a preprocessor before windows were cut, "
        + (missing.Length > 0 ? $"which takes {Names(missing)}, and the windows lack {(missing.Length == 1 ? "it" : "them")}" : "which takes texts, that no window holds")
        + ": ... | Import-Dataset | Invoke-Preprocessor $model | New-SequenceWindow LENGTH prepares the rows first.");

    public static NormToolsException RowsForWindows(long length, bool hasTexts) => Invalid(
        "NoColumnNames",
        $"The model takes windows of {Text.Count(length, "row")}, and rows are no windows: $rows | Import-Dataset | {(hasTexts ? "Invoke-Preprocessor $model | " : string.Empty)}New-SequenceWindow {length} -Horizon 0 | Invoke-Model $model "
        + "answers each; -Label COLUMN of Import-Dataset, and no -Horizon 0, where it is to be judged or trained.");

    public static NormToolsException WindowColumns(string[] own, string[] wanted) => Data(
        "WindowColumnsDiffer",
        $"The windows hold {Names(own)}, and the model was trained on windows of {Names(wanted)}: their columns are taken by name, in any order.");
}
