namespace NormTools.Core.Data;

/// <summary>Checks that the options for a table make sense.</summary>
internal static class TableChecks
{
    // Each column takes memory of its own, however short it is.
    private const long ColumnsOfAnyFile = 100_000;
    private const long BytesOfFurtherColumn = 360;

    /// <exception cref="CoreException">TooManyColumns: more than a file of that size may have.</exception>
    public static void Width(int columns, SourceFile file)
    {
        long most = ColumnsOfAnyFile + (file.Length / BytesOfFurtherColumn);
        if (columns > most)
        {
            throw CoreException.InvalidData(
                "TooManyColumns",
                $"{file.Name} has {columns:N0} columns in {file.Length:N0} bytes, and a table of that size may have at most {most:N0}: "
                + "perhaps its rows and columns are exchanged, or -Delimiter is another.");
        }
    }

    /// <exception cref="CoreException">LabelPathWithTable, InvalidDelimiter, InvalidComment or InvalidNumberFormat.</exception>
    public static void Options(DatasetOptions options, string fileName)
    {
        if (options.LabelPath is not null)
        {
            throw CoreException.Argument(
                "LabelPathWithTable", $"{fileName} is a text table: its labels are a column, not a second file.");
        }

        if (options.Delimiter is not (null or ',' or ';' or '\t' or '|' or ' ' or ':' or '~' or '^'))
        {
            throw CoreException.Argument(
                "InvalidDelimiter",
                $"A delimiter is comma, semicolon, tab, bar, blank (for runs of blanks), colon, ~ or ^: '{options.Delimiter}' was given.");
        }

        if (options.Comment is { } mark && (mark.Length == 0 || mark.Any(symbol => symbol is > '~' or <= ' ' or '"')))
        {
            throw CoreException.Argument(
                "InvalidComment", $"Comments begin with one or more signs such as # or //: '{Excerpt.Of(mark)}' was given.");
        }

        if (options.Decimal is not ('.' or ',') || options.Thousands == options.Decimal
            || options.Thousands is not (null or '.' or ',' or ' ' or '\'' or '_'))
        {
            throw CoreException.Argument(
                "InvalidNumberFormat",
                $"-Decimal is a point or a comma and -Thousands another sign: '{options.Decimal}' and '{options.Thousands}' "
                + "were given.");
        }
    }

    /// <exception cref="CoreException">ClassNamesWithoutClasses or SeveralClassLabels.</exception>
    public static void Labels(DatasetOptions options, TableColumns columns)
    {
        if (options.ClassNames is not null && (columns.Labels.Length != 1 || options.Task == TargetTask.Regression))
        {
            throw CoreException.Argument(
                "ClassNamesWithoutClasses", "Class names need one label column, and no regression.");
        }

        if (options.Task == TargetTask.Classification && columns.Labels.Length > 1)
        {
            throw CoreException.Argument(
                "SeveralClassLabels", "Classes come from one label column; several are numbers, for regression.");
        }
    }
}
