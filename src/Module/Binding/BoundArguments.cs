using System.Collections.Specialized;
using System.Management.Automation;
using System.Reflection;

namespace NormTools;

/// <summary>The parameters that a user gave a cmdlet, as arguments of an item of the core's catalog.</summary>
internal static class BoundArguments
{
    /// <summary>Only the parameters that were bound, in the catalog's order: the core knows the defaults.</summary>
    public static OrderedDictionary Of(PSCmdlet cmdlet, CatalogItem item)
    {
        Dictionary<string, object> bound = cmdlet.MyInvocation.BoundParameters;
        var properties = cmdlet.GetType().GetProperties()
            .Where(property => bound.ContainsKey(property.Name) && property.IsDefined(typeof(ArgumentAttribute)))
            .ToDictionary(property => property.GetCustomAttribute<ArgumentAttribute>().Name, StringComparer.Ordinal);
        var arguments = new OrderedDictionary();
        foreach (CatalogArgument argument in item.Arguments)
        {
            if (properties.TryGetValue(argument.Name, out PropertyInfo property))
            {
                bool turnsOff = property.GetCustomAttribute<ArgumentAttribute>().TurnsOff;
                arguments.Add(argument.Name, Plain(property.GetValue(cmdlet), turnsOff, argument));
            }
        }

        return arguments;
    }

    private static object? Plain(object? value, bool turnsOff, CatalogArgument argument) => value switch
    {
        SwitchParameter given => given != turnsOff,
        long[] { Length: 1 } sizes => sizes[0],
        string text => Array.Find(
            argument.Choices, choice => string.Equals(choice, text, StringComparison.OrdinalIgnoreCase)) ?? text,
        ScriptBlock block => LayerReader.Run(block),
        ScriptBlock[] blocks => Array.ConvertAll(blocks, own => LayerReader.Run(own)),
        _ => value,
    };
}
