using NormTools.Core.Losses;

namespace NormTools.Core.Training;

/// <summary>Draws the rows of an epoch so that each class comes as often as the others.</summary>
/// <remarks>As torch's WeightedRandomSampler over as many rows as there are, with replacement, each weighing one over the rows of its
/// class.</remarks>
internal static class Oversampling
{
    /// <summary>How much each row weighs in the draw; null where rows are not drawn.</summary>
    /// <exception cref="CoreException">InvalidRunOptions: there are no classes, or rows come in their order.</exception>
    public static double[]? Weights(RunOptions options, BatchReader training)
    {
        if (!options.Oversamples)
        {
            return null;
        }

        string who = options.Augmentation.DrawsClassesAlike ?? "-Oversample";
        if (!options.Shuffle)
        {
            throw CoreException.Argument("InvalidRunOptions", $"{who} draws rows, and -NoShuffle takes them in their order.");
        }

        if (!options.Loss.IsClassification || training.View.TargetWidth != 1)
        {
            throw CoreException.Argument(
                "InvalidRunOptions", $"{who} is for rows of one class each, and {options.Loss.Name} on "
                    + $"{Plural.Of(training.View.TargetWidth, "target")} a row has none.");
        }

        int[] labels = [.. training.AllLabels()];
        long[] counts = ClassLoss.Count(labels, Math.Max(2, options.Loss.Classes));
        return [.. labels.Select(label => label >= 0 && label < counts.Length ? 1.0 / counts[label] : 0)];
    }
}
