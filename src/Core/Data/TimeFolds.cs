namespace NormTools.Core.Data;

/// <summary>Folds for rows in time order: each tests on rows that come after its training rows.</summary>
/// <remarks>scikit-learn's TimeSeriesSplit.</remarks>
internal static class TimeFolds
{
    /// <summary>For each fold the first training row, the row after the last, and the same for the test set.</summary>
    /// <param name="rows">The number of rows, in time order.</param>
    /// <param name="folds">The number of folds.</param>
    /// <param name="gap">Rows left out between training set and test set.</param>
    /// <param name="testRows">Rows in a test set; 0 for rows / (folds + 1).</param>
    /// <param name="mostTraining">The most rows to train on, the latest ones; 0 for all.</param>
    /// <param name="bounds">[folds, 4].</param>
    /// <exception cref="CoreException">TooFewFolds, TooManyFolds.</exception>
    public static void Divide(long rows, int folds, long gap, long testRows, long mostTraining, Span<long> bounds)
    {
        if (folds < 2)
        {
            throw CoreException.Argument("TooFewFolds", $"At least two folds are needed, but {folds} was given.");
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
