using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <summary>Divides a data set into folds, each of which is the test part once.</summary>
internal sealed class DatasetFolds
{
    private readonly Dataset data;
    private readonly DatasetParts parts;

    public DatasetFolds(Dataset data, DatasetParts parts)
    {
        this.data = data;
        this.parts = parts;
    }

    public int Count { get; set; }

    public bool Stratify { get; set; }

    /// <summary>Draws the rows; null takes them in order.</summary>
    public RandomGenerator? Generator { get; set; }

    /// <summary>The group of each row; null for none.</summary>
    public long[]? Group { get; set; }

    /// <summary>One split for each fold: its rows are the test, all others train.</summary>
    public IEnumerable<DatasetSplit> Split()
    {
        long[] fold = Divide();
        for (int number = 0; number < Count; number++)
        {
            DatasetSplit split = parts.Make(Where(fold, own => own != number), Array.Empty<long>(), Where(fold, own => own == number));
            split.IsShuffled = Generator is not null;
            split.IsStratified = Stratify;
            yield return split;
        }
    }

    /// <summary>Folds in order of time: each one tests on rows after its training rows.</summary>
    /// <param name="order">The row numbers in order of time.</param>
    /// <param name="gap">Rows left out between training and test.</param>
    /// <param name="testRows">The number of rows of a test; 0 for equal shares.</param>
    /// <param name="mostTraining">The most rows to train on; 0 for all.</param>
    public IEnumerable<DatasetSplit> SplitTime(long[] order, long gap, long testRows, long mostTraining)
    {
        var bounds = new long[Count * 4];
        NativeMethods.FoldTimes(order.Length, Count, gap, testRows, mostTraining, bounds).ThrowIfFailed();
        for (int i = 0; i < bounds.Length; i += 4)
        {
            yield return parts.Make(
                Between(order, bounds[i], bounds[i + 1]), Array.Empty<long>(), Between(order, bounds[i + 2], bounds[i + 3]));
        }
    }

    private static long[] Between(long[] order, long first, long end)
    {
        var part = new long[Math.Max(0, end - first)];
        Array.Copy(order, first, part, 0, part.Length);
        return part;
    }

    private static long[] Where(long[] fold, Func<long, bool> isMeant) =>
        StopFlag.Rows(fold.Length).Where(row => isMeant(fold[row])).Select(row => (long)row).ToArray();

    private long[] Divide()
    {
        if (Stratify && data.ClassNames is null)
        {
            throw Errors.Invalid("NotClasses", "-Stratify keeps the shares of classes, and the data set has no classes.");
        }

        long[]? classes = Stratify ? (long[])data.Target!.ToArray() : null;
        int kind = (Stratify ? 1 : 0) + (Group is null ? 0 : 2);
        var fold = new long[data.Count];
        Status Call(ObjectHandle stream) => NativeMethods.FoldRows(kind, fold.Length, Count, stream, classes, Group, fold);
        if (Generator is null)
        {
            Call(ObjectHandle.None).ThrowIfFailed();
        }
        else
        {
            Generator.Use(Call);
        }

        if (classes is not null)
        {
            WarnOfSmallClasses(classes);
        }

        return fold;
    }

    private void WarnOfSmallClasses(long[] classes)
    {
        var smallest = classes.GroupBy(label => label).OrderBy(label => label.Count()).First();
        if (smallest.Count() < Count)
        {
            parts.Warn($"Class '{Text.Shorten(data.ClassNames![smallest.Key])}' has {Text.Count(smallest.Count(), "row")}, fewer than the "
                + $"{Count} folds: some folds have no row of it.");
        }
    }
}
