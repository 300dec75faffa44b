using System.Management.Automation;

namespace NormTools;

/// <summary>The parameters of a model that an initialisation applies to.</summary>
internal sealed class LayerSelection
{
    private readonly WildcardPattern[]? types;
    private readonly WildcardPattern[]? names;

    /// <param name="types">Layer types to choose, with wildcards, or null for those with weights.</param>
    /// <param name="names">Parameter names to choose, with wildcards, or null for all.</param>
    public LayerSelection(string[]? types, string[]? names)
    {
        this.types = types?.Select(Pattern).ToArray();
        this.names = names?.Select(Pattern).ToArray();
    }

    /// <summary>Whether parameters were chosen by their names.</summary>
    public bool HasNames => names is not null;

    /// <summary>The types of layers that have parameters, for completion.</summary>
    public static IEnumerable<NamedValue> Types
    {
        get
        {
            CatalogItem[] layers = Catalog.Layers.Items.Where(layer => layer.Keeps("weight") || layer.Normalizes).ToArray();
            return layers.Concat(layers.Where(layer => layer.Family is not null).GroupBy(layer => layer.Family)
                .Where(family => family.Count() > 1)
                .Select(family => new NamedValue(Common(family.Select(layer => layer.Name)), $"every {family.Key}")));
        }
    }

    /// <summary>
    /// The model's layers in the order of module.apply: the content of a container before the container itself.
    /// </summary>
    public static IEnumerable<ModelLayer> InApplyOrder(Model model)
    {
        var open = new Stack<ModelLayer>();
        foreach (ModelLayer layer in model.Layers)
        {
            while (open.Count > 0 && !IsInside(layer, open.Peek()))
            {
                yield return open.Pop();
            }

            open.Push(layer);
        }

        while (open.Count > 0)
        {
            yield return open.Pop();
        }
    }

    /// <param name="layer">A layer.</param>
    /// <param name="withNormalizations">Whether normalisation layers are chosen too if no types were given.</param>
    public bool Chooses(ModelLayer layer, bool withNormalizations)
    {
        if (types is null)
        {
            return layer.Weight is not null || (withNormalizations && layer.Normalization is not null);
        }

        string nameInTorch = layer.Description.Split('(')[0];
        return types.Any(type => type.IsMatch(layer.Type) || type.IsMatch(nameInTorch));
    }

    /// <param name="parameter">A parameter's whole name, as "0.weight".</param>
    public bool Chooses(string parameter) => names is null || names.Any(name => name.IsMatch(parameter));

    private static bool IsInside(ModelLayer layer, ModelLayer container) =>
        layer.Name.StartsWith(container.Name + ".", StringComparison.Ordinal);

    // A wildcard pattern for names that begin or end alike.
    private static string Common(IEnumerable<string> names)
    {
        string[] all = names.ToArray();
        int start = 0;
        int end = 0;
        int shortest = all.Min(name => name.Length);
        while (start < shortest && all.All(name => name[start] == all[0][start]))
        {
            start++;
        }

        while (end < shortest && all.All(name => name[name.Length - 1 - end] == all[0][all[0].Length - 1 - end]))
        {
            end++;
        }

        return start > end ? all[0].Substring(0, start) + "*" : "*" + all[0].Substring(all[0].Length - end);
    }

    // An invalid pattern throws at its first use, not when it is made.
    private static WildcardPattern Pattern(string text)
    {
        try
        {
            var pattern = new WildcardPattern(text, WildcardOptions.IgnoreCase);
            pattern.IsMatch(string.Empty);
            return pattern;
        }
        catch (WildcardPatternException)
        {
            throw Errors.InvalidPattern(text);
        }
    }
}
