using System.Text.Json;

namespace NormTools.Core.Optimizers;

/// <summary>All optimisers by their names, with torch.optim's arguments and defaults.</summary>
internal static class OptimizerCatalog
{
    private static readonly SortedDictionary<string, Func<Arguments, Optimizer>> Makers = new(StringComparer.Ordinal)
    {
        ["Adagrad"] = arguments => new Adagrad(arguments),
        ["Adam"] = arguments => new Adam(arguments, decoupled: false),
        ["AdamW"] = arguments => new Adam(arguments, decoupled: true),
        ["RMSprop"] = arguments => new RmsProp(arguments),
        ["SGD"] = arguments => new Sgd(arguments),
    };

    /// <exception cref="CoreException">UnknownOptimizer, UnknownOption, InvalidRunOptions.</exception>
    public static Optimizer Create(JsonElement element)
    {
        string? type = element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty("type", out JsonElement name)
            && name.ValueKind == JsonValueKind.String
                ? name.GetString()
                : null;
        if (type is null || !Makers.TryGetValue(type, out Func<Arguments, Optimizer>? make))
        {
            throw CoreException.Argument(
                "UnknownOptimizer", $"There is no optimizer \"{type}\". There are {string.Join(", ", Makers.Keys)}.");
        }

        Arguments arguments = new(element, $"The optimizer {type}", "InvalidRunOptions", "UnknownOption");
        Optimizer optimizer = make(arguments);
        arguments.RefuseOthers();
        optimizer.Settings = arguments.Settings;
        return optimizer;
    }
}
