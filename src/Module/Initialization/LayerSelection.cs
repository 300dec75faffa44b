using System.Management.Automation;

namespace NormTools;

/// <summary>The parameters of a model that an initialisation is for.</summary>
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

    /// <summary>The types of layers that have parameters, for completion.</summary>
    public static NamedValue[] Types { get; } =
    {
        new NamedValue("Linear", "A matrix and a bias"),
        new NamedValue("Conv*", "Convolutions of every rank"),
        new NamedValue("BatchNorm", "gamma and beta of batch normalisation"),
        new NamedValue("GroupNorm", "gamma and beta of group normalisation"),
        new NamedValue("InstanceNorm", "gamma and beta of instance normalisation"),
        new NamedValue("LayerNorm", "gamma and beta of layer normalisation"),
        new NamedValue("RMSNorm", "gamma of root-mean-square normalisation"),
        new NamedValue("*Norm*", "All normalisations"),
    };

    /// <summary>
    /// The model's layers as module.apply visits them: what is inside a container before the container.
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

    public static bool IsNormalization(ModelLayer layer) => layer.Type.Contains("Norm");

    /// <summary>The layers that hold the last weight inside a Residual layer.</summary>
    public static HashSet<ModelLayer> EndsOfResiduals(Model model)
    {
        var ends = new Dictionary<ModelLayer, ModelLayer>(); // the last layer with a weight so far
        var open = new Stack<ModelLayer>();
        foreach (ModelLayer layer in model.Layers)
        {
            while (open.Count > 0 && !IsInside(layer, open.Peek()))
            {
                open.Pop();
            }

            if (HasWeight(layer))
            {
                foreach (ModelLayer residual in open.Where(container =>
                    container.Type == "Residual"
                    && !layer.Name.StartsWith(container.Name + ".shortcut.", StringComparison.Ordinal)))
                {
                    ends[residual] = layer;
                }
            }

            open.Push(layer);
        }

        return new HashSet<ModelLayer>(ends.Values);
    }

    /// <param name="layer">A layer.</param>
    /// <param name="withNormalizations">Whether normalisation layers are chosen, too, where types are not.</param>
    public bool Chooses(ModelLayer layer, bool withNormalizations)
    {
        if (types is null)
        {
            return HasWeight(layer) || (withNormalizations && IsNormalization(layer));
        }

        string nameInTorch = layer.Description.Split('(')[0];
        return types.Any(type => type.IsMatch(layer.Type) || type.IsMatch(nameInTorch));
    }

    /// <param name="parameter">A parameter's whole name, as "0.weight".</param>
    public bool Chooses(string parameter) => names is null || names.Any(name => name.IsMatch(parameter));

    private static bool HasWeight(ModelLayer layer) =>
        !IsNormalization(layer) && layer.Weight is { Rank: > 1 };

    private static bool IsInside(ModelLayer layer, ModelLayer container) =>
        layer.Name.StartsWith(container.Name + ".", StringComparison.Ordinal);

    // A pattern tells that it is none at its first use.
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
