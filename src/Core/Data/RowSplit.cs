using System.Numerics.Tensors;
using NormTools.Core.Random;

namespace NormTools.Core.Data;

/// <summary>Splits the rows of a data set into parts: training, validation, test.</summary>
internal static class RowSplit
{
    /// <summary>Rows of each part from fractions that sum to one, as PyTorch's random_split counts them.</summary>
    /// <remarks>Every part gets its share rounded down; the remaining rows go one each to the first parts.</remarks>
    public static long[] Counts(long rows, ReadOnlySpan<double> fractions)
    {
        var counts = new long[fractions.Length];
        long left = rows;
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = (long)Math.Floor(rows * fractions[i]);
            left -= counts[i];
        }

        for (int i = 0; left > 0; i = (i + 1) % counts.Length, left--)
        {
            counts[i]++;
        }

        return counts;
    }

    /// <summary>
    /// Draws a permutation and cuts it into parts, as random_split does; with classes, every part keeps their
    /// proportions.
    /// </summary>
    /// <param name="counts">Rows of each part.</param>
    /// <param name="generator">One permutation is drawn from it.</param>
    /// <param name="classes">Class of each row, or empty for none.</param>
    /// <param name="result">Part after part, [all rows].</param>
    /// <exception cref="CoreException">CountMismatch, ClassOutOfRange or ClassTooSmall.</exception>
    public static void Divide(
        ReadOnlySpan<long> counts, Generator generator, ReadOnlySpan<long> classes, Span<long> result)
    {
        long sum = 0;
        foreach (long count in counts)
        {
            sum += count >= 0 ? count : throw CoreException.Argument(
                "NegativeCount", $"A part cannot have {count} rows.");
        }

        if (sum != result.Length)
        {
            throw CoreException.Argument(
                "CountMismatch", $"The parts have {sum} rows together, where there are {result.Length}.");
        }

        if (classes.IsEmpty)
        {
            generator.Permutation(result);
            return;
        }

        long largest = TensorPrimitives.Max(classes);
        if (TensorPrimitives.Min(classes) < 0 || largest > Categories.MaxCount)
        {
            throw CoreException.InvalidData(
                "ClassOutOfRange", $"A class number is negative or above {Categories.MaxCount}.");
        }

        var permutation = new long[result.Length];
        generator.Permutation(permutation);
        Stratify(permutation, classes, (int)largest + 1, counts, result);
    }

    /// <summary>Keeps the proportion of every class in every part; the rows stay in the order of the
    /// permutation.</summary>
    /// <remarks>
    /// A class of m rows should have m * count / rows of them in each part. Each part gets that number rounded down;
    /// each remaining row goes to the part with the largest shortfall over all classes so far, the first at a tie. That
    /// shortfall is positive, so no part ever exceeds its share by a whole row, and after the last class, when all
    /// shortfalls are whole rows, every part has exactly its count. For a single class this is the largest remainder
    /// method.
    /// </remarks>
    /// <param name="permutation">Rows in the order drawn.</param>
    /// <param name="classes">Class of each row, 0 to classCount - 1.</param>
    /// <param name="counts">Rows of each part; they sum to all rows.</param>
    /// <param name="result">Part after part, as long as the permutation.</param>
    /// <exception cref="CoreException">
    /// ClassTooSmall: a class has a single row, which cannot be in two parts.
    /// </exception>
    public static void Stratify(
        ReadOnlySpan<long> permutation,
        ReadOnlySpan<long> classes,
        int classCount,
        ReadOnlySpan<long> counts,
        Span<long> result)
    {
        var sizes = new long[classCount];
        foreach (long number in classes)
        {
            sizes[number]++;
        }

        int parts = counts.Length;
        var quota = new long[classCount * parts]; // rows of each class that a part can still take
        var owed = new long[parts];
        for (int number = 0; number < classCount; number++)
        {
            if (sizes[number] == 1)
            {
                throw CoreException.InvalidData(
                    "ClassTooSmall", $"Class {number} has one row only: it cannot be in more than one part.");
            }

            Share(sizes[number], counts, permutation.Length, owed, quota.AsSpan(number * parts, parts));
        }

        var next = new long[parts];
        for (int i = 1; i < parts; i++)
        {
            next[i] = next[i - 1] + counts[i - 1];
        }

        foreach (long row in permutation)
        {
            int start = (int)classes[(int)row] * parts;
            int part = 0;
            while (quota[start + part] == 0)
            {
                part++;
            }

            quota[start + part]--;
            result[(int)next[part]++] = row;
        }
    }

    private static void Share(long size, ReadOnlySpan<long> counts, long rows, Span<long> owed, Span<long> quota)
    {
        long left = size;
        for (int i = 0; i < quota.Length; i++)
        {
            long due = size * counts[i]; // in units of 1 / rows, so that nothing is rounded
            quota[i] = due / rows;
            owed[i] += due - (quota[i] * rows);
            left -= quota[i];
        }

        for (; left > 0; left--)
        {
            int most = 0;
            for (int i = 1; i < owed.Length; i++)
            {
                most = owed[i] > owed[most] ? i : most;
            }

            quota[most]++;
            owed[most] -= rows;
        }
    }
}
