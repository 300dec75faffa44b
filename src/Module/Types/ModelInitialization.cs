namespace NormTools;

/// <summary>
/// Initialises the parameters of a model. They change together or, where one cannot be drawn, not at all; only the
/// passes of Lsuv can fail behind that.
/// </summary>
internal sealed class ModelInitialization
{
    private readonly List<KeyValuePair<Tensor, Tensor>> drawn = new List<KeyValuePair<Tensor, Tensor>>();
    private readonly Dictionary<string, Tensor> weights = new Dictionary<string, Tensor>(StringComparer.Ordinal);
    private bool drewBias;

    public InitializationScheme Scheme { get; set; } = null!;

    public LayerSelection Selection { get; set; } = null!;

    /// <summary>What -Bias says, or null.</summary>
    public BiasRule? Bias { get; set; }

    /// <summary>The stream of a parameter, by its name.</summary>
    public Func<string, RandomGenerator> Stream { get; set; } = null!;

    /// <summary>Is told the name of each parameter and what is done to it.</summary>
    public Action<string, string> Report { get; set; } = (_, _) => { };

    /// <summary>Is told what PyTorch would warn of.</summary>
    public Action<string> Warn { get; set; } = _ => { };

    /// <summary>The batch of Lsuv.</summary>
    public Dataset? Batch { get; set; }

    /// <summary>
    /// Draws every parameter that was chosen, in the order of module.apply, a layer's weight before its bias.
    /// </summary>
    /// <returns>What the user has to know, where there is something.</returns>
    /// <exception cref="NormToolsException">Nothing was chosen, a weight cannot be drawn, or a pass gives
    /// nothing to scale by.</exception>
    public string? Apply(Model model)
    {
        HashSet<ModelLayer> ends = LayerSelection.EndsOfResiduals(model);
        try
        {
            foreach (ModelLayer layer in LayerSelection.InApplyOrder(model))
            {
                if (Selection.Chooses(layer, Scheme.IsRecipe))
                {
                    Draw(layer, ends.Contains(layer));
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

            return Scheme.IsLsuv ? Scale(model) : Commit();
        }
        finally
        {
            drawn.ForEach(item => item.Value.Dispose());
        }
    }

    private string? Commit()
    {
        foreach (KeyValuePair<Tensor, Tensor> item in drawn)
        {
            item.Key.CopyFrom(item.Value);
        }

        return null;
    }

    private string? Scale(Model model)
    {
        Commit();
        List<string> off = LsuvScaling.Apply(model, weights, Batch!, Report);
        return off.Count == 0 ? null
            : $"The output of {string.Join(", ", off)} has no variance of 1 within 0.1 after ten tries.";
    }

    private bool HasChosen(Model model) => model.Layers.Any(layer =>
        Selection.Chooses(layer, Scheme.IsRecipe)
        && layer.Parameters.Keys.Any(name => Selection.Chooses(layer.Name + "." + name)));

    private void Draw(ModelLayer layer, bool endsResidual)
    {
        bool isReset = Scheme.IsRecipe && LayerSelection.IsNormalization(layer);
        foreach (string name in layer.Parameters.Keys)
        {
            string whole = layer.Name + "." + name;
            if (!Selection.Chooses(whole))
            {
                continue;
            }

            Tensor parameter = layer.Parameters[name];
            if (name != "bias")
            {
                Add(whole, parameter, isReset ? WeightInitialization.Create("Ones") : Scheme.Weight(endsResidual));
                weights[layer.Name] = parameter;
            }
            else
            {
                DrawBias(whole, parameter, layer, isReset);
            }
        }

        if (isReset && Scheme.IsDefault)
        {
            ResetStatistics(layer);
        }
    }

    private void DrawBias(string name, Tensor bias, ModelLayer layer, bool isReset)
    {
        BiasRule rule = isReset ? BiasRule.Parse("Zero") : Bias ?? BiasRule.Parse(Scheme.Bias);
        drewBias |= !isReset;
        if (!rule.Keeps)
        {
            Add(name, bias, rule.Value is double value
                ? WeightInitialization.Create("Constant", ("value", value))
                : BiasRule.DefaultFor(layer.Parameters["weight"]));
        }
    }

    // Behind the parameters, as in reset_parameters: nothing can fail any more in this layer.
    private void ResetStatistics(ModelLayer layer)
    {
        foreach (string name in layer.Buffers.Keys)
        {
            Tensor buffer = layer.Buffers[name];
            Tensor start = Tensor.Zeros(buffer.DType, buffer.Shape);
            if (name == "running_var")
            {
                start.Fill(1);
            }

            drawn.Add(new KeyValuePair<Tensor, Tensor>(buffer, start));
        }
    }

    private void Add(string name, Tensor parameter, WeightInitialization initialization)
    {
        Report(name, initialization.Method.Name);
        try
        {
            Tensor values = initialization.Draw(Stream(name), parameter.DType, parameter.Shape);
            drawn.Add(new KeyValuePair<Tensor, Tensor>(parameter, values));
            if (initialization.Warning(parameter.Shape) is string warning)
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
