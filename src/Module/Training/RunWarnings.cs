namespace NormTools;

/// <summary>Warnings before a run starts: it would train, but probably not as intended.</summary>
internal static class RunWarnings
{
    private const double Uneven = 100, FarTarget = 1000;

    /// <summary>The losses of differences, which want outputs of the targets' own size.</summary>
    internal static readonly string[] OfDifferences = { "MeanSquaredError", "MeanAbsoluteError", "Huber", "SmoothL1" };

    /// <summary>The warnings, one or two sentences each.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The training data.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="isAugmented">Whether the samples are changed as images.</param>
    public static IEnumerable<string> Of(Model model, Dataset data, CatalogItem loss, bool isAugmented) =>
        new[] { TargetOfAnotherKind(data, loss), MoreOutputs(model, data, loss), Unscaled(model, data), FarAway(data, loss), ChannelsLast(model, isAugmented) }
            .Where(warning => warning is not null)!;

    private static string? TargetOfAnotherKind(Dataset data, CatalogItem loss) => data.ClassNames is { } classes && !loss.IsOfClasses
        ? $"{loss.Name} is a loss of quantities, but the targets are classes ({Errors.Several(classes)}): their numbers 0, 1, 2... are taken as "
            + "quantities. -Loss CrossEntropy is for classes; -Task Regression of Import-Dataset and New-Dataset makes the column quantities."
        : null;

    private static string? MoreOutputs(Model model, Dataset data, CatalogItem loss) =>
        data.ClassNames is not null && loss.Outputs is "ClassScore" or "ClassLogProbability" && model.OutputShape.Length == 1
            && model.OutputCount > data.ClassNames!.Length
            ? $"The model has {Text.Count(model.OutputCount, "output")}, but there are {Text.Count(data.ClassNames.Length, "class", "classes")} "
                + $"({Errors.Several(data.ClassNames)}): no row is of the others. A last Linear {data.ClassNames.Length} has an output for each."
            : null;

    // [28, 28, 3]: a model that only flattens its input learns from it as well.
    private static string? ChannelsLast(Model model, bool isAugmented)
    {
        long[] shape = model.InputShape;
        bool isChannelsLast = shape.Length == 3 && shape[2] is 1 or 3 or 4 && shape[0] > 4 && shape[1] > 4;
        return isChannelsLast && (isAugmented || model.Layers.FirstOrDefault()?.Type != "Flatten")
            ? $"A sample has the shape {Text.Shape(shape)}, which looks like height x width x channels. Images are channels x height x width "
                + "here, as in PyTorch: convolutions, pooling and -Augment take the axes so. $x.Transpose(0, 3, 1, 2) turns a tensor of such images."
            : null;
    }

    // Outputs begin around 0 and change by little in a step.
    private static string? FarAway(Dataset data, CatalogItem loss)
    {
        if (data.IsClassification || data.TargetScaling is not null || data.Count == 0 || !OfDifferences.Contains(loss.Name) || data.StoredTarget is not { DType: DType.Float32 })
        {
            return null;
        }

        var targets = (float[])data.Target!.ToArray();
        double size = targets.Average(target => Math.Abs((double)target));
        return size <= FarTarget || double.IsInfinity(size) ? null : FormattableString.Invariant(
            $"The target's values are {Text.Short(size, digits: 3)} on average, where a model's outputs begin around 0 and move in small steps. ")
            + "ScaleTarget in Split-Dataset -Preprocessor scales it, and what the model says is in its own unit again.";
    }

    private static string? Unscaled(Model model, Dataset data)
    {
        bool isNormalized = NormalizationLayer.Of(model).Any(layer => layer.Name == model.Layers.FirstOrDefault()?.Name);
        if (data.FeatureNames is not { Length: > 1 } names || data.IsScaled || isNormalized || data.Count == 0 || model.InputShape.Length != 1)
        {
            return null;
        }

        double[] deviations = data.Deviations();
        int[] varying = Enumerable.Range(0, Math.Min(names.Length, deviations.Length)).Where(i => deviations[i] > 0).ToArray();
        if (varying.Length < 2)
        {
            return null;
        }

        int[] ordered = varying.OrderBy(i => deviations[i]).ToArray();
        int least = ordered[ordered.Length / 4], most = ordered[ordered.Length - 1]; // a few columns may vary little
        return deviations[most] <= Uneven * deviations[least] ? null : FormattableString.Invariant(
            $"Column '{names[most]}' has a standard deviation of {Text.Short(deviations[most], digits: 3)} and '{names[least]}' one of {Text.Short(deviations[least], digits: 3)}: the ")
            + "first layer sees little but the larger one. Import-Dataset -Standardize, or Standardize in Split-Dataset -Preprocessor, "
            + "scales them.";
    }
}
