using NormTools.Core.Augmentations;
using NormTools.Core.Kernels;
using NormTools.Core.Losses;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Training;

/// <remarks>The rows of rare classes and their neighbours.</remarks>
internal sealed unsafe partial class AugmentationOptions
{
    private static RareRows FindRareRows(BatchReader data, Loss loss, int neighbours, int threads)
    {
        int[] labels = [.. data.AllLabels()];
        long[] counts = ClassLoss.Count(labels, Math.Max(2, loss.Classes));
        int classes = counts.Count(count => count > 0);
        if (classes < 2)
        {
            throw CoreException.Argument(
                "AugmentationDoesNotFit", "Smote makes rows of classes that are rarer than others, but the training rows have one class only.");
        }

        float[] shares = new float[labels.Length];
        int[]?[] found = new int[labels.Length][];
        for (int label = 0; label < counts.Length; label++)
        {
            double share = 1 - ((double)counts[label] * classes / labels.Length);
            if (counts[label] == 0 || share <= 0)
            {
                continue;
            }

            if (counts[label] <= neighbours)
            {
                string way = counts[label] > 1 ? $"Smote -K {counts[label] - 1} takes them, " : string.Empty;
                throw CoreException.Argument(
                    "AugmentationDoesNotFit",
                    $"Smote puts rows between one of a class and its {Plural.Of(neighbours, "neighbour")}, but class {label} has "
                        + $"{Plural.Of(counts[label], "training row")}: {way}or -Oversample draws them more often as they are.");
            }

            int[] members = [.. Enumerable.Range(0, labels.Length).Where(row => labels[row] == label)];
            int[] nearest = Nearest(data, members, neighbours, threads);
            for (int i = 0; i < members.Length; i++)
            {
                shares[members[i]] = (float)share;
                found[members[i]] = [.. nearest.AsSpan(i * neighbours, neighbours).ToArray().Select(near => members[near])];
            }
        }

        return new RareRows(shares, found, (row, destination) => data.Stored(data.Row(row), destination));
    }

    // By the distance of the scaled values: as the model sees them.
    private static int[] Nearest(BatchReader data, int[] members, int neighbours, int threads)
    {
        int width = data.FeatureWidth;
        float[] row = new float[width];
        int[] nearest = new int[checked(members.Length * neighbours)];
        float* columns = (float*)NativePool.Rent((long)members.Length * width * sizeof(float));
        try
        {
            fixed (float* values = row)
            fixed (int* result = nearest)
            {
                for (int i = 0; i < members.Length; i++)
                {
                    Cancellation.ThrowIfRequested();
                    data.Stored(data.Row(members[i]), values);
                    data.Scale(values);
                    for (int column = 0; column < width; column++)
                    {
                        columns[((long)column * members.Length) + i] = values[column];
                    }
                }

                NearestRows.Find(columns, members.Length, width, result, neighbours, threads);
            }
        }
        finally
        {
            NativePool.Return(columns);
        }

        return nearest;
    }
}
