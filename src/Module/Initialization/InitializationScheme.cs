namespace NormTools;

/// <summary>
/// How a whole model is initialised: one method for all weights, or a recipe that covers the other parameters too.
/// </summary>
internal sealed class InitializationScheme
{
    private const double TransformerDeviation = 0.02;
    private const double EmbeddingBound = 0.05; // of Keras

    private readonly Func<ModelLayer, string, int, WeightInitialization> weight;

    private InitializationScheme(string name, bool isRecipe, Func<ModelLayer, string, int, WeightInitialization> weight)
    {
        Name = name;
        IsRecipe = isRecipe;
        this.weight = weight;
    }

    private InitializationScheme(string name, bool isRecipe, WeightInitialization weight)
        : this(name, isRecipe, (_, _, _) => weight)
    {
    }

    /// <summary>Every name of -Scheme: the recipes, then the methods of -Init.</summary>
    public static NamedValue[] Choices { get; } = OfModels().Concat(InitializationMethod.All).ToArray();

    private static NamedValue[] OfModels() => new[]
    {
        new NamedValue("Default", "PyTorch's own: each layer's reset_parameters()"),
        new NamedValue("Keras", "XavierUniform, biases 0; recurrent weights orthogonal, forget gates 1 (Keras' defaults)"),
        new NamedValue("Flax", "LecunNormal, biases 0; recurrent weights orthogonal (Flax' defaults)"),
        new NamedValue("Recurrent", "Recurrent weights orthogonal, others XavierUniform, gate by gate; biases 0, forget gates 1"),
        new NamedValue("Transformer", "GPT-2: normal 0.02, biases 0, last weights of skip connections smaller"),
        new NamedValue("TFixup", "Huang 2020: XavierUniform, branches of skip connections smaller by their number; for training without warm-up"),
        new NamedValue("Lsuv", "Mishkin 2016: orthogonal, then scaled on -Batch until every layer's output has variance 1"),
    };

    /// <summary>Whether it is the name of a recipe, which is for whole models only.</summary>
    public static bool IsOfModels(string name) =>
        OfModels().Any(recipe => NamedValue.Normalize(recipe.Name) == NamedValue.Normalize(name));

    public string Name { get; }

    /// <summary>Whether normalisation layers are set to weight 1 and bias 0 as well.</summary>
    public bool IsRecipe { get; }

    public bool IsDefault => Name == "Default";

    public bool IsLsuv => Name == "Lsuv";

    /// <summary>Whether each gate's weight, and queries, keys and values, are drawn as matrices of their own.</summary>
    public bool TakesParts { get; private set; }

    /// <summary>What the biases of forget gates become; null for the same as other biases.</summary>
    public double? ForgetBias { get; private set; }

    /// <summary>The -Bias that is used where none is given.</summary>
    public string Bias => IsDefault ? "Default" : "Zero";

    /// <param name="name">A name of <see cref="Choices"/>, in any spelling.</param>
    /// <param name="given">The parameters of the initialisation that were given.</param>
    /// <param name="perGate">Whether a method draws gates one by one; null where that was not said.</param>
    /// <param name="model">The model to initialise.</param>
    /// <exception cref="NormToolsException">The name is not known, or a parameter has no effect or is
    /// missing.</exception>
    public static InitializationScheme Create(string name, IReadOnlyList<KeyValuePair<string, object>> given, bool? perGate, Model model)
    {
        if (Recipe(name, given, model) is { } recipe)
        {
            return perGate is null ? recipe : throw Errors.PerGateOfRecipe(recipe.Name, recipe.TakesParts);
        }

        if (InitializationMethod.Find(name) is null)
        {
            throw Errors.UnknownName("UnknownInitialization", "Scheme", name, Choices);
        }

        var weight = WeightInitialization.Create("Scheme", name, given);
        return new InitializationScheme(weight.Method.Name, false, weight) { TakesParts = perGate == true };
    }

    /// <summary>The initialisation of a weight, or of one of its parts.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="name">The weight's short name.</param>
    /// <param name="part">The number of the part; 0 where there are none.</param>
    public WeightInitialization Weight(ModelLayer layer, string name, int part) => weight(layer, name, part);

    private static InitializationScheme? Recipe(string name, IReadOnlyList<KeyValuePair<string, object>> given, Model model)
    {
        switch (NamedValue.Normalize(name))
        {
            case "default":
                RefuseOthers("Default", given);
                return new InitializationScheme(
                    "Default", true, WeightInitialization.Create("KaimingUniform", ("negativeSlope", Math.Sqrt(5))));
            case "keras":
                RefuseOthers("Keras", given);
                return new InitializationScheme("Keras", true, Kinds("XavierUniform", (_, _) => BiasRule.Within(EmbeddingBound))) { ForgetBias = 1 };
            case "flax":
                RefuseOthers("Flax", given);
                return new InitializationScheme("Flax", true, Kinds("LecunNormal", (layer, _) => OfWidth(layer, 1))) { TakesParts = true };
            case "recurrent":
                RefuseOthers("Recurrent", given);
                return model.Layers.Any(layer => layer.Parameters.Keys.Any(layer.IsRecurrent))
                    ? new InitializationScheme("Recurrent", true, Kinds("XavierUniform", (layer, key) => BiasRule.Around(layer.DefaultDeviationOf(key)!.Value)))
                    {
                        TakesParts = true,
                        ForgetBias = 1,
                    }
                    : throw Errors.NothingRecurrent();
            case "transformer":
                return Transformer(given, BranchesOf(model));
            case "tfixup":
                RefuseOthers("TFixup", given);
                return TFixup(BranchesOf(model));
            case "lsuv":
                RefuseOthers("Lsuv", given);
                return new InitializationScheme("Lsuv", false, WeightInitialization.Create("Orthogonal"));
            default:
                return null;
        }
    }

    // Weights of the state are orthogonal, tables of rows as given, all others by one method.
    private static Func<ModelLayer, string, int, WeightInitialization> Kinds(string method, Func<ModelLayer, string, WeightInitialization> table)
    {
        var usual = WeightInitialization.Create(method);
        var orthogonal = WeightInitialization.Create("Orthogonal");
        return (layer, name, _) => layer.IsRecurrent(name) ? orthogonal : layer.DefaultDeviationOf(name) is null ? usual : table(layer, name);
    }

    // A table whose rows have the length of the scale.
    private static WeightInitialization OfWidth(ModelLayer layer, double scale) => BiasRule.Around(scale / Math.Sqrt(layer.OutputShape.Last()));

    private static long BranchesOf(Model model) => model.Layers.Sum(layer => layer.Branches);

    // Radford et al. 2019: scaled so that the sum of n skip connections is as large as one.
    private static InitializationScheme Transformer(IReadOnlyList<KeyValuePair<string, object>> given, long branches)
    {
        RefuseOthers("Transformer", given, "StandardDeviation");
        double std = given.Count == 0 ? TransformerDeviation : (double)given[0].Value;
        var usual = WeightInitialization.Create("Normal", ("standardDeviation", std));
        var last = WeightInitialization.Create("Normal", ("standardDeviation", std / Math.Sqrt(Math.Max(branches, 1))));
        return new InitializationScheme("Transformer", true, (layer, name, _) => layer.EndsBranch(name) ? last : usual);
    }

    // Huang et al. 2020, section 3.2, of an encoder: a block is two branches. Queries and keys keep their size.
    private static InitializationScheme TFixup(long branches)
    {
        if (branches == 0)
        {
            throw Errors.NoBranches();
        }

        double blocks = Math.Max(branches / 2.0, 1);
        var usual = WeightInitialization.Create("XavierUniform");
        var smaller = WeightInitialization.Create("XavierUniform", ("gain", 0.67 * Math.Pow(blocks, -0.25)));
        double ofTable = Math.Pow(9 * blocks, -0.25);
        return new InitializationScheme("TFixup", true, (layer, name, part) =>
            layer.DefaultDeviationOf(name) is not null ? OfWidth(layer, ofTable)
            : layer.IsInBranch(name) && part >= layer.WeighingPartsOf(name) ? smaller
            : usual)
        { TakesParts = true };
    }

    private static void RefuseOthers(
        string name, IEnumerable<KeyValuePair<string, object>> given, params string[] taken)
    {
        foreach (KeyValuePair<string, object> argument in given)
        {
            if (Array.IndexOf(taken, argument.Key) < 0)
            {
                throw Errors.NoEffectWith(argument.Key, "Scheme", name, taken);
            }
        }
    }
}
