namespace NormTools;

/// <summary>
/// How a whole model is initialised: one method for all weights, or a recipe that covers the other parameters too.
/// </summary>
internal sealed class InitializationScheme
{
    private const double TransformerDeviation = 0.02;

    private readonly WeightInitialization weight;
    private readonly WeightInitialization? last;

    private InitializationScheme(
        string name, bool isRecipe, WeightInitialization weight, WeightInitialization? last = null)
    {
        Name = name;
        IsRecipe = isRecipe;
        this.weight = weight;
        this.last = last;
    }

    /// <summary>Every name of -Scheme: the recipes, then the methods of -Init.</summary>
    public static NamedValue[] Choices { get; } = OfModels().Concat(InitializationMethod.All).ToArray();

    private static NamedValue[] OfModels() => new[]
    {
        new NamedValue("Default", "PyTorch's own: each layer's reset_parameters()"),
        new NamedValue("Keras", "XavierUniform, biases 0 (Keras' defaults)"),
        new NamedValue("Flax", "LecunNormal, biases 0 (Flax' defaults)"),
        new NamedValue("Transformer", "GPT-2: normal 0.02, biases 0, last weights of skip connections smaller"),
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

    /// <summary>The -Bias that is used where none is given.</summary>
    public string Bias => IsDefault ? "Default" : "Zero";

    /// <param name="name">A name of <see cref="Choices"/>, in any spelling.</param>
    /// <param name="given">The parameters of the initialisation that were given.</param>
    /// <param name="residuals">The model's Residual layers.</param>
    /// <exception cref="NormToolsException">The name is not known, or a parameter has no effect or is
    /// missing.</exception>
    public static InitializationScheme Create(
        string name, IReadOnlyList<KeyValuePair<string, object>> given, int residuals)
    {
        switch (NamedValue.Normalize(name))
        {
            case "default":
                RefuseOthers("Default", given);
                return new InitializationScheme(
                    "Default", true, WeightInitialization.Create("KaimingUniform", ("negativeSlope", Math.Sqrt(5))));
            case "keras":
                RefuseOthers("Keras", given);
                return new InitializationScheme("Keras", true, WeightInitialization.Create("XavierUniform"));
            case "flax":
                RefuseOthers("Flax", given);
                return new InitializationScheme("Flax", true, WeightInitialization.Create("LecunNormal"));
            case "transformer":
                return Transformer(given, residuals);
            case "lsuv":
                RefuseOthers("Lsuv", given);
                return new InitializationScheme("Lsuv", false, WeightInitialization.Create("Orthogonal"));
        }

        if (InitializationMethod.Find(name) is null)
        {
            throw Errors.UnknownName("UnknownInitialization", "Scheme", name, Choices);
        }

        var weight = WeightInitialization.Create("Scheme", name, given);
        return new InitializationScheme(weight.Method.Name, false, weight);
    }

    /// <summary>The initialisation of a weight.</summary>
    /// <param name="endsResidual">Whether the weight is the last one inside a Residual layer.</param>
    public WeightInitialization Weight(bool endsResidual) => endsResidual && last is not null ? last : weight;

    // Radford et al. 2019: scaled so that the sum of n skip connections is as large as one.
    private static InitializationScheme Transformer(IReadOnlyList<KeyValuePair<string, object>> given, int residuals)
    {
        RefuseOthers("Transformer", given, "StandardDeviation");
        double std = given.Count == 0 ? TransformerDeviation : (double)given[0].Value;
        return new InitializationScheme(
            "Transformer",
            true,
            WeightInitialization.Create("Normal", ("standardDeviation", std)),
            WeightInitialization.Create("Normal", ("standardDeviation", std / Math.Sqrt(Math.Max(residuals, 1)))));
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
