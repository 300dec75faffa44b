using System.Collections.Specialized;
using NormTools.Native;

namespace NormTools;

/// <summary>What a model keeps of the loss that it was trained with: the loss and its arguments.</summary>
internal static class LossMemory
{
    private const string Logarithm = "log_input";

    /// <summary>Whether outputs are the logarithms of what the targets are.</summary>
    public static bool IsOfLogarithms(OrderedDictionary loss) =>
        Catalog.Losses.Find((string)loss["type"]!).Takes(Logarithm) && loss[Logarithm] is not false;

    /// <summary>What makes such a loss NaN whatever the learning rate is; null for most losses.</summary>
    public static string? CauseOfNaN(OrderedDictionary loss) =>
        Catalog.Losses.Find((string)loss["type"]!) is var item && item.Takes(Logarithm) && loss[Logarithm] is false
            ? $"With {Logarithm} = $false {item.Name} takes the rates themselves, and an output below 0 has no logarithm: without that argument outputs are logarithms of rates, as the predictions of "
                + "Invoke-Model -As Row and Test-Model take account of; or end the model with a layer whose outputs are never below 0, such as ReLU."
            : null;

    /// <summary>Whether outputs are quantities.</summary>
    public static bool IsOfQuantities(OrderedDictionary loss) =>
        Catalog.Losses.Find((string)loss["type"]!) is { IsOfClasses: false, Outputs: "Value" or "LogValue" or "ValueAndVariance" };

    /// <summary>Reads what a model file keeps of a loss.</summary>
    /// <exception cref="NormToolsException">It is no loss.</exception>
    public static OrderedDictionary Read(string text)
    {
        try
        {
            if (Json.Read(text) is Dictionary<string, object?> entries && entries.TryGetValue("type", out object? type) && type is string name
                && Catalog.Losses.Items.Any(item => item.Name == name && entries.Keys.All(key => key == "type" || item.Takes(key))))
            {
                var loss = new OrderedDictionary { { "type", name } };
                foreach (KeyValuePair<string, object?> entry in entries.Where(entry => entry.Key != "type"))
                {
                    loss.Add(entry.Key, entry.Value);
                }

                return loss;
            }
        }
        catch (FormatException)
        {
        }

        throw Errors.Data("InvalidLoss", "The file's metadata has a 'normtools_loss' that is not a loss with its arguments.");
    }
}
