using System.Collections;
using System.Management.Automation;
using System.Reflection;

namespace NormTools.Commands;

/// <summary>Writes the layers of a model as the block of New-Model that makes them.</summary>
internal static class LayerLines
{
    private const string Rank = "rank";

    private static readonly Lazy<Dictionary<string, Type>> Layers = new Lazy<Dictionary<string, Type>>(() => Named(typeof(LayerCommand)));
    private static readonly Lazy<Dictionary<string, Type>> Parametrizations = new Lazy<Dictionary<string, Type>>(() => Named(typeof(ParametrizationLayerCommand)));

    /// <param name="layers">Layers as Model.Specification gives them.</param>
    public static string Write(IEnumerable layers) => "{ " + string.Join("; ", layers.Cast<IDictionary>().Select(Layer)) + " }";

    private static string Layer(IDictionary layer)
    {
        var type = (string)layer["type"]!;
        CatalogItem item = Catalog.Layers.Find(type);
        string name = layer[Rank] is { } rank ? FormattableString.Invariant($"{type}{rank}d") : Alias(Layers.Value[type]);
        string text = string.Join(" ", Arguments(layer, item, Layers.Value[type]).Prepend(name));
        return layer[LayerSpecification.ParametrizationName] is IDictionary own
            ? string.Join(" ", Arguments(own, Catalog.Parametrizations.Find((string)own["type"]!), Parametrizations.Value[(string)own["type"]!])
                .Prepend($"{Alias(Parametrizations.Value[(string)own["type"]!])} {{ {text} }}"))
            : text;
    }

    // Positions first, in their order; what has its default is left out.
    private static IEnumerable<string> Arguments(IDictionary layer, CatalogItem item, Type command) => command.GetProperties()
        .Where(property => property.IsDefined(typeof(ArgumentAttribute)))
        .Select(property => (Property: property, Argument: Array.Find(item.Arguments, argument => argument.Name == property.GetCustomAttribute<ArgumentAttribute>().Name), Place: property.GetCustomAttribute<ParameterAttribute>().Position))
        .Where(entry => entry.Argument is not null && layer.Contains(entry.Argument.Name) && !ScriptText.AreSame(layer[entry.Argument.Name], entry.Argument.Default))
        .OrderBy(entry => entry.Place < 0 ? int.MaxValue : entry.Place)
        .Select(entry => Argument(entry.Property, layer[entry.Argument!.Name], entry.Place >= 0));

    private static string Argument(PropertyInfo property, object? value, bool hasPlace) =>
        property.PropertyType == typeof(SwitchParameter) ? "-" + property.Name
        : (hasPlace ? string.Empty : $"-{property.Name} ") + (
            property.PropertyType == typeof(ScriptBlock) ? Write((IEnumerable)value!)
            : property.PropertyType == typeof(ScriptBlock[]) ? string.Join(" ", ((IEnumerable)value!).Cast<IEnumerable>().Select(Write))
            : ScriptText.Value(value));

    private static Dictionary<string, Type> Named(Type kind)
    {
        PropertyInfo name = kind.GetProperty("Type", BindingFlags.Instance | BindingFlags.NonPublic)!;
        return typeof(LayerLines).Assembly.GetTypes().Where(type => !type.IsAbstract && kind.IsAssignableFrom(type))
            .ToDictionary(type => (string)name.GetValue(Activator.CreateInstance(type))!, type => type, StringComparer.Ordinal);
    }

    private static string Alias(Type command)
    {
        CmdletAttribute cmdlet = command.GetCustomAttribute<CmdletAttribute>();
        return command.GetCustomAttribute<AliasAttribute>()?.AliasNames.FirstOrDefault() ?? $"{cmdlet.VerbName}-{cmdlet.NounName}";
    }
}
