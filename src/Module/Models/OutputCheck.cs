using System.Collections.Specialized;

namespace NormTools;

/// <summary>Checks whether the output of a model's last layer is what a loss takes.</summary>
internal static class OutputCheck
{
    private const string FromLogits = "from_logits";

    /// <summary>A warning that says what is wrong and what to do; empty if nothing is wrong.</summary>
    /// <param name="model">The model.</param>
    /// <param name="loss">The loss with its arguments, as the core reads it.</param>
    public static IEnumerable<string> Warnings(Model model, OrderedDictionary loss) =>
        Warning(model, loss) is string warning ? new[] { warning } : Array.Empty<string>();

    /// <summary>Whether the loss turns scores into probabilities that the last layer has turned into probabilities before.</summary>
    public static bool IsTwice(Model model, OrderedDictionary loss) =>
        Catalog.Losses.Find((string)loss["type"]!).Outputs is "ClassScore" or "BinaryScore" && Warning(model, loss) is not null;

    private static string? Warning(Model model, OrderedDictionary loss)
    {
        CatalogItem item = Catalog.Losses.Find((string)loss["type"]!);
        ModelLayer? last = Last(model.Layers, string.Empty);
        if (last?.Type is not ("Softmax" or "LogSoftmax" or "Sigmoid") || (item.Takes(FromLogits) && loss[FromLogits] is false))
        {
            return null;
        }

        string layer = $"layer {last.Name} ({last.Type})";
        return item.Outputs switch
        {
            "ClassScore" or "BinaryScore" => $"The model ends with {last.Type}, but {item.Name} takes scores and turns them into "
                + $"probabilities itself: the model would learn slowly or wrongly. Leave {layer} out"
                + (item.Takes(FromLogits) && last.Type == "Sigmoid" ? $", or use -LossArgument @{{ {FromLogits} = $false }}" : string.Empty)
                + "; Invoke-Model -As Probability gives probabilities.",
            "ClassLogProbability" when last.Type != "LogSoftmax" => $"The model ends with {last.Type}, but {item.Name} takes logarithms of "
                + $"probabilities, as LogSoftmax gives them: the model would learn slowly or wrongly. Use LogSoftmax in place of {layer}"
                + (item.Name == "NegativeLogLikelihood" ? ", or leave it out and use -Loss CrossEntropy." : "."),
            _ => null,
        };
    }

    // The layer that the outputs come from; layers that only rearrange values, and dropout, are skipped.
    private static ModelLayer? Last(IReadOnlyList<ModelLayer> layers, string prefix)
    {
        IEnumerable<ModelLayer> own = layers.Where(layer =>
            layer.Name.StartsWith(prefix, StringComparison.Ordinal) && layer.Name.IndexOf('.', prefix.Length) < 0);
        ModelLayer? last = own.LastOrDefault(layer => layer.Type is not ("Flatten" or "Unflatten" or "Identity" or "Dropout"));
        return last?.Type == "Sequential" ? Last(layers, last.Name + ".") : last;
    }
}
