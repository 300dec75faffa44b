namespace NormTools.Core.Data;

/// <summary>Folds of rows in the order of time: each tests on what comes behind its training rows.</summary>
/// <remarks>scikit-learn's TimeSeriesSplit.</remarks>
internal static class TimeFolds
{
    /// <summary>For each fold the first training row, the one behind the last, and the same of the test.</summary>
    /// <param name="rows">Rows, in their order.</param>
    /// <param name="folds">How many.</param>
    /// <param name="gap">Rows left out between training and test.</param>
    /// <param name="testRows">Rows of a test; 0 for rows / (folds + 1).</param>
    /// <param name="mostTraining">The most rows to train on, the latest ones; 0 for all.</param>
    /// <param name="bounds">[folds, 4].</param>
    /// <exception cref="CoreException">TooFewFolds, TooManyFolds.</exception>
    public static void Divide(long rows, int folds, long gap, long testRows, long mostTraining, Span<long> bounds)
    {
        if (folds < 2)
        {
            throw CoreException.Argument("TooFewFolds", $"There have to be two folds at least; {folds} was given.");
        }

        if (folds + 1L > rows)
        {
            throw CoreException.InvalidData(
                "TooManyFolds", $"-Fold {folds} needs {folds + 1L} rows at least, one more than folds; there are {rows}.");
        }

        long size = testRows > 0 ? testRows : rows / (folds + 1L);
        if (size > rows / folds || rows - gap - (size * folds) <= 0)
        {
            throw CoreException.InvalidData(
                "TooManyFolds",
                $"-Fold {folds} with tests of {Plural.Of(size, "row")} and a gap of {gap} leaves nothing to train on of {Plural.Of(rows, "row")}.");
        }

        for (int fold = 0; fold < folds; fold++)
        {
            long test = rows - ((folds - fold) * size);
            long end = test - gap;
            bounds[(fold * 4) + 0] = mostTraining > 0 ? Math.Max(0, end - mostTraining) : 0;
            bounds[(fold * 4) + 1] = end;
            bounds[(fold * 4) + 2] = test;
            bounds[(fold * 4) + 3] = test + size;
        }
    }
}
