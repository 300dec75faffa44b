using System.Text.Json;
using NormTools.Core.Augmentations;
using NormTools.Core.Kernels;
using NormTools.Core.Losses;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Training;

/// <summary>The augmentations of the training samples, in order.</summary>
internal sealed unsafe class AugmentationOptions
{
    /// <param name="arguments">The run's arguments.</param>
    public AugmentationOptions(Arguments arguments)
    {
        if (arguments.Nested("augment") is JsonElement list)
        {
            List = list.ValueKind == JsonValueKind.Array
                ? [.. list.EnumerateArray().Select(Augmentation.Create)]
                : throw arguments.Invalid("augment", "has to be a list");
        }

        Settings = List.Count == 0 ? new Dictionary<string, string>() : new() { ["augment"] = string.Join("; ", List.Select(Words)) };
    }

    public IReadOnlyList<Augmentation> List { get; } = [];

    /// <summary>The augmentation that mixes samples; null for none. Then training samples have no one target, and no metrics.</summary>
    public string? Mixes => List.FirstOrDefault(item => item is MixingAugmentation)?.Name;

    /// <summary>The augmentation that draws classes alike; null for none.</summary>
    public string? DrawsClassesAlike => List.FirstOrDefault(item => item.DrawsClassesAlike)?.Name;

    /// <summary>Every augmentation with its arguments, defaults filled in.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Tells the augmentations about the samples and checks that they fit.</summary>
    /// <param name="shape">The shape of a sample.</param>
    /// <param name="data">The training rows.</param>
    /// <param name="loss">The run's loss; if samples are mixed, it has to take mixed targets.</param>
    /// <param name="threads">The most threads.</param>
    /// <exception cref="CoreException">AugmentationDoesNotFit.</exception>
    public void Begin(long[] shape, BatchReader data, Loss loss, int threads)
    {
        AugmentedData told = new(shape, () => Range(data), () => Deviations(data), count => FindRareRows(data, loss, count, threads));
        if (List.Skip(1).FirstOrDefault(item => item.DrawsClassesAlike) is { } late)
        {
            throw CoreException.Argument(
                "AugmentationDoesNotFit", $"{late.Name} puts rows between those of the table as they are: it has to be the first of the augmentations, and once.");
        }

        foreach (Augmentation item in List)
        {
            bool isPlacewise = loss is ClassLoss { IsPlacewise: true };
            if (data.HasLengths && (item.IsGeometric || item is MixingAugmentation || item.DrawsClassesAlike))
            {
                throw CoreException.Argument(
                    "AugmentationDoesNotFit", $"{item.Name} moves or mixes the values of samples, and the samples of the {data.Name} have "
                        + "lengths, which would no longer be theirs. Noise keeps them.");
            }

            if (item.IsGeometric && isPlacewise)
            {
                throw CoreException.Argument(
                    "AugmentationDoesNotFit", $"{item.Name} moves the values of a sample, and its targets, one for each place, would have to "
                        + "follow, which they do not.");
            }

            if (item is MixingAugmentation && (isPlacewise || !loss.TakesMixedTargets))
            {
                throw CoreException.Argument(
                    "AugmentationDoesNotFit", $"{item.Name} mixes targets, and {loss.Name} takes none that are mixed"
                        + (isPlacewise ? " of samples with a target for each place." : ". CrossEntropy does, and losses of quantities do."));
            }

            item.Begin(told);
        }
    }

    // An integer type implies the range; otherwise it is that of the training rows.
    private static (float Low, float High) Range(BatchReader data)
    {
        if (data.View.FeatureDType == (int)DType.UInt8)
        {
            return (byte.MinValue, byte.MaxValue);
        }

        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        Each(data, row =>
        {
            foreach (float value in row)
            {
                low = Math.Min(low, value);
                high = Math.Max(high, value);
            }
        });
        return (low, high);
    }

    private static float[] Deviations(BatchReader data)
    {
        double[] means = new double[data.FeatureWidth], squares = new double[data.FeatureWidth];
        Each(data, row =>
        {
            for (int i = 0; i < means.Length; i++)
            {
                means[i] += row[i];
            }
        });
        Array.ForEach([.. Enumerable.Range(0, means.Length)], i => means[i] /= data.Count);
        Each(data, row =>
        {
            for (int i = 0; i < means.Length; i++)
            {
                squares[i] += (row[i] - means[i]) * (row[i] - means[i]);
            }
        });
        return [.. squares.Select(sum => (float)Math.Sqrt(sum / data.Count))];
    }

    private static void Each(BatchReader data, Action<float[]> look)
    {
        float[] values = new float[data.FeatureWidth];
        fixed (float* row = values)
        {
            for (long i = 0; i < data.Count; i++)
            {
                Cancellation.ThrowIfRequested();
                data.Stored(data.Row(i), row);
                look(values);
            }
        }
    }

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

    private static string Words(Augmentation item) =>
        $"{item.Name} {string.Join(", ", item.Settings.Select(setting => $"{setting.Key} = {setting.Value}"))}".TrimEnd();
}
