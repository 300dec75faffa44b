namespace NormTools;

/// <summary>
/// Initialises the parameters of a model. They change together or, if one cannot be drawn, not at all; only the passes
/// of Lsuv can fail after that.
/// </summary>
internal sealed class ModelInitialization
{
    private readonly List<KeyValuePair<Tensor, Tensor>> drawn = new List<KeyValuePair<Tensor, Tensor>>();
    private readonly Dictionary<string, Tensor> weights = new Dictionary<string, Tensor>(StringComparer.Ordinal);
    private readonly List<ModelLayer> parametrized = new List<ModelLayer>();
    private bool drewBias, opened;

    public InitializationScheme Scheme { get; set; } = null!;

    public LayerSelection Selection { get; set; } = null!;

    /// <summary>The rule that -Bias gives, or null.</summary>
    public BiasRule? Bias { get; set; }

    /// <summary>What the biases of forget gates become; null for what the scheme says.</summary>
    public double? ForgetBias { get; set; }

    /// <summary>Gives the random stream for the name of a parameter.</summary>
    public Func<string, RandomGenerator> Stream { get; set; } = null!;

    /// <summary>Called with the name of each parameter and what is done to it.</summary>
    public Action<string, string> Report { get; set; } = (_, _) => { };

    /// <summary>Called with the warnings that PyTorch would give.</summary>
    public Action<string> Warn { get; set; } = _ => { };

    /// <summary>Called with each tensor of the model before it is changed.</summary>
    public Action<Tensor> Keep { get; set; } = _ => { };

    /// <summary>The batch of Lsuv.</summary>
    public Dataset? Batch { get; set; }

    /// <summary>
    /// Draws every chosen parameter in the order of module.apply, a layer's weight before its bias.
    /// </summary>
    /// <returns>A warning for the user, or null.</returns>
    /// <exception cref="NormToolsException">Nothing was chosen, a weight cannot be drawn, or a layer's output does not
    /// vary, so that Lsuv cannot scale by it.</exception>
    public string? Apply(Model model)
    {
        try
        {
            foreach (ModelLayer layer in LayerSelection.InApplyOrder(model))
            {
                if (Selection.Chooses(layer, Scheme.IsRecipe))
                {
                    Draw(layer);
                }
            }

            if (drawn.Count == 0 && !HasChosen(model))
            {
                throw Errors.NothingToInitialize(model.Parameters.Keys);
            }

            if (Bias is not null && !drewBias)
            {
                throw Errors.BiasWithoutEffect();
            }

            if (ForgetBias is not null && !opened)
            {
                throw Errors.NoForgetGate();
            }

            return Scheme.IsLsuv ? Scale(model) : Commit(model);
        }
        finally
        {
            drawn.ForEach(item => item.Value.Dispose());
        }
    }

    private string? Commit(Model model)
    {
        foreach (KeyValuePair<Tensor, Tensor> item in drawn)
        {
            Keep(item.Key);
            item.Key.CopyFrom(item.Value);
        }

        foreach (ModelLayer layer in parametrized)
        {
            foreach (Tensor tensor in layer.Parameters.Values.Concat(layer.Buffers.Values))
            {
                Keep(tensor);
            }

            model.SettleWeight(layer);
        }

        return null;
    }

    private string? Scale(Model model)
    {
        Commit(model);
        List<string> off = LsuvScaling.Apply(model, weights, Batch!, Report);
        return off.Count == 0 ? null
            : $"The output of {string.Join(", ", off)} does not have a variance of 1 within 0.1 after ten tries.";
    }

    private bool HasChosen(Model model) => model.Layers.Any(layer =>
        Selection.Chooses(layer, Scheme.IsRecipe)
        && Names(layer).Any(name => Selection.Chooses(layer.Name + "." + name)));

    // A parametrized layer has no parameter "weight"; the weight that it computes is drawn, before the bias.
    private static IEnumerable<string> Names(ModelLayer layer) => !layer.IsParametrized
        ? layer.Parameters.Keys
        : layer.Parameters.Keys.Where(name => layer.RoleOf(name) == "bias").Prepend("weight");

    private void Draw(ModelLayer layer)
    {
        bool isNorm = Scheme.IsRecipe && layer.Normalization is not null;
        foreach (string name in Names(layer))
        {
            string whole = layer.Name + "." + name;
            bool isInner = IsOfInnerNorm(layer, name);
            if (!Selection.Chooses(whole) || (isInner && !Scheme.IsRecipe && !Selection.HasNames))
            {
                continue;
            }

            bool isReset = isNorm || (isInner && Scheme.IsRecipe);
            Tensor parameter = layer.IsParametrized && name == "weight" ? layer.Weight! : layer.Parameters[name];
            if (!(layer.Parameters.ContainsKey(name) && layer.RoleOf(name) is "bias" or "shift"))
            {
                string given = layer.IsParametrized ? layer.NameOf("weight")! : name;
                Func<int, WeightInitialization> initialization = isReset ? _ => WeightInitialization.Create("Ones")
                    : Scheme.IsDefault && layer.DefaultBoundOf(given) is double bound ? _ => BiasRule.Within(bound)
                    : Scheme.IsDefault && layer.DefaultDeviationOf(given) is double deviation ? _ => BiasRule.Around(deviation)
                    : part => Scheme.Weight(layer, given, part);
                var draw = new WeightDraw(parameter, layer.FanOf(given), Scheme.TakesParts ? layer.PartsOf(given) : 1);
                Add(whole, draw, initialization, layer.ZeroRowOf(given));
                if (!layer.HasSeveralWeights)
                {
                    weights[layer.Name] = parameter; // what Lsuv scales
                }
            }
            else
            {
                DrawBias(whole, name, layer, isReset);
            }
        }

        if (layer.IsParametrized && Selection.Chooses(layer.Name + ".weight"))
        {
            DrawParametrization(layer);
        }

        if (isNorm && Scheme.IsDefault)
        {
            ResetStatistics(layer);
        }
    }

    // Norms inside a recurrent layer are treated as norm layers are.
    private static bool IsOfInnerNorm(ModelLayer layer, string name) =>
        layer.Normalization is null && layer.Parameters.ContainsKey(name) && layer.RoleOf(name) is "scale" or "shift";

    private void DrawBias(string whole, string name, ModelLayer layer, bool isReset)
    {
        BiasRule rule = isReset ? BiasRule.Parse("Zero") : Bias ?? BiasRule.Parse(Scheme.Bias);
        Tensor parameter = layer.Parameters[name];
        drewBias |= !isReset;
        if (!rule.Keeps)
        {
            WeightInitialization initialization = rule.Value is double value
                ? WeightInitialization.Create("Constant", ("value", value))
                : layer.DefaultBoundOf(name) is double bound ? BiasRule.Within(bound)
                : BiasRule.DefaultFor(layer.FanOf(name) ?? WeightFan.Of(layer.Of("scale")!.Shape));
            Add(whole, new WeightDraw(parameter), _ => initialization);
        }

        if (layer.ForgetPartOf(name) is int part && (ForgetBias ?? (Bias is null ? Scheme.ForgetBias : null)) is double open)
        {
            opened = true;
            if (rule.Keeps)
            {
                drawn.Add(new KeyValuePair<Tensor, Tensor>(parameter, parameter.Clone()));
            }

            Report(whole, FormattableString.Invariant($"{open} at the forget gate"));
            long units = parameter.Count / layer.PartsOf(name);
            for (long unit = part * units; unit < (part + 1) * units; unit++)
            {
                drawn[drawn.Count - 1].Value[unit] = open;
            }
        }
    }

    // After weight and bias, because PyTorch wraps a layer that has been drawn already: singular vectors are drawn
    // again. Magnitudes become the norms of the weight, and are what Lsuv scales; with spectral norm nothing scales the
    // output.
    private void DrawParametrization(ModelLayer layer)
    {
        parametrized.Add(layer);
        foreach (string name in layer.Buffers.Keys)
        {
            Add(layer.Name + "." + name, new WeightDraw(layer.Buffers[name]), _ => WeightInitialization.Create("Normal"));
        }

        weights.Remove(layer.Name);
        if (layer.Magnitudes is Tensor magnitudes)
        {
            drawn.Add(new KeyValuePair<Tensor, Tensor>(magnitudes, magnitudes.Clone()));
            weights[layer.Name] = magnitudes;
        }
    }

    // After the parameters, as in reset_parameters.
    private void ResetStatistics(ModelLayer layer)
    {
        foreach (string name in layer.Buffers.Keys)
        {
            Tensor buffer = layer.Buffers[name];
            Tensor start = Tensor.Zeros(buffer.DType, buffer.Shape);
            if (layer.RoleOf(name) == "variance")
            {
                start.Fill(1);
            }

            drawn.Add(new KeyValuePair<Tensor, Tensor>(buffer, start));
        }
    }

    private void Add(string name, WeightDraw draw, Func<int, WeightInitialization> initialization, long? zeroRow = null)
    {
        Report(name, draw.Told(initialization));
        try
        {
            Tensor values = draw.Run(Stream(name), initialization);
            drawn.Add(new KeyValuePair<Tensor, Tensor>(draw.Parameter, values));
            if (zeroRow is long row)
            {
                values[row] = 0;
            }

            if (initialization(0).Warning(draw.Parameter.Shape) is string warning)
            {
                Warn($"{name}: {warning}");
            }
        }
        catch (NormToolsException failure)
        {
            throw new NormToolsException(failure.Id, failure.Category, $"{name}: {failure.Message}");
        }
    }
}
