using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Contract;
using NormTools.Core.Data;
using NormTools.Core.Random;

namespace NormTools.Core.Abi;

/// <content>Datasets: which rows go into which part or fold.</content>
internal static unsafe partial class Exports
{
    /// <summary>The number of rows in each part, from fractions that sum to one.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_split_counts", CallConvs = [typeof(CallConvCdecl)])]
    public static Status SplitCounts(long rows, double* fractions, int parts, long* counts)
    {
        try
        {
            RowSplit.Counts(rows, new ReadOnlySpan<double>(fractions, parts)).CopyTo(new Span<long>(counts, parts));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>
    /// Splits 0 to <paramref name="rows"/> - 1 by a random permutation, or stratified by class.
    /// </summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="counts">Rows in each part, [parts]; they sum to rows.</param>
    /// <param name="parts">Number of parts.</param>
    /// <param name="generator">A generator's handle, which advances by one permutation.</param>
    /// <param name="classes">
    /// Class of each row, [rows], for a stratified split; null for a plain permutation (random_split).
    /// </param>
    /// <param name="result">The rows, part after part, [rows].</param>
    [UnmanagedCallersOnly(EntryPoint = "nt_split_rows", CallConvs = [typeof(CallConvCdecl)])]
    public static Status SplitRows(long rows, long* counts, int parts, nint generator, long* classes, long* result)
    {
        try
        {
            int length = Check.Count(rows);
            RowSplit.Divide(
                new ReadOnlySpan<long>(counts, parts),
                ObjectHandle.Get<Generator>(generator),
                Check.Optional(classes, length),
                new Span<long>(result, length));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Splits 0 to <paramref name="rows"/> - 1 into folds, each of which is the test set once.</summary>
    /// <param name="kind">0 plain, 1 stratified, 2 grouped, 3 both.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="folds">The number of folds.</param>
    /// <param name="generator">A generator's handle, which advances by one permutation; null keeps the rows in
    /// order.</param>
    /// <param name="classes">Class of each row, [rows], for the stratified kinds; else null.</param>
    /// <param name="groups">Group of each row, [rows], for the grouped kinds; else null.</param>
    /// <param name="result">The fold of each row, [rows].</param>
    [UnmanagedCallersOnly(EntryPoint = "nt_fold_rows", CallConvs = [typeof(CallConvCdecl)])]
    public static Status FoldRows(
        int kind, long rows, int folds, nint generator, long* classes, long* groups, long* result)
    {
        try
        {
            int length = Check.Count(rows);
            FoldSplit.Divide(
                (FoldKind)kind,
                folds,
                generator == 0 ? null : ObjectHandle.Get<Generator>(generator),
                Check.Optional(classes, length),
                Check.Optional(groups, length),
                new Span<long>(result, length));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Folds for rows in time order.</summary>
    /// <param name="rows">The number of rows, in time order.</param>
    /// <param name="folds">The number of folds.</param>
    /// <param name="gap">Rows left out between training set and test set.</param>
    /// <param name="testRows">Rows in a test set; 0 for rows / (folds + 1).</param>
    /// <param name="mostTraining">The most rows to train on; 0 for all.</param>
    /// <param name="bounds">For each fold the first training row, the row after the last, and the same for the test
    /// set, [folds, 4].</param>
    [UnmanagedCallersOnly(EntryPoint = "nt_fold_times", CallConvs = [typeof(CallConvCdecl)])]
    public static Status FoldTimesOf(long rows, int folds, long gap, long testRows, long mostTraining, long* bounds)
    {
        try
        {
            TimeFolds.Divide(rows, folds, gap, testRows, mostTraining, new Span<long>(bounds, Check.Count(folds, 4)));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }
}
