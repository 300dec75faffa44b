using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools;

/// <summary>Reads an entry of -Group: parameters with their own arguments.</summary>
internal static class GroupSpecification
{
    private static readonly Dictionary<string, string> Own = new Dictionary<string, string>
    {
        ["name"] = "name",
        ["layertype"] = "layer_type",
        ["freeze"] = "freeze",
        ["learningrate"] = "lr",
        ["l1"] = "l1",
        ["l2"] = "l2",
        ["maximumnorm"] = "max_norm",
        ["maxnorm"] = "max_norm",
    };

    /// <summary>The JSON of a group.</summary>
    /// <param name="optimizer">The optimiser's name.</param>
    /// <param name="group">Name or LayerType, and what differs: Freeze, LearningRate, or an argument of the optimiser.</param>
    /// <exception cref="NormToolsException">UnknownOption: the optimiser has no such argument.</exception>
    public static OrderedDictionary From(string optimizer, IDictionary group)
    {
        CatalogItem item = Catalog.Optimizers.Find(optimizer);
        var json = new OrderedDictionary();
        foreach (DictionaryEntry entry in group)
        {
            string given = Convert.ToString(entry.Key)!;
            string normal = NamedValue.Normalize(given);
            string? name = Own.TryGetValue(normal, out string? own) ? own
                : item.Arguments.FirstOrDefault(argument => NamedValue.Normalize(argument.Name) == normal)?.Name;
            if (name is null)
            {
                throw Errors.Invalid(
                    "UnknownOption", $"-Group: there is no \"{given}\". A group has Name or LayerType for its parameters, and Freeze, "
                        + $"LearningRate, L1, L2, MaximumNorm or arguments of {item.Name}: {string.Join(", ", item.Arguments.Select(argument => argument.Name))}.");
            }

            if (json.Contains(name))
            {
                throw Errors.Invalid("ParameterSetTwice", $"-Group: {given} and {name} are the same argument, and one group has both.");
            }

            json.Add(name, Read(item, name, Plain(entry.Value)));
        }

        return json;
    }

    private static object? Read(CatalogItem item, string name, object? value) =>
        Array.Find(item.Arguments, argument => argument.Name == name) is CatalogArgument argument ? argument.Read(value)
            : name is "l1" or "l2" or "max_norm" && value is string text && NumberText.TryRead(text, out double number) ? number
            : value;

    private static object? Plain(object? value)
    {
        object? given = value is PSObject wrapped ? wrapped.BaseObject : value;
        return given is SwitchParameter flag ? (bool)flag : given;
    }
}
