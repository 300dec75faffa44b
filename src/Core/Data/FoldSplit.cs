using NormTools.Core.Random;

namespace NormTools.Core.Data;

/// <summary>How rows are split into folds.</summary>
internal enum FoldKind
{
    /// <summary>Consecutive rows.</summary>
    Plain = 0,

    /// <summary>Every fold has the same class proportions.</summary>
    Stratified = 1,

    /// <summary>Groups stay whole.</summary>
    Grouped = 2,

    /// <summary>Groups stay whole, and every fold has about the same class proportions.</summary>
    StratifiedGrouped = 3,
}

/// <summary>Splits rows into folds, each of which is the test set once: scikit-learn's splitters.</summary>
internal static class FoldSplit
{
    private const double Close = 1e-5; // numpy's isclose: relative to the values compared
    private const double CloseToZero = 1e-8;

    /// <summary>The fold of each row.</summary>
    /// <param name="kind">The kind of split.</param>
    /// <param name="folds">The number of folds.</param>
    /// <param name="generator">Shuffles the rows first; null keeps them in order.</param>
    /// <param name="classes">The class of each row, for the stratified kinds.</param>
    /// <param name="groups">The group of each row, for the grouped kinds.</param>
    /// <param name="result">[rows].</param>
    /// <exception cref="CoreException">TooManyFolds.</exception>
    public static void Divide(
        FoldKind kind, int folds, Generator? generator, ReadOnlySpan<long> classes, ReadOnlySpan<long> groups, Span<long> result)
    {
        int rows = result.Length;
        if (folds < 2)
        {
            throw CoreException.Argument("TooFewFolds", $"At least two folds are needed, but {folds} was given.");
        }

        if (folds > rows)
        {
            throw TooMany(folds, Plural.Of(rows, "row"));
        }

        // Shuffled rows are split as if they came in that order.
        var order = new long[rows];
        if (generator is null)
        {
            for (int i = 0; i < rows; i++)
            {
                order[i] = i;
            }
        }
        else
        {
            generator.Permutation(order);
        }

        int[] ownClasses = kind is FoldKind.Stratified or FoldKind.StratifiedGrouped ? Numbers(classes, order, byValue: kind != FoldKind.Stratified) : [];
        int[] ownGroups = kind is FoldKind.Grouped or FoldKind.StratifiedGrouped ? Numbers(groups, order, byValue: true) : [];
        int[] fold = kind switch
        {
            FoldKind.Plain => Plain(rows, folds),
            FoldKind.Stratified => Stratified(ownClasses, folds),
            FoldKind.Grouped => Grouped(ownGroups, folds),
            _ => StratifiedGrouped(ownClasses, ownGroups, folds),
        };
        for (int i = 0; i < rows; i++)
        {
            result[(int)order[i]] = fold[i];
        }
    }

    // The first n % k folds have one row more.
    private static int[] Plain(int rows, int folds)
    {
        var fold = new int[rows];
        int row = 0;
        for (int i = 0; i < folds; i++)
        {
            for (int left = (rows / folds) + (i < rows % folds ? 1 : 0); left > 0; left--)
            {
                fold[row++] = i;
            }
        }

        return fold;
    }

    // Every k-th row of the sorted classes counts towards one fold: these counts say how many rows of each class a fold
    // gets, in row order.
    private static int[] Stratified(int[] classes, int folds)
    {
        int[] sorted = [.. classes.Order()];
        int count = sorted[^1] + 1;
        CheckClasses(classes, count, folds);
        var allocation = new int[count, folds];
        for (int i = 0; i < sorted.Length; i++)
        {
            allocation[sorted[i], i % folds]++;
        }

        var next = new int[count];
        var fold = new int[classes.Length];
        for (int i = 0; i < classes.Length; i++)
        {
            int own = classes[i];
            while (allocation[own, next[own]] == 0)
            {
                next[own]++;
            }

            allocation[own, next[own]]--;
            fold[i] = next[own];
        }

        return fold;
    }

    // The largest groups first (the later of equally large ones), each to the fold with the fewest rows.
    private static int[] Grouped(int[] groups, int folds)
    {
        int[] sizes = Sizes(groups);
        CheckGroups(sizes.Length, folds);
        var target = new int[sizes.Length];
        var weight = new long[folds];
        foreach (int group in Enumerable.Range(0, sizes.Length).OrderBy(group => sizes[group]).Reverse())
        {
            int lightest = Array.IndexOf(weight, weight.Min());
            target[group] = lightest;
            weight[lightest] += sizes[group];
        }

        return Array.ConvertAll(groups, group => target[group]);
    }

    // Groups with the most uneven classes first, each to the fold that keeps the class proportions most even.
    private static int[] StratifiedGrouped(int[] classes, int[] groups, int folds)
    {
        int classCount = classes.Max() + 1;
        int groupCount = groups.Max() + 1;
        CheckClasses(classes, classCount, folds);
        CheckGroups(groupCount, folds);
        var counts = new double[groupCount][];
        for (int group = 0; group < groupCount; group++)
        {
            counts[group] = new double[classCount];
        }

        for (int i = 0; i < classes.Length; i++)
        {
            counts[groups[i]][classes[i]]++;
        }

        int[] all = Sizes(classes);
        double[][] held = [.. Enumerable.Range(0, folds).Select(_ => new double[classCount])];
        var target = new int[groupCount];
        foreach (int group in Enumerable.Range(0, groupCount).OrderBy(group => -Deviation(counts[group])))
        {
            target[group] = Best(held, counts[group], all);
            Add(held[target[group]], counts[group], 1);
        }

        return Array.ConvertAll(groups, group => target[group]);
    }

    private static int Best(double[][] held, double[] added, int[] all)
    {
        int best = 0;
        double least = double.PositiveInfinity;
        double fewest = double.PositiveInfinity;
        var shares = new double[held.Length];
        for (int fold = 0; fold < held.Length; fold++)
        {
            Add(held[fold], added, 1);
            double sum = 0;
            for (int own = 0; own < added.Length; own++)
            {
                for (int i = 0; i < held.Length; i++)
                {
                    shares[i] = held[i][own] / all[own];
                }

                sum += Deviation(shares);
            }

            Add(held[fold], added, -1);
            double unevenness = sum / added.Length;
            double rows = held[fold].Sum();
            bool isClose = Math.Abs(unevenness - least) <= CloseToZero + (Close * least) && double.IsFinite(least);
            if (unevenness < least || (isClose && rows < fewest))
            {
                (best, least, fewest) = (fold, unevenness, rows);
            }
        }

        return best;
    }

    private static void Add(double[] sum, double[] values, int sign)
    {
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] += sign * values[i];
        }
    }

    private static double Deviation(double[] values)
    {
        double mean = values.Sum() / values.Length;
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / values.Length);
    }

    // Renumbers labels from 0 on, in order of appearance or by value.
    private static int[] Numbers(ReadOnlySpan<long> labels, long[] order, bool byValue)
    {
        if (labels.Length != order.Length)
        {
            throw CoreException.Argument("CountMismatch", $"There are {labels.Length} labels for {Plural.Of(order.Length, "row")}.");
        }

        Dictionary<long, int> known = [];
        if (byValue)
        {
            foreach (long label in labels.ToArray().Distinct().Order())
            {
                known.Add(label, known.Count);
            }
        }

        var numbers = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            long label = labels[(int)order[i]];
            if (!known.TryGetValue(label, out numbers[i]))
            {
                known.Add(label, numbers[i] = known.Count);
            }
        }

        return numbers;
    }

    private static int[] Sizes(int[] labels)
    {
        var sizes = new int[labels.Max() + 1];
        foreach (int label in labels)
        {
            sizes[label]++;
        }

        return sizes;
    }

    private static void CheckClasses(int[] classes, int count, int folds)
    {
        int[] sizes = Sizes(classes);
        if (sizes.Length == count && sizes.Max() < folds)
        {
            throw TooMany(folds, $"the largest class has {Plural.Of(sizes.Max(), "row")}");
        }
    }

    private static void CheckGroups(int groups, int folds)
    {
        if (groups < folds)
        {
            throw TooMany(folds, Plural.Of(groups, "group"));
        }
    }

    private static CoreException TooMany(int folds, string there) => CoreException.InvalidData(
        "TooManyFolds", $"-Fold {folds} is more than can be made: {(there.StartsWith("the", StringComparison.Ordinal) ? there : $"there {(there.StartsWith("1 ", StringComparison.Ordinal) ? "is" : "are")} {there}")}.");
}
